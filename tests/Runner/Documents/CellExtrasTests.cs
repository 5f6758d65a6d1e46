using System.Text.Json.Nodes;
using Runner.Documents;
using Tests.Reference;

namespace Tests.Runner.Documents;

/// <summary>What an <c>.ipynb</c> file holds beside its cells' text, on its way through a <c>.dib</c> file and back.</summary>
public class CellExtrasTests
{
    private static string Case(string name) => File.ReadAllText(ReferenceFiles.InRepository($"tests/Runner/Documents/{name}.ipynb"));

    private static string ThroughDib(string ipynb) => Ipynb.Write(Dib.Parse(Dib.Write(Ipynb.Parse(ipynb))));

    /// <summary>The cells of a notebook without what the format makes up: ids, the language of code, how lines are grouped.</summary>
    private static JsonArray Cells(string ipynb) => [.. JsonNode.Parse(ipynb)!["cells"]!.AsArray().Select(cell =>
    {
        var kept = cell!.DeepClone().AsObject();
        kept.Remove("id");
        kept["metadata"]!.AsObject().Remove("dotnet_interactive");
        kept["metadata"]!.AsObject().Remove("polyglot_notebook");
        kept["source"] = kept["source"] is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)kept["source"];
        return kept;
    })];

    [Theory]
    [InlineData("attachments-and-tags")]
    [InlineData("marker-in-prose")]
    public void Pictures_tags_raw_cells_and_examples_of_markers_come_back_from_a_dib_file_as_they_were(string name)
    {
        var before = Case(name);

        var after = ThroughDib(before);

        Assert.True(JsonNode.DeepEquals(Cells(before), Cells(after)), after);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(before)!["metadata"]!["authors"], JsonNode.Parse(after)!["metadata"]!["authors"]));
        Assert.Equal(Dib.Write(Ipynb.Parse(before)), Dib.Write(Dib.Parse(Dib.Write(Ipynb.Parse(before)))));
    }

    [Fact]
    public void An_ipynb_that_is_written_keeps_the_ids_of_its_cells_and_no_two_are_the_same()
    {
        const string Text = """
            {"cells":[{"cell_type":"markdown","id":"cell-2","metadata":{},"source":"a"},{"cell_type":"markdown","metadata":{},"source":"b"},
             {"cell_type":"code","id":"c","metadata":{},"outputs":[],"execution_count":null,"source":"1\n#!html\n<b/>"}],"metadata":{},"nbformat":4,"nbformat_minor":5}
            """;

        var ids = JsonNode.Parse(Ipynb.Write(Ipynb.Parse(Text)))!["cells"]!.AsArray().Select(cell => (string?)cell!["id"]).ToList();

        Assert.Equal(["cell-2", "cell-2-", "c", "cell-4"], ids);
    }

    [Fact]
    public void Tags_stand_in_a_comment_that_other_tools_pass_over()
    {
        var dib = Dib.Write(Ipynb.Parse(Case("attachments-and-tags")));

        Assert.Contains("#!csharp\n\n// jupyter: {\"metadata\":{\"tags\":[\"parameters\"]}}\nvar epochs = 10;\n", dib);
        Assert.Contains("![red](attachment:plot.png)\n\n<!-- jupyter: {\"metadata\":{\"tags\":[\"intro\"]},\"attachments\":{", dib);
        Assert.Contains("{\"aliases\":[],\"name\":\"raw\"}", dib);
        Assert.Contains("#!raw\n\nraw text that the author kept\n", dib);
        var cell = Dib.Parse(dib).Cells.Single(cell => cell.Contents == "var epochs = 10;");
        Assert.Equal("var epochs = 10;", dib.Split('\n')[cell.Line - 1]);
    }

    [Theory]
    [InlineData("```\n#!csharp\nx\n```")]
    [InlineData("#!csharp \n#!fsharp  ")]
    [InlineData("#!csharp \n#!fsharp\n#!md  ")]
    [InlineData("the end\n<!-- jupyter: {} -->")]
    [InlineData("the end\n<!-- jupyter: {\"metadata\":{\"tags\":[\"x\"]}} -->")]
    [InlineData("the end\n<!-- jupyter: {\"a\" -->")]
    public void Prose_that_looks_like_the_format_stays_prose(string prose)
    {
        var read = Dib.Parse(Dib.Write(new([new("markdown", prose), new("csharp", "1")])));

        Assert.Equal([("markdown", prose, null), ("csharp", "1", null)], read.Cells.Select(cell => (cell.Kernel, cell.Contents, cell.Extras)));
    }

    [Fact]
    public void Nothing_in_meta_data_ends_the_comment_that_keeps_it()
    {
        var cell = new Cell("markdown", "x") { Extras = new("""{"metadata":{"a":"--> <script>\n#!csharp"}}""") };

        Assert.Equal(cell, Assert.Single(Dib.Parse(Dib.Write(new([cell]))).Cells) with { Line = 0 });
    }

    [Fact]
    public void What_no_comment_can_keep_is_refused_by_name()
    {
        var cell = new Cell("pwsh", "Get-Date", 4) { Extras = new("""{"metadata":{"tags":["skip-execution"],"slideshow":{}}}""") };

        var e = Assert.Throws<NotebookFormatException>(() => Dib.Write(new([new("csharp", "1"), cell])));

        Assert.Contains("cell 2 has the tags skip-execution and the meta data slideshow, which no comment of pwsh keeps in a .dib file", e.Message);
    }

    [Fact]
    public void What_the_notebook_says_in_its_meta_data_is_kept_in_both_directions()
    {
        const string Meta = """{"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":[],"name":"sql"}]},"course":"cnn"}""";

        Assert.Equal(Meta, Ipynb.Parse(Ipynb.Write(new Notebook([new("csharp", "1")], Meta))).Meta);
    }
}
