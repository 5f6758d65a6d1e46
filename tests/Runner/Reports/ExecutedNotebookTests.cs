using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using Runner.Protocol;
using Runner.Reports;
using Runner.Sessions;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Reports;

public partial class ExecutedNotebookTests
{
    private static JsonNode Write(params CellResult[] cells)
    {
        var notebook = Notebook("a.dib", cells);
        return JsonNode.Parse(ExecutedNotebook.Write(notebook, CellOutput.Fold(cells), "."))!;
    }

    [Fact]
    public void Every_kind_of_output_is_written_as_nbformat_has_it()
    {
        var json = Write(
            Cell(1, "markdown", "# T", Showed("text/markdown", "# T")),
            Cell(2, "csharp", "x", Wrote("a\nb", "stderr"), Showed("p", new("image/png", "iVBORw0KGgo="), new("text/plain", "picture")), new DisplayShown(Request, "r", [new("text/plain", "7")], IsResult: true)),
            Cell(3, "csharp", "y", Failed("no", null, "at f in a.dib, cell 3, line 1")),
            NotRun(4, "z"));

        AssertIsNbformat45(json);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            [
              { "output_type": "stream", "name": "stderr", "text": "a\nb" },
              { "output_type": "display_data", "data": { "image/png": "iVBORw0KGgo=", "text/plain": "picture" }, "metadata": {} },
              { "output_type": "execute_result", "data": { "text/plain": "7" }, "metadata": {}, "execution_count": 2 }
            ]
            """), json["cells"]![1]!["outputs"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            [{ "output_type": "error", "ename": "System.Exception", "evalue": "no", "traceback": ["System.Exception: no", "at f in a.dib, cell 3, line 1"] }]
            """), json["cells"]![2]!["outputs"]));
        Assert.Equal([2, 3, null], json["cells"]!.AsArray().Skip(1).Select(cell => (int?)cell!["execution_count"]));
    }

    [Fact]
    public void JSON_types_are_written_as_JSON_and_what_is_none_as_text()
    {
        var data = Write(Cell(1, "csharp", "x", Showed("d", new("application/vnd.plotly.v1+json", """{"data":[1]}"""), new("application/json", "oops"))))["cells"]![0]!["outputs"]![0]!["data"]!;

        Assert.Equal(1, (int)data["application/vnd.plotly.v1+json"]!["data"]![0]!);
        Assert.Equal("oops", (string?)data["application/json"]);
    }

    [Fact]
    public void Any_text_that_a_cell_writes_makes_a_valid_file() =>
        Gen.Select(Gen.String, Gen.OneOf("\ud800", "\0", "\u001b[0m", "\uFFFF", "é😀", "\r", "")).Sample((text, odd) =>
            AssertIsNbformat45(Write(Cell(1, "csharp", text + odd + "x", Wrote(odd + text), Showed(text == "" ? "t" : text, odd), Failed(text + odd, null, odd)))));

    [Fact]
    public void A_notebook_without_a_readable_file_is_an_empty_notebook() =>
        AssertIsNbformat45(JsonNode.Parse(ExecutedNotebook.Write(
            new NotebookResult("a.dib", new([]), [], TimeSpan.Zero, 0, "no such file"), new Dictionary<int, IReadOnlyList<CellOutput>>(), "."))!);

    /// <summary>The rules of nbformat's published schema, v4.5, that apply to what we write.</summary>
    private static void AssertIsNbformat45(JsonNode json)
    {
        Assert.Equal((4, 5), ((int)json["nbformat"]!, (int)json["nbformat_minor"]!));
        var kernel = json["metadata"]!["kernelspec"]!;
        Assert.All((string[])["name", "display_name"], name => Assert.False(string.IsNullOrEmpty((string?)kernel[name])));
        var cells = json["cells"]!.AsArray().Select(cell => cell!.AsObject()).ToList();
        Assert.All(cells, cell =>
        {
            Assert.Matches(CellId(), (string?)cell["id"]);
            AssertIsText(cell["source"]!);
            Assert.IsType<JsonObject>(cell["metadata"]);
            var isCode = (string?)cell["cell_type"] == "code";
            Assert.Equal(isCode ? ["cell_type", "execution_count", "id", "metadata", "outputs", "source"] : ["cell_type", "id", "metadata", "source"], cell.Select(property => property.Key).Order());
            if (isCode) Assert.All(cell["outputs"]!.AsArray(), output => AssertIsOutput(output!.AsObject()));
        });
        Assert.Equal(cells.Count, cells.Select(cell => (string?)cell["id"]).Distinct().Count());
    }

    private static void AssertIsOutput(JsonObject output)
    {
        string[] properties = (string?)output["output_type"] switch
        {
            "stream" => ["name", "output_type", "text"],
            "display_data" => ["data", "metadata", "output_type"],
            "execute_result" => ["data", "execution_count", "metadata", "output_type"],
            "error" => ["ename", "evalue", "output_type", "traceback"],
            var other => throw new Xunit.Sdk.XunitException($"There is no output_type {other}."),
        };
        Assert.Equal(properties, output.Select(property => property.Key).Order());
        if (output["text"] is { } text) AssertIsText(text);
        if (output["traceback"] is { } trace) Assert.All(trace.AsArray(), line => Assert.NotNull((string?)line));
        foreach (var (type, content) in output["data"]?.AsObject() ?? [])
        {
            if (type != "application/json" && !type.EndsWith("+json", StringComparison.Ordinal)) AssertIsText(content!);
        }
    }

    private static void AssertIsText(JsonNode text)
    {
        if (text is JsonArray lines) Assert.All(lines, line => Assert.NotNull((string?)line));
        else Assert.NotNull((string?)text);
    }

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$")]
    private static partial Regex CellId();
}
