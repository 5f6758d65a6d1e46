using System.Text.Json.Nodes;
using Runner.Jupyter;

namespace Tests.Runner.Jupyter;

public sealed class JupyterKernelTests : IAsyncDisposable
{
    private readonly FrontEnd _frontEnd = new();
    private readonly JupyterKernel _kernel;

    public JupyterKernelTests()
    {
        _kernel = new(_frontEnd.Connection, new(Path.GetTempPath()), "notebook");
        _frontEnd.WaitUntilReady();
    }

    public async ValueTask DisposeAsync()
    {
        await _kernel.DisposeAsync();
        _frontEnd.Dispose();
    }

    [Fact]
    public void It_says_what_it_is_and_that_it_lives()
    {
        var info = _frontEnd.Await(_frontEnd.Send("kernel_info_request", [])).Content;
        Assert.Equal("C#", (string?)info["language_info"]!["name"]);
        Assert.Equal("5.4", (string?)info["protocol_version"]);
        Assert.False((bool)info["debugger"]!);
        Assert.Equal("are you there", _frontEnd.Echo("are you there"));
    }

    [Fact]
    public void A_cell_puts_out_text_values_and_its_last_value_and_the_next_knows_its_variables()
    {
        var (reply, heard) = Run("var x = 20;\nConsole.Write(\"text\");\nx + 1");
        Assert.Equal(("ok", 1), ((string?)reply["status"], (int)reply["execution_count"]!));
        Assert.Equal(["execute_input", "stream", "execute_result"], heard.Select(message => message.Type));
        Assert.Equal(("stdout", "text"), ((string?)heard[1].Content["name"], (string?)heard[1].Content["text"]));
        Assert.Contains("21", (string?)heard[2].Content["data"]!["text/html"]);

        var (_, next) = Run("display(HTML($\"<b>{x}</b>\"));");
        Assert.Equal("display_data", next[1].Type);
        Assert.Equal("<b>20</b>", (string?)next[1].Content["data"]!["text/html"]);
    }

    [Fact]
    public void An_output_is_updated_in_place()
    {
        var (_, heard) = Run("var shown = display(\"before\");\nshown.Update(\"after\");");
        Assert.Equal(["execute_input", "display_data", "update_display_data"], heard.Select(message => message.Type));
        Assert.Equal((string?)heard[1].Content["transient"]!["display_id"], (string?)heard[2].Content["transient"]!["display_id"]);
        Assert.Equal("after", (string?)heard[2].Content["data"]!["text/plain"]);
    }

    [Fact]
    public void A_cell_that_fails_says_where_and_those_behind_it_do_not_run()
    {
        var failing = _frontEnd.Execute("var a = 1;\nthrow new FormatException(\"no number\");");
        var waiting = _frontEnd.Execute("2");
        var reply = _frontEnd.Await(failing).Content;
        Assert.Equal(("error", "System.FormatException", "no number"), ((string?)reply["status"], (string?)reply["ename"], (string?)reply["evalue"]));
        Assert.Contains("line 2", (string?)reply["traceback"]![0]);
        Assert.Equal("aborted", (string?)_frontEnd.Await(waiting).Content["status"]);
        Assert.Equal("error", _frontEnd.Hear(failing)[^1].Type);
    }

    [Fact]
    public void A_failure_that_the_cell_announces_is_none()
    {
        var (reply, heard) = Run("// raises-exception: FormatException\nint.Parse(\"x\");");
        Assert.Equal("ok", (string?)reply["status"]);
        Assert.DoesNotContain(heard, message => message.Type == "error");
    }

    [Fact]
    public void A_cell_that_ends_its_process_leaves_a_kernel_that_runs_the_next()
    {
        Assert.Equal("KernelDied", (string?)Run("Environment.Exit(3);").Reply["ename"]);
        Assert.Equal("ok", (string?)Run("1").Reply["status"]);
    }

    [Theory]
    [InlineData("await Task.Delay(-1, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken);", "1")]
    [InlineData("while (true) { }", null)]
    public void An_interrupt_stops_the_cell_and_those_that_wait(string code, string? kept)
    {
        Run("var kept = 1;");
        var endless = _frontEnd.Execute($"Console.Write(\"runs\");\n{code}");
        var waiting = _frontEnd.Execute("kept++;");
        _frontEnd.HearFirst(endless, "stream");

        Assert.Equal("ok", (string?)_frontEnd.Await(_frontEnd.Send("interrupt_request", [], isControl: true), isControl: true).Content["status"]);
        Assert.Equal("Interrupted", (string?)_frontEnd.Await(endless).Content["ename"]);
        Assert.Equal("aborted", (string?)_frontEnd.Await(waiting).Content["status"]);
        var (reply, heard) = Run("Console.Write(kept);");
        if (kept is null) Assert.Equal("CompilationError", (string?)reply["ename"]); // its process was ended, and what it knew is lost
        else Assert.Equal(kept, (string?)heard[1].Content["text"]);
    }

