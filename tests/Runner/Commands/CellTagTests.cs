using System.CommandLine;
using System.Text.Json.Nodes;
using Runner.Commands;
using Tests.Reference;

namespace Tests.Runner.Commands;

/// <summary>Tags mean what nbclient, papermill and Jupyter Book mean by them, and what a notebook holds is in its report.</summary>
public sealed class CellTagTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tags-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Case()
    {
        var path = Path.Combine(_folder, "case.ipynb");
        File.Copy(ReferenceFiles.InRepository("tests/Runner/Documents/attachments-and-tags.ipynb"), path);
        return path;
    }

    private string Put(string name, params (string Tag, string Code)[] cells)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', cells.Select(cell => $"#!csharp\n\n// jupyter: {{\"metadata\":{{\"tags\":[\"{cell.Tag}\"]}}}}\n{cell.Code}\n")));
        return path;
    }

    private static async Task<(int Code, string Output)> RunAsync(Command command, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var code = await command.Parse(arguments).InvokeAsync(new() { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    [Fact]
    public async Task Tagged_cells_are_skipped_may_fail_and_take_parameters_and_the_report_keeps_all_of_the_notebook()
    {
        var (path, report) = (Case(), Path.Combine(_folder, "out"));

        var (code, output) = await RunAsync(RunCommand.Create(), path, "--param", "epochs=3", "--report", report);

        Assert.Equal(0, code);
        Assert.Contains("Exception at line 1, column 1, as the cell announces", output);
        Assert.Contains("skipped: its tag says so", output);
        Assert.DoesNotContain("should be skipped\n    ", output);
        Assert.Contains("\n    3\n", output);
        Assert.DoesNotContain("no notebook reads", output);

        var before = JsonNode.Parse(File.ReadAllText(path))!;
        var after = JsonNode.Parse(File.ReadAllText(Path.Combine(report, "case.ipynb")))!;
        Assert.True(JsonNode.DeepEquals(before["metadata"]!["authors"], after["metadata"]!["authors"]));
        var cells = after["cells"]!.AsArray().ToDictionary(cell => (string)cell!["id"]!);
        foreach (var cell in before["cells"]!.AsArray())
        {
            var same = cells[(string)cell!["id"]!]!;
            Assert.Equal((string?)cell["cell_type"], (string?)same["cell_type"]);
            Assert.True(JsonNode.DeepEquals(cell["attachments"], same["attachments"]));
            Assert.True(JsonNode.DeepEquals(cell["metadata"]!["tags"], same["metadata"]!["tags"]));
        }

        Assert.Equal("epochs = 3;", (string?)after["cells"]!.AsArray().Single(cell => (string?)cell!["metadata"]?["tags"]?[0] == "injected-parameters")!["source"]![0]);
        var page = File.ReadAllText(Path.Combine(report, "case.html"));
        foreach (var cell in before["cells"]!.AsArray().Where(cell => cell!["attachments"] is not null))
            Assert.Contains($"src=\"data:image/png;base64,{(string)cell!["attachments"]!["plot.png"]!["image/png"]!}\"", page); // each its own, though they share a name
        Assert.DoesNotContain("class=\"not-shown\"", page);
        Assert.Contains("raw text that the author kept", page);
    }

    [Theory]
    [InlineData("raises-exception", "1 + 1", 0)] // allowed, not asked for: nbclient's meaning
    [InlineData("raises-exception", "Environment.Exit(3);", 1)]
    [InlineData("skip-execution", "nonsense nonsense", 0)]
    [InlineData("raises_exception", "int.Parse(\"x\");", 1)]
    public async Task Of_a_dib_files_cell_the_tags_mean_the_same(string tag, string cell, int code) =>
        Assert.Equal(code, (await RunAsync(RunCommand.Create(), Put("a.dib", (tag, cell)))).Code);

    [Fact]
    public async Task A_cell_that_is_imported_keeps_its_tags()
    {
        Case();
        File.WriteAllText(Path.Combine(_folder, "a.dib"), "#!csharp\n\n#!import case.ipynb\nConsole.Write($\"then {epochs}\");\n");

        var (code, output) = await RunAsync(RunCommand.Create(), Path.Combine(_folder, "a.dib"));

        Assert.Equal(0, code);
        Assert.Contains("then 10", output);
        Assert.DoesNotContain("should be skipped", output);
    }

    [Fact]
    public async Task Parameters_keep_the_types_that_their_cell_gives_them()
    {
        var path = Put("a.dib",
            ("parameters", "var rate = 1.0;\nfloat scale = 2;\nvar name = \"a;b\";\nconst int Size = 4;\nvar deep = false;\ndecimal? price = null;\nvar kept = 7; // stays"),
            ("x", "Console.Write($\"{rate / 2} {scale.GetType().Name} {name.Length} {Size} {deep} {price} {kept}\");"));
        Assert.Equal($"{path}\n  rate=1.0\n  scale=2\n  name=\"a;b\"\n  Size=4\n  deep=false\n  price=null\n  kept=7\n", (await RunAsync(ParametersCommand.Create(), path)).Output);

        var (code, output) = await RunAsync(RunCommand.Create(), path, "--param", "rate=3", "--param", "scale=0.5", "--param", "name=\"7\"", "--param", "Size=5", "--param", "deep=true", "--param", "price=1.50");

        Assert.Equal(0, code);
        Assert.Contains("1.5 Single 3 5 True 1.50 7", output);
    }

    [Fact]
    public async Task Jupyter_Books_tags_say_what_readers_of_a_site_see()
    {
        var path = Put("a.dib", ("remove-cell", "var secret1 = 1;"), ("remove-input", "var secret2 = 1;\nConsole.Write(\"seen2\");"), ("remove_output", "Console.Write(\"secret\" + 3);"),
            ("hide-input", "Console.Write(\"seen4\");"), ("hide-output", "Console.Write(\"seen\" + 5);"), ("remove-stderr", "Console.Write(\"seen\" + 6); Console.Error.Write(\"secret\" + 6);"));
        var site = Path.Combine(_folder, "pages");

        Assert.Equal(0, (await RunAsync(SiteCommand.Create(), site, path)).Code);

        var page = File.ReadAllText(Path.Combine(site, "a.html"));
        Assert.All((string[])["secret1", "secret2", "secret3", "secret6"], word => Assert.DoesNotContain(word, page));
        Assert.All((string[])["seen2", "seen5", "seen6"], word => Assert.Contains(word, page));
        Assert.Matches("<details class=\"other\"><summary>Code</summary>\\s*<pre class=\"source\"[^>]*><code>[^\n]*seen4", page);
        Assert.Matches("<details class=\"other\"><summary>Output</summary>\\s*<div class=\"outputs\">\\s*<pre class=\"text stdout\">seen5", page);
    }

    [Fact]
    public async Task What_a_reader_is_asked_to_predict_stays_folded_until_it_is_asked_for()
    {
        var path = Path.Combine(_folder, "a.dib");
        File.WriteAllText(path, "#!markdown\n\n**Predict first:** which number?\n\n#!csharp\n\nConsole.Write(\"answer\" + 1);\n\n#!csharp\n\nConsole.Write(\"check\" + 2);\n\n#!markdown\n\nProse.\n\n#!csharp\n\nConsole.Write(\"seen\" + 3);\n");
        var site = Path.Combine(_folder, "pages");

        Assert.Equal(0, (await RunAsync(SiteCommand.Create(), site, path)).Code);

        var page = File.ReadAllText(Path.Combine(site, "a.html"));
        Assert.Matches("<details class=\"other\"><summary>[^<]*</summary>\\s*<div class=\"outputs\">\\s*<pre class=\"text stdout\">answer1", page);
        Assert.Matches("<details class=\"other\"><summary>[^<]*</summary>\\s*<p class=\"label\">(?:(?!</details>)[\\s\\S])*check2", page); // Its code tells the answer, too.
        Assert.Matches("</pre>\\s*<div class=\"outputs\">\\s*<pre class=\"text stdout\">seen3", page);
    }

    [Fact]
    public async Task A_cell_that_failed_is_seen_whatever_its_tags_say()
    {
        var site = Path.Combine(_folder, "pages");

        Assert.Equal(1, (await RunAsync(SiteCommand.Create(), site, Put("a.dib", ("remove-cell", "throw new Exception(\"on its own\");")))).Code);

        Assert.Contains("on its own", File.ReadAllText(Path.Combine(site, "a.html")));
    }
}
