using System.Text.Json.Nodes;

namespace Tests.Runner.Editors;

/// <summary>What an editor gets to show, and what it can do with it.</summary>
public sealed class EditorOutputTests : IAsyncLifetime
{
    private static readonly string Notebooks = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "notebooks"));

    private readonly string _folder = Directory.CreateTempSubdirectory("editor-output-test-").FullName;
    private readonly EditorClient _editor = new();

    public async ValueTask InitializeAsync() => await _editor.OpenAsync(Path.Combine(Notebooks, "mine.dib"));

    public async ValueTask DisposeAsync()
    {
        await _editor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("<b onclick='x()'>x</b>")]
    [InlineData("<script>1</script>")]
    [InlineData("<style>body { display: none }</style>")]
    public async Task Html_that_could_do_something_comes_first_as_a_document_that_loads_nothing(string html)
    {
        var data = await ShownAsync($"HTML(\"{html}\")");
        Assert.Equal("application/vnd.notebooklib.frame+json", (string?)data[0]!["mime"]);
        var document = (string)JsonNode.Parse((string)data[0]!["text"]!)!["document"]!;
        Assert.Contains("default-src 'none'", document);
        Assert.Contains(html, document);
    }

    [Fact]
    public async Task Harmless_html_stays_and_takes_pictures_of_the_folder_along_and_none_of_the_network()
    {
        Assert.Equal("<b>x</b>", (string?)(await ShownAsync("HTML(\"<b>x</b>\")"))[0]!["text"]);
        var html = (string)(await ShownAsync("HTML(\"<img src='../images/present.png' alt='a'><img src='https://host.example/a.png' alt='far'>\")"))[0]!["text"]!;
        Assert.Contains("src=\"data:image/png;base64,", html);
        Assert.DoesNotContain("https://", html[..html.IndexOf("<span", StringComparison.Ordinal)]);
        Assert.DoesNotContain("<img src=\"https", html);
    }

    [Fact]
    public async Task Pictures_are_in_base64_and_all_else_is_text()
    {
        var data = await ShownAsync("display(new Microsoft.DotNet.Interactive.Formatting.FormattedValue(\"image/png\", \"iVBORw0KGgo=\"));");
        Assert.Equal("""{"mime":"image/png","base64":"iVBORw0KGgo="}""", data[0]!.ToJsonString());
        Assert.Equal("text", (string?)(await ShownAsync("\"text\""))[0]!["text"]);
    }

    [Theory]
    [InlineData("mermaid", "graph TD; A-->B", "mermaid.js")]
    [InlineData("javascript", "document.body.append(1)", "frame.js")]
    public async Task Diagrams_and_scripts_name_the_large_scripts_that_they_need(string language, string code, string asset)
    {
        var (_, heard) = await _editor.RunAsync(code, language: language);
        var document = (string)JsonNode.Parse((string)heard[^1]["params"]!["data"]![0]!["text"]!)!["document"]!;
        Assert.Contains($"<script src=\"asset:{asset}\"></script>", document);
        var script = (string)(await _editor.AskAsync("asset/read", new() { ["name"] = asset }))["text"]!;
        Assert.True(script.Length > 500);
        Assert.DoesNotContain("</script", script);
    }

    [Fact]
    public async Task A_figure_with_inputs_is_drawn_anew_in_its_place_and_keeps_its_values()
    {
        await _editor.RunAsync("#!import setup.dib");
        var (_, heard) = await _editor.RunAsync("""Interact(Slider("size", 1, 4, 2), size => PlotBars("bars", "length", [.. Enumerable.Range(1, size).Select(i => ($"{i}", (double)i))]));""", "figure");
        var output = heard.Last(message => (string?)message["method"] == "cell/output")["params"]!;
        var before = Figure(output);
        Assert.Equal(2, (double)before["inputs"]![0]!["values"]![0]!);

        Assert.Equal("{}", (await _editor.AskAsync("figure/move", new() { ["notebook"] = "notebook", ["output"] = (string?)output["id"], ["values"] = new JsonArray(4) })).ToJsonString());
        var update = _editor.Notifications.Last(message => (string?)message["method"] == "cell/update")["params"]!;
        Assert.Equal(("figure", (string?)output["id"]), ((string?)update["cell"], (string?)update["id"]));
        Assert.Equal(4, (double)Figure(update)["inputs"]![0]!["values"]![0]!);
        Assert.NotEqual((string?)before["picture"]!["png"], (string?)Figure(update)["picture"]!["png"]);

        var wrong = await _editor.AnswerAsync(_editor.Send("figure/move", new() { ["notebook"] = "notebook", ["output"] = (string?)output["id"], ["values"] = new JsonArray(1, 2) }));
        Assert.Equal("The figure has 1 values to set, not 2.", (string?)wrong["error"]!["message"]);
        var gone = await _editor.AskAsync("figure/move", new() { ["notebook"] = "notebook", ["output"] = "another", ["values"] = new JsonArray(1) });
        Assert.Contains("run its cell again", (string?)gone["problem"]);
        await _editor.AskAsync("kernel/restart", new() { ["notebook"] = "notebook" });
        gone = await _editor.AskAsync("figure/move", new() { ["notebook"] = "notebook", ["output"] = (string?)output["id"], ["values"] = new JsonArray(3) });
        Assert.Contains("run its cell again", (string?)gone["problem"]);

        static JsonNode Figure(JsonNode shown) => JsonNode.Parse((string)shown["data"]!.AsArray().Single(each => (string?)each!["mime"] == "application/vnd.notebooklib.inputs+json")!["text"]!)!;
    }

    [Fact]
    public async Task Outputs_are_exported_as_they_came()
    {
        var (result, heard) = await _editor.RunAsync("Console.Write(\"written\"); HTML(\"<script>/* kept */</script>\")");
        var (failed, _) = await _editor.RunAsync("throw new FormatException(\"no number\");", number: 3);
        var file = Path.Combine(_folder, "page.html");
        await _editor.AskAsync("export/html", new()
        {
            ["path"] = Path.Combine(Notebooks, "mine.dib"),
            ["file"] = file,
            ["cells"] = new JsonArray(
                new JsonObject { ["language"] = "markdown", ["code"] = "# The title" },
                new JsonObject
                {
                    ["language"] = "csharp",
                    ["code"] = "the code",
                    ["success"] = true,
                    ["milliseconds"] = result["milliseconds"]!.DeepClone(),
                    ["outputs"] = new JsonArray([.. heard.Skip(1).Select(message => message["params"]!.DeepClone())]),
                },
                new JsonObject { ["language"] = "csharp", ["code"] = "3", ["success"] = false, ["outputs"] = new JsonArray(new JsonObject { ["error"] = failed["error"]!.DeepClone() }) },
                new JsonObject { ["language"] = "csharp", ["code"] = "not run", ["tags"] = new JsonArray("hide-input") }),
        });

        var page = File.ReadAllText(file);
        Assert.Contains("<title>The title</title>", page);
        Assert.Contains("written", page);
        Assert.Contains("/* kept */", page);
        Assert.Contains("no number", page);
        Assert.Contains("line 1", page);
        Assert.Contains("did not run", page);
        Assert.DoesNotContain("frame+json", page);

        var refused = await _editor.AnswerAsync(_editor.Send("export/html", new() { ["path"] = "x.dib", ["file"] = Path.Combine(_folder, "no", "page.html"), ["cells"] = new JsonArray() }));
        Assert.StartsWith("The page was not written: ", (string?)refused["error"]!["message"]);
    }

    private async Task<JsonArray> ShownAsync(string code) => (await _editor.RunAsync(code)).Heard[^1]["params"]!["data"]!.AsArray();
}