    [Fact]
    public void Completions_and_descriptions_come_while_a_cell_runs_and_count_characters_as_Unicode_does()
    {
        Run("var texture = 1;");
        var endless = _frontEnd.Execute("Console.Write(\"runs\");\nawait Task.Delay(-1, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken);");
        _frontEnd.HearFirst(endless, "stream");

        // U+1F600 is one character, and two units of UTF-16.
        var found = _frontEnd.Await(_frontEnd.Send("complete_request", new() { ["code"] = "\"\U0001F600\"; textu", ["cursor_pos"] = 10 })).Content;
        Assert.Equal("texture", (string?)found["matches"]![0]);
        Assert.Equal((5, 10), ((int)found["cursor_start"]!, (int)found["cursor_end"]!));
        var described = _frontEnd.Await(_frontEnd.Send("inspect_request", new() { ["code"] = "texture", ["cursor_pos"] = 3 })).Content;
        Assert.Contains("int texture", (string?)described["data"]!["text/markdown"]);

        _frontEnd.Await(_frontEnd.Send("interrupt_request", [], isControl: true), isControl: true);
    }

    [Fact]
    public void What_is_not_known_is_answered_and_what_is_not_signed_is_not()
    {
        Assert.Equal("error", (string?)_frontEnd.Await(_frontEnd.Send("debug_request", [], isControl: true), isControl: true).Content["status"]);
        Assert.Equal("error", (string?)_frontEnd.Await(_frontEnd.Send("execute_request", new() { ["code"] = 7 })).Content["status"]);
        Assert.Equal("error", (string?)_frontEnd.Await(_frontEnd.Send("complete_request", [])).Content["status"]);

        _frontEnd.Send("execute_request", new() { ["code"] = "var forged = 1;" }, key: "another");
        Assert.Equal("CompilationError", (string?)Run("forged").Reply["ename"]);
    }

    [Fact]
    public void A_silent_cell_says_nothing_and_is_not_counted()
    {
        var silent = _frontEnd.Execute("Console.Write(\"text\"); 1", isSilent: true);
        Assert.Equal("ok", (string?)_frontEnd.Await(silent).Content["status"]);
        Assert.Empty(_frontEnd.Hear(silent));
        Assert.Equal(1, (int)Run("1").Reply["execution_count"]!);
    }

    [Theory]
    [InlineData("Console.Write(Console.ReadLine());", "", false)]
    [InlineData("#!set --name asked --value @input:\"Your name\"\nConsole.Write(asked);", "Your name", false)]
    [InlineData("#!set --name asked --value @password:\"The key\"\nConsole.Write(asked.GetClearTextPassword());", "The key", true)]
    public void A_cell_asks_whoever_runs_it(string code, string prompt, bool isPassword)
    {
        var request = _frontEnd.Execute(code);

        var question = _frontEnd.Answer(request, "Ada");

        Assert.Equal(("input_request", prompt, isPassword), (question.Type, (string?)question.Content["prompt"], (bool)question.Content["password"]!));
        Assert.Equal("ok", (string?)_frontEnd.Await(request).Content["status"]);
        Assert.Equal("Ada", (string?)_frontEnd.Hear(request).Single(message => message.Type == "stream").Content["text"]);
    }

    [Fact]
    public void Where_the_front_end_takes_no_answers_a_cell_that_asks_fails_at_once()
    {
        var reply = _frontEnd.Await(_frontEnd.Execute("Console.ReadLine()", canAnswer: false)).Content;

        Assert.Equal("error", (string?)reply["status"]);
        Assert.Contains("NOTEBOOK_PARAM_stdin", (string?)reply["evalue"]);
    }

    [Fact]
    public void An_interrupt_ends_a_question()
    {
        var request = _frontEnd.Execute("Console.Write(\"runs\");\nConsole.ReadLine();");
        _frontEnd.HearFirst(request, "stream");

        Assert.Equal("ok", (string?)_frontEnd.Await(_frontEnd.Send("interrupt_request", [], isControl: true), isControl: true).Content["status"]);
        Assert.Equal("error", (string?)_frontEnd.Await(request).Content["status"]);
        Assert.Equal("ok", (string?)Run("1").Reply["status"]);
    }

    [Fact]
    public void What_comes_after_a_cell_has_ended_belongs_to_it()
    {
        var cell = _frontEnd.Execute("var gate = new TaskCompletionSource();\n_ = Task.Run(async () => { await gate.Task; Console.Write(\"late\"); });");
        _frontEnd.Hear(cell);

        _frontEnd.Execute("gate.SetResult();");

        var late = _frontEnd.HearFirst(cell, "stream");
        Assert.Equal("[After the cell had ended:]\nlate", (string?)late.Content["text"]);
    }

    [Fact]
    public void Twenty_thousand_lines_all_arrive_and_then_the_word_that_it_is_idle()
    {
        var heard = _frontEnd.Hear(_frontEnd.Execute("for (var i = 0; i < 20_000; i++) Console.WriteLine(i);"));

        var streams = heard.Where(message => message.Type == "stream").ToList();
        Assert.Equal(string.Concat(Enumerable.Range(0, 20_000).Select(i => i + Environment.NewLine)), string.Concat(streams.Select(message => (string?)message.Content["text"])));
        Assert.InRange(streams.Count, 1, 1_000);
    }

    [Fact]
    public async Task It_ends_when_the_front_end_asks()
    {
        var reply = _frontEnd.Await(_frontEnd.Send("shutdown_request", new() { ["restart"] = true }, isControl: true), isControl: true).Content;
        Assert.True((bool)reply["restart"]!);
        await _kernel.Ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private (JsonObject Reply, IReadOnlyList<Message> Heard) Run(string code)
    {
        var request = _frontEnd.Execute(code);
        return (_frontEnd.Await(request).Content, _frontEnd.Hear(request));
    }
}
