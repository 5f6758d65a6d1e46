using System.Text.Json.Nodes;

namespace Tests.Runner.Editors;

/// <summary>What an editor asks while someone types and looks around, all of it while a cell runs.</summary>
public sealed class EditorTypingTests : IAsyncLifetime
{
    private readonly EditorClient _editor = new();

    public async ValueTask InitializeAsync()
    {
        await _editor.OpenAsync(Path.Combine(Path.GetTempPath(), "mine.dib"));
        await _editor.RunAsync("var texture = 42;\nint Scale(int value, int times = 2) => value * times;\nvar grid = new int[3, 4];\nvar names = new List<string> { \"a\", \"b\" };\nrecord Pair(int X, int Y);\nvar pair = new Pair(1, 2);\nstring none = null;");
        _editor.SendCell("Console.Write(\"runs\");\nwhile (true) { }");
        await _editor.HearAsync("cell/stream");
    }

    public ValueTask DisposeAsync() => _editor.DisposeAsync();

    [Fact]
    public async Task Completions_know_the_variables_and_the_range_that_they_replace()
    {
        var found = await AskAsync("editor/complete", "\n\"\U0001F600\"; textu", 1, 11);
        Assert.Equal(("texture", "variable"), ((string?)found["items"]![0]!["text"], (string?)found["items"]![0]!["kind"]));
        Assert.Equal("""{"start":{"line":1,"character":6},"end":{"line":1,"character":11}}""", found["range"]!.ToJsonString());
        Assert.Empty((await AskAsync("editor/complete", "textu", 0, 5, "markdown"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Descriptions_tell_what_a_name_is() => Assert.Contains("int texture", (string?)(await AskAsync("editor/describe", "texture", 0, 3))["markdown"]);

    [Theory]
    [InlineData("Scale(", 0)]
    [InlineData("Scale(1, ", 1)]
    [InlineData("Scale(times: ", 1)]
    [InlineData("Scale(1, 2, ", -1)]
    public async Task Signatures_say_which_parameter_is_being_typed(string code, int active)
    {
        var found = await AskAsync("editor/signatures", code, 0, code.Length);
        var signature = Assert.Single(found["signatures"]!.AsArray())!;
        Assert.Equal("int Scale(int value, [int times = 2])", (string?)signature["label"]);
        Assert.All(signature["parameters"]!.AsArray(), parameter => Assert.Contains((string)parameter!["label"]!, (string)signature["label"]!));
        Assert.Equal(active, (int)found["activeParameter"]!);
    }

    [Fact]
    public async Task Signatures_bring_the_documentation_and_there_are_none_outside_of_a_call()
    {
        var found = await AskAsync("editor/signatures", "Math.Max(1, ", 0, 12);
        Assert.True(found["signatures"]!.AsArray().Count > 5);
        Assert.Contains("larger", (string?)found["signatures"]![0]!["documentation"]);
        Assert.Empty((await AskAsync("editor/signatures", "var a = 1;", 0, 3))["signatures"]!.AsArray());
    }

    [Fact]
    public async Task Problems_are_found_without_running_and_names_of_cells_above_that_have_not_run_are_none()
    {
        var found = (await AskAsync("editor/diagnostics", "\nforgotten + texture", 0, 0))["diagnostics"]!;
        Assert.Equal("CS0103", (string?)Assert.Single(found.AsArray())!["code"]);
        Assert.Equal((1, 0), ((int)found[0]!["range"]!["start"]!["line"]!, (int)found[0]!["range"]!["start"]!["character"]!));
        var early = await _editor.AskAsync("editor/diagnostics", new() { ["notebook"] = "notebook", ["language"] = "csharp", ["code"] = "forgotten + texture", ["allAboveRan"] = false });
        Assert.Empty(early["diagnostics"]!.AsArray());
    }

    [Theory]
    [InlineData("if(texture==1){\nConsole.Write( 1 );}", "if (texture == 1)\n{\n    Console.Write(1);\n}")]
    [InlineData("#!time\n#r \"nuget: A, 1.0\"\nvar  b=1;", "#!time\n#r \"nuget: A, 1.0\"\nvar b = 1;")]
    [InlineData("var  a=1;\n#!markdown\na  *b*   c", "var a = 1;\n#!markdown\na  *b*   c")]
    [InlineData("var a = ;\nvar  b=1;", "var a = ;\nvar  b=1;")]
    [InlineData("", "")]
    public async Task A_cell_is_laid_out_but_for_what_is_no_CSharp_or_cannot_be_read(string code, string laidOut)
    {
        var answer = await _editor.AskAsync("editor/format", new() { ["notebook"] = "notebook", ["language"] = "csharp", ["code"] = code });
        Assert.Equal(laidOut, (string?)answer["code"]);
    }

    [Fact]
    public async Task A_name_is_changed_in_all_cells_that_mean_it_and_not_in_those_of_other_languages()
    {
        var answer = await RenameAsync("size");
        Assert.Equal("""[{"cell":"a","range":{"start":{"line":1,"character":4},"end":{"line":1,"character":9}},"text":"size"},{"cell":"c","range":{"start":{"line":0,"character":0},"end":{"line":0,"character":5}},"text":"size"}]""", answer["edits"]!.ToJsonString());
        Assert.Null(answer["problem"]);
        Assert.Equal(["width", "width"], (await RenameAsync(null))["edits"]!.AsArray().Select(edit => (string?)edit!["text"]));
        var refused = await RenameAsync("no name");
        Assert.Empty(refused["edits"]!.AsArray());
        Assert.Contains("'no name' is no name in C#", (string?)refused["problem"]);

        Task<JsonObject> RenameAsync(string? name) => _editor.AskAsync("editor/rename", new()
        {
            ["notebook"] = "notebook",
            ["cells"] = new JsonArray(Cell("a", "csharp", "\nvar width = 1;"), Cell("b", "markdown", "width"), Cell("c", "csharp", "width + 1")),
            ["cell"] = "a",
            ["position"] = new JsonObject { ["line"] = 1, ["character"] = 4 },
            ["name"] = name,
        });
        static JsonObject Cell(string name, string language, string code) => new() { ["cell"] = name, ["language"] = language, ["code"] = code };
    }

    [Fact]
    public async Task Errors_come_with_what_would_mend_them()
    {
        var found = (await AskAsync("editor/fixes", "\ntextrue + 1", 1, 0))["fixes"]!;
        Assert.Equal("""[{"title":"Change to 'texture'","edit":{"range":{"start":{"line":1,"character":0},"end":{"line":1,"character":7}},"text":"texture"}}]""", found.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Empty((await AskAsync("editor/fixes", "textrue + 1", 0, 0, "markdown"))["fixes"]!.AsArray());
    }

    [Fact]
    public async Task What_an_override_puts_in_is_a_snippet_and_a_using_is_an_edit()
    {
        var found = (await AskAsync("editor/complete", "class A { override ToS }", 0, 22))["items"]![0]!;
        Assert.StartsWith("string ToString()\n{\n\treturn base.ToString();", (string?)found["snippet"]);
        Assert.Equal("""{"range":{"start":{"line":0,"character":10},"end":{"line":0,"character":10}},"text":"public "}""", found["also"]!.ToJsonString());
    }

    [Fact]
    public async Task Layout_indents_as_the_editor_does()
    {
        var answer = await _editor.AskAsync("editor/format", new() { ["notebook"] = "notebook", ["language"] = "csharp", ["code"] = "if (true)\n{\nF();\n}", ["insertSpaces"] = false });
        Assert.Equal("if (true)\n{\n\tF();\n}", (string?)answer["code"]);
    }

    [Fact]
    public async Task Variables_have_types_shapes_and_values_and_no_code_of_the_notebook_is_run_beside_a_cell()
    {
        var busy = await VariablesAsync();
        Assert.Equal(["grid: int[,] [3,4] ", "names: List<string> [2] ", "none: string  null", "pair: Pair  ", "texture: int  42"], busy);

        await _editor.AskAsync("kernel/restart", new() { ["notebook"] = "notebook" });
        await _editor.RunAsync("record Pair(int X, int Y);\nvar pair = new Pair(1, 2);\nvar text = \"a\\n\\\"b\\\"\";");
        Assert.Equal(["pair: Pair  Pair X: 1 Y: 2", "text: string  \"a\\n\\\"b\\\"\""], await VariablesAsync());
    }

    private async Task<string[]> VariablesAsync() =>
    [
        .. (await _editor.AskAsync("variables/list", new() { ["notebook"] = "notebook" }))["variables"]!.AsArray()
            .Select(each => $"{each!["name"]}: {each["type"]} {each["shape"]?.ToJsonString()} {each["value"]}"),
    ];

    private Task<JsonObject> AskAsync(string method, string code, int line, int character, string language = "csharp") =>
        _editor.AskAsync(method, new() { ["notebook"] = "notebook", ["language"] = language, ["code"] = code, ["position"] = new JsonObject { ["line"] = line, ["character"] = character } });
}
