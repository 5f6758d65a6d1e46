using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Runner.Documents;
using Tests.RetiredTool;
using Tests.Runner.Documents;

namespace Tests.Editors;

/// <summary>The extension's own reader and writer of <c>.dib</c> files, <c>editors/vscode/dib.js</c>, against the engine's.</summary>
public sealed class SerializerTests
{
    // Reads texts from stdin; says of each what it holds, and how it is written: as it was read, and with its n-th cell changed.
    private const string Script = """
        const dib = require(process.argv[1]);
        const answer = ({ text, edited, contents }) => {
          try {
            const read = dib.parse(text);
            const cells = read.cells.map(({ kernel, contents, line, extras }) => ({ kernel, contents, line, tags: extras?.metadata?.tags ?? [] }));
            if (edited !== undefined) read.cells[edited].contents = contents;
            return { cells, meta: read.meta ?? null, written: dib.write(read), canonical: edited === undefined ? dib.writeCanonically(read) : '' };
          } catch (e) {
            if (e.line === undefined) throw e;
            return { line: e.line, message: e.message };
          }
        };
        process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0, 'utf8')).map(answer)));
        """;

    private static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    private static IEnumerable<string> Lessons => Directory.GetFiles(Path.Combine(Root, "notebooks"), "*.dib").Order().Select(File.ReadAllText);

    [Fact]
    public Task Lessons_are_read_as_the_engine_reads_them() => HoldAsync([.. Lessons, .. Lessons.Select(text => text.Replace("\n", "\r\n"))]);

    [Fact]
    public Task The_cases_of_the_format_are_read_as_the_engine_reads_them() => HoldAsync([.. DibCases.All.Values.Select(each => each.Text), "#!meta]\r\n\uFEFF", "#!meta\n\uFEFF", "#!meta\n\u0085", "#!meta\n\u00A0"]);

    [Fact]
    public Task Any_text_is_read_as_the_engine_reads_it() => DibWriteTests.Texts.Array[400].SampleAsync(texts => HoldAsync([.. texts.Select(AsInAFile)]), iter: 4, threads: 1);

    [Fact]
    public Task Any_notebook_is_read_as_the_engine_reads_it() =>
        Gen.Select(DibWriteTests.Notebooks, Gen.Bool).Select((notebook, isWindows) => Dib.Write(notebook).Replace("\n", isWindows ? "\r\n" : "\n"))
            .Array[200].SampleAsync(texts => HoldAsync([.. texts.Select(AsInAFile)]), iter: 2, threads: 1);

    [Fact]
    public Task Cells_with_tags_and_markers_in_prose_are_read_as_the_engine_reads_them() => HoldAsync(
    [
        "\r\uFEFF\uFEFF\"marks of byte order below an empty line\"",
        "#!csharp\n\n// jupyter: {\"metadata\":{\"tags\":[\"raises-exception\"]}}\nthrow null\n",
        "#!markdown\n\na\n\n<!-- jupyter: {\"metadata\":{\"tags\":[\"hide-input\"]}} -->\n\n#!csharp\n\nx\n",
        "#!csharp\n\n// jupyter: {\"other\":1}\nx\n",
        Dib.Write(new([new("markdown", "Write\n\n#!csharp\n\nbefore a cell"), new("csharp", "x")])),
        Dib.Write(new([new("markdown", "#!meta\nis explained here")])),
        Dib.Write(new([new(Cell.Raw, "kept"), new("csharp", "x")])),
    ]);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Of_a_file_only_the_cell_that_was_changed_is_written_anew(string newline)
    {
        var texts = Lessons.Select(text => text.Replace("\n", newline)).ToList();
        texts.Add(string.Join(newline, ["#!c#", "", "", "first", "#!md", "prose", "", "", "#!cs", "", "#!csharp", "last"]));
        foreach (var text in texts)
        {
            var cells = Dib.Parse(text).Cells;
            var at = cells.Count / 2;

            var answer = Assert.Single(await AskAsync([new JsonObject { ["text"] = text, ["edited"] = at, ["contents"] = "changed\nhere" }]));

            var lines = text.Split(newline).ToList();
            var first = cells[at].Line - 1;
            lines.RemoveRange(first, cells[at].Contents.Split('\n').Length);
            lines.InsertRange(first, ["changed", "here"]);
            Assert.Equal(string.Join(newline, lines), (string?)answer["written"]);
        }
    }

    private static async Task HoldAsync(string[] texts)
    {
        var answers = await AskAsync([.. texts.Select(text => new JsonObject { ["text"] = text })]);
        Assert.Equal(texts.Length, answers.Count);
        foreach (var (text, answer) in texts.Zip(answers))
        {
            Notebook notebook;
            try
            {
                notebook = Dib.Parse(text);
            }
            catch (NotebookFormatException e)
            {
                Assert.Equal((e.Line, text), ((int?)answer["line"] ?? 0, text));
                continue;
            }

            Assert.Equal((text, null), (text, (string?)answer["message"]));
            Assert.Equal(text, (string?)answer["written"]);
            Assert.Equal(notebook.Cells.Select(cell => $"{cell.Kernel} {cell.Line} {string.Join(',', cell.Tags)}: {cell.Contents}"),
                answer["cells"]!.AsArray().Select(cell => $"{cell!["kernel"]} {cell["line"]} {string.Join(',', cell["tags"]!.AsArray().Select(tag => $"{tag}"))}: {cell["contents"]}"));
            if (notebook.Meta == (string?)answer["meta"]) Assert.Equal(Dib.Write(notebook), (string?)answer["canonical"]);
            else Assert.True(JsonNode.DeepEquals(JsonNode.Parse(notebook.Meta!), JsonNode.Parse((string)answer["meta"]!)), text);
        }
    }

    /// <summary>What a text is once it has been in a file: UTF-8.</summary>
    private static string AsInAFile(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static async Task<List<JsonNode>> AskAsync(JsonArray asked)
    {
        Process? node = null;
        try
        {
            node = Process.Start(new ProcessStartInfo("node", ["-e", Script, Path.Combine(Root, "editors", "vscode", "dib.js")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no node on this machine.");
        }

        using var process = node!;
        var (said, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(asked.ToJsonString());
        process.StandardInput.Close();
        Assert.Equal("", await failed);
        return [.. JsonNode.Parse(await said, documentOptions: new JsonDocumentOptions { MaxDepth = 1000 })!.AsArray().Select(each => each!)];
    }
}
