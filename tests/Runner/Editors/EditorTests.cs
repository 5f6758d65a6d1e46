using System.Text.Json.Nodes;

namespace Tests.Runner.Editors;

/// <summary>The engine for editors, as <c>editors/protocol.md</c> describes it, through its own process.</summary>
public sealed class EditorTests : IAsyncLifetime
{
    private const string Endless = "Console.Write(\"runs\");\nwhile (true) { }";

    private const string Patient = "Console.Write(\"runs\");\nawait Task.Delay(-1, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken);";

    private readonly string _folder = Directory.CreateTempSubdirectory("editor-test-").FullName;
    private readonly EditorClient _editor = new();

    private string Notebook => Path.Combine(_folder, "mine.dib");

    public async ValueTask InitializeAsync() => await _editor.OpenAsync(Notebook, new() { ["parameters"] = new JsonObject { ["epochs"] = 3 } });

    public async ValueTask DisposeAsync()
    {
        await _editor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_cell_tells_of_its_start_its_outputs_and_its_end()
    {
        var (result, heard) = await _editor.RunAsync("var x = 20;\nConsole.Write(\"text\");\nx + 1", "first");
        Assert.Equal((true, 1), ((bool)result["success"]!, (int)result["order"]!));
        Assert.True((double)result["milliseconds"]! > 0);
        Assert.Equal(["cell/started", "cell/stream", "cell/output"], heard.Select(message => (string?)message["method"]));
        Assert.All(heard, message => Assert.Equal(("notebook", "first"), ((string?)message["params"]!["notebook"], (string?)message["params"]!["cell"])));
        Assert.Equal(("stdout", "text"), ((string?)heard[1]["params"]!["stream"], (string?)heard[1]["params"]!["text"]));
        Assert.True((bool)heard[2]["params"]!["isResult"]!);
        Assert.Equal(["text/html", "text/plain"], Mimes(heard[2]));
        Assert.Equal("21", (string?)heard[2]["params"]!["data"]![1]!["text"]);

        Assert.Equal(2, (int)(await _editor.RunAsync("x")).Result["order"]!);
        Assert.Contains(_editor.Notifications, message => (string?)message["params"]!["state"] == "busy" && (long)message["params"]!["memory"]! > 1_000_000);
    }

    [Fact]
    public async Task A_notebook_runs_in_its_folder_with_its_parameters()
    {
        File.WriteAllText(Path.Combine(_folder, "beside.txt"), "found");
        var (_, heard) = await _editor.RunAsync("System.IO.File.ReadAllText(\"beside.txt\") + Environment.GetEnvironmentVariable(\"NOTEBOOK_PARAM_epochs\")");
        Assert.Equal("found3", (string?)heard[^1]["params"]!["data"]![0]!["text"]);
    }

    [Fact]
    public async Task A_failure_names_the_cell_and_line_from_0_also_where_an_earlier_cell_is_at_fault()
    {
        await _editor.RunAsync("int Halve(int x)\n{\n    return x / (x - x);\n}", "declares", 3);
        var (result, _) = await _editor.RunAsync("var one = 1;\nHalve(one)", "calls", 4);

        Assert.False((bool)result["success"]!);
        var error = result["error"]!;
        Assert.Equal("System.DivideByZeroException", (string?)error["name"]);
        Assert.Equal(("declares", 3, 2, Notebook), ((string?)error["place"]!["cell"], (int)error["place"]!["number"]!, (int)error["place"]!["line"]!, (string?)error["place"]!["file"]));
        Assert.Equal([("declares", 2), ("calls", 1)], error["stack"]!.AsArray().Select(line => ((string?)line!["place"]!["cell"], (int)line["place"]!["line"]!)));
    }

    [Fact]
    public async Task What_does_not_compile_is_told_with_its_range()
    {
        var error = (await _editor.RunAsync("var a = 1;\nvar b = unknown;")).Result["error"]!;
        Assert.Equal("CompilationError", (string?)error["name"]);
        var diagnostic = Assert.Single(error["diagnostics"]!.AsArray())!;
        Assert.Equal(("CS0103", "error"), ((string?)diagnostic["code"], (string?)diagnostic["severity"]));
        Assert.Equal("""{"start":{"line":1,"character":8},"end":{"line":1,"character":15}}""", diagnostic["range"]!.ToJsonString());
    }

    [Fact]
    public async Task Cells_that_say_so_are_skipped_or_hold_although_they_fail()
    {
        var (skipped, _) = await _editor.RunAsync("// skip-execution: not today\nthrow new Exception();");
        Assert.Equal((true, "not today"), ((bool)skipped["success"]!, (string?)skipped["skipped"]));
        var (expected, heard) = await _editor.RunAsync("// raises-exception: FormatException\nint.Parse(\"x\");");
        Assert.True((bool)expected["success"]!);
        Assert.Contains("as announced", (string?)heard[^1]["params"]!["text"]);
    }

    [Fact]
    public async Task Updates_of_an_output_are_thinned_and_the_last_comes_before_the_end()
    {
        var (_, heard) = await _editor.RunAsync("var shown = display(\"0\");\nfor (var i = 1; i <= 300; i++) { shown.Update($\"{i}\"); await Task.Delay(2); }", "animated");
        var updates = heard.Where(message => (string?)message["method"] == "cell/update").ToList();
        Assert.InRange(updates.Count, 1, 60);
        Assert.Equal("300", (string?)updates[^1]["params"]!["data"]![0]!["text"]);
        Assert.Single(heard, message => (string?)message["method"] == "cell/output");

        // An output of one cell that another one updates stands where it stood.
        var (_, later) = await _editor.RunAsync("shown.Update(\"later\");", "another");
        Assert.Equal("animated", (string?)later[^1]["params"]!["cell"]);
    }

    [Fact]
    public async Task Text_that_is_written_in_many_pieces_comes_in_few_and_whole()
    {
        var (_, heard) = await _editor.RunAsync("for (var i = 0; i < 5000; i++) Console.Write(i % 10);\nConsole.Error.Write(\"!\");\nConsole.Write(\".\");");
        var texts = heard.Where(message => (string?)message["method"] == "cell/stream").Select(message => message["params"]!).ToList();
        Assert.Equal(string.Concat(Enumerable.Range(0, 5000).Select(i => i % 10)) + "!.", string.Concat(texts.Select(text => (string?)text["text"])));
        Assert.True(texts.Count < 100, $"{texts.Count} pieces");
    }

    [Fact]
    public async Task Cells_run_in_the_order_in_which_they_were_sent_whatever_becomes_of_those_before()
    {
        var ids = new[] { "var n = 1;", "throw new Exception();", "n++;", "if (n != 2) throw new Exception();" }.Select((code, index) => _editor.SendCell(code, $"{index}")).ToList();
        var results = new List<bool>();
        foreach (var id in ids) results.Add((bool)(await _editor.AnswerAsync(id))["result"]!["success"]!);
        Assert.Equal([true, false, true, true], results);
    }

    [Fact]
    public async Task An_interrupt_stops_a_cell_that_yields_and_what_waits_and_keeps_the_variables()
    {
        await _editor.RunAsync("var kept = 1;");
        var (running, waiting) = (_editor.SendCell(Patient), _editor.SendCell("kept = 2;"));
        await _editor.HearAsync("cell/stream");
        await _editor.AskAsync("kernel/interrupt", new() { ["notebook"] = "notebook" });
        Assert.Equal("Interrupted", (string?)(await _editor.AnswerAsync(running))["result"]!["error"]!["name"]);
        Assert.Equal("1", (string?)(await _editor.RunAsync("Console.Write(kept);")).Heard[^1]["params"]!["text"]);
        _ = waiting;
    }

    [Fact]
    public async Task A_cell_that_does_not_yield_loses_its_process_and_the_editor_is_told_what_was_lost()
    {
        await _editor.RunAsync("var lost = 1;", "first");
        var endless = _editor.SendCell(Endless, "endless");
        await _editor.HearAsync("cell/stream");
        _editor.Send("kernel/interrupt", new() { ["notebook"] = "notebook" });
        Assert.Equal("Interrupted", (string?)(await _editor.AnswerAsync(endless))["result"]!["error"]!["name"]);
        var lost = (await _editor.HearAsync("kernel/state", state => state.ContainsKey("lost")))["lost"]!;
        Assert.Contains("did not stop by itself", (string?)lost["reason"]);
        Assert.Equal(["first", "endless"], lost["cells"]!.AsArray().Select(cell => (string?)cell));

        var (next, _) = await _editor.RunAsync("lost", "next");
        Assert.Equal((1, "CompilationError"), ((int)next["order"]!, (string?)next["error"]!["name"]));
    }

    [Fact]
    public async Task A_process_that_ends_beside_the_cells_is_replaced_and_the_editor_is_told()
    {
        await _editor.RunAsync("new System.Threading.Thread(() => { System.Threading.Thread.Sleep(300); Environment.Exit(3); }).Start();", "left");
        var lost = (await _editor.HearAsync("kernel/state", state => state.ContainsKey("lost")))["lost"]!;
        Assert.Contains("exit code 3", (string?)lost["reason"]);
        Assert.True((bool)(await _editor.RunAsync("1")).Result["success"]!);
    }

    [Fact]
    public async Task A_restart_stops_everything_and_begins_anew()
    {
        await _editor.RunAsync("var gone = 1;");
        var endless = _editor.SendCell(Endless);
        await _editor.HearAsync("cell/stream");
        await _editor.AskAsync("kernel/restart", new() { ["notebook"] = "notebook" });
        var (next, _) = await _editor.RunAsync("var gone = 2;");
        Assert.Equal((true, 1), ((bool)next["success"]!, (int)next["order"]!));
        _ = endless;
    }

    [Fact]
    public async Task A_notebook_may_limit_the_time_of_a_cell()
    {
        await _editor.AskAsync("notebook/open", new() { ["notebook"] = "limited", ["path"] = Notebook, ["timeout"] = 0.5 });
        var id = _editor.Send("cell/run", new() { ["notebook"] = "limited", ["cell"] = "endless", ["language"] = "csharp", ["code"] = "while (true) { }" });
        Assert.Equal("Timeout", (string?)(await _editor.AnswerAsync(id))["result"]!["error"]!["name"]);
    }

    private static IEnumerable<string?> Mimes(JsonObject output) => output["params"]!["data"]!.AsArray().Select(each => (string?)each!["mime"]);
}
