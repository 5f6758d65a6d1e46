using System.Text;
using System.Text.Json.Nodes;
using Runner.Jupyter;

namespace Tests.Runner.Jupyter;

/// <summary>Each message of the protocol, version 5.4, as its specification describes it, in good, odd and hostile forms.</summary>
public sealed class ConformanceTests : IAsyncDisposable
{
    private readonly FrontEnd _frontEnd = new();
    private readonly JupyterKernel _kernel;

    public ConformanceTests()
    {
        _kernel = new(_frontEnd.Connection, new(Path.GetTempPath()), "notebook");
        _frontEnd.WaitUntilReady();
    }

    public async ValueTask DisposeAsync()
    {
        await _kernel.DisposeAsync();
        _frontEnd.Dispose();
    }

    [Theory]
    [InlineData("kernel_info_request", "{}", "ok")]
    [InlineData("complete_request", """{"code":"Conso","cursor_pos":5}""", "ok")]
    [InlineData("complete_request", """{"code":"Conso","cursor_pos":-7}""", "ok")]
    [InlineData("complete_request", """{"code":"Conso","cursor_pos":2147483647}""", "ok")]
    [InlineData("complete_request", """{"code":"Conso","cursor_pos":"end"}""", "ok")]
    [InlineData("complete_request", "{}", "error")]
    [InlineData("inspect_request", """{"code":"Console","cursor_pos":3,"detail_level":1}""", "ok")]
    [InlineData("inspect_request", """{"code":"Console","cursor_pos":-1,"detail_level":[]}""", "ok")]
    [InlineData("inspect_request", """{"code":null}""", "error")]
    [InlineData("is_complete_request", """{"code":"1"}""", "complete")]
    [InlineData("is_complete_request", "{}", "error")]
    [InlineData("history_request", """{"hist_access_type":"tail","n":3}""", "ok")]
    [InlineData("history_request", """{"hist_access_type":"tail","n":-3,"output":"no"}""", "ok")]
    [InlineData("history_request", """{"hist_access_type":"range","session":-1,"start":5,"stop":1}""", "ok")]
    [InlineData("history_request", """{"hist_access_type":"search","pattern":"[z-a]*","n":1}""", "error")]
    [InlineData("history_request", """{"hist_access_type":"guess"}""", "error")]
    [InlineData("history_request", "{}", "error")]
    [InlineData("comm_info_request", "{}", "ok")]
    [InlineData("comm_info_request", """{"target_name":7}""", "ok")]
    [InlineData("connect_request", "{}", "error")]
    [InlineData("debug_request", """{"type":"request","seq":1,"command":"initialize"}""", "error")]
    [InlineData("interrupt_request", "{}", "ok")]
    [InlineData("no_such_request", "{}", "error")]
    [InlineData("execute_request", """{"code":"","silent":true}""", "ok")]
    [InlineData("execute_request", """{"code":"1","user_expressions":[1],"store_history":null,"allow_stdin":"x","stop_on_error":3}""", "ok")]
    [InlineData("execute_request", "{}", "error")]
    public void A_request_is_busy_then_answered_then_idle(string type, string content, string status)
    {
        var request = _frontEnd.Send(type, (JsonObject)JsonNode.Parse(content)!);
        var reply = _frontEnd.Await(request);
        Assert.Equal((type.Replace("_request", "_reply", StringComparison.Ordinal), status), (reply.Type, (string?)reply.Content["status"]));
        if (status == "error") Assert.All((string[])["ename", "evalue", "traceback"], name => Assert.NotNull(reply.Content[name]));
        var heard = _frontEnd.HearAll(request);
        Assert.Equal(("busy", "idle"), ((string?)heard[0].Content["execution_state"], (string?)heard[^1].Content["execution_state"]));
        Assert.Equal(2, heard.Count(message => message.Type == "status"));
    }

    [Fact]
    public void Whatever_comes_that_is_no_request_is_not_answered_and_does_no_harm()
    {
        foreach (var type in (string[])["comm_msg", "comm_close", "comm_open", "input_reply", "execute_reply", "status", "_request", "x"])
        {
            foreach (var content in (string[])["{}", "[]", """{"comm_id":7}""", """{"comm_id":"1","target_name":[],"data":[[]]}""", """{"comm_id":"1","target_name":"notebooklib.figure","data":{"figure":{},"values":["x",1e999]}}"""])
                _frontEnd.SendRaw(type, Encoding.UTF8.GetBytes(content));
        }
        Assert.Equal("ok", (string?)Run("1")["status"]);
    }

    [Fact]
    public void Expressions_beside_a_cell_have_their_own_values_and_failures()
    {
        var values = Run("var x = 20;", new() { ["user_expressions"] = new JsonObject { ["sum"] = "x + 1", ["wrong"] = "nothing", ["throws"] = "int.Parse(\"x\")", ["none"] = "var y = 1;", ["odd"] = 7 } })["user_expressions"]!;
        Assert.Equal("ok", (string?)values["sum"]!["status"]);
        Assert.Contains("21", (string?)values["sum"]!["data"]!["text/html"]);
        Assert.Equal("CompilationError", (string?)values["wrong"]!["ename"]);
        Assert.Equal("System.FormatException", (string?)values["throws"]!["ename"]);
        Assert.Equal(("error", "error"), ((string?)values["none"]!["status"], (string?)values["odd"]!["status"]));
        Assert.Equal("error", (string?)Run("nothing", new() { ["user_expressions"] = new JsonObject { ["sum"] = "1" } })["status"]);
    }

    [Fact]
    public void Cells_behind_one_that_fails_run_where_it_does_not_stop_them()
    {
        var failing = Send("throw new Exception();", new() { ["stop_on_error"] = false });
        var next = Send("2", []);
        Assert.Equal("error", (string?)_frontEnd.Await(failing).Content["status"]);
        Assert.Equal("ok", (string?)_frontEnd.Await(next).Content["status"]);
    }

    [Fact]
    public void A_cell_that_is_not_stored_is_shown_and_neither_counted_nor_remembered()
    {
        var request = Send("1 + 1", new() { ["store_history"] = false });
        Assert.Contains(_frontEnd.Hear(request), message => message.Type == "execute_result");
        Assert.Equal(0, (int)_frontEnd.Await(request).Content["execution_count"]!);
        Assert.Empty(Cells(new() { ["hist_access_type"] = "tail", ["n"] = 10 }));
    }

    [Fact]
    public void Cells_that_ran_are_found_by_their_number_their_age_and_their_text()
    {
        foreach (var code in (string[])["var a = 1;", "a + 1", "var a = 1;", "// [x]?"]) Run(code);
        Assert.Equal(["2 a + 1", "3 var a = 1;"], Cells(new() { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = 2, ["stop"] = 4 }));
        Assert.Equal(["3 var a = 1;", "4 // [x]?"], Cells(new() { ["hist_access_type"] = "tail", ["n"] = 2 }));
        Assert.Equal(["1 var a = 1;", "3 var a = 1;"], Cells(new() { ["hist_access_type"] = "search", ["pattern"] = "var*" }));
        Assert.Equal(["3 var a = 1;"], Cells(new() { ["hist_access_type"] = "search", ["pattern"] = "var ? = [0-9];", ["unique"] = true }));
        Assert.Equal(["4 // [x]?"], Cells(new() { ["hist_access_type"] = "search", ["pattern"] = "*[[]x[]][?]" }));
        Assert.Equal(["4 // [x]?"], Cells(new() { ["hist_access_type"] = "search", ["pattern"] = "*", ["n"] = 1 }));

        var found = _frontEnd.Await(_frontEnd.Send("history_request", new() { ["hist_access_type"] = "range", ["start"] = 2, ["stop"] = 3, ["output"] = true })).Content["history"]!;
        Assert.Equal("a + 1", (string?)found[0]![2]![0]);
        Assert.Equal("2", (string?)found[0]![2]![1]);
    }

    // As Python's fnmatch would run for years on it.
    [Fact]
    public void No_pattern_takes_long()
    {
        Run($"// {new string('a', 5_000)}");
        Assert.Equal("error", (string?)_frontEnd.Await(_frontEnd.Send("history_request", new() { ["hist_access_type"] = "search", ["pattern"] = new string('*', 1_000_000) })).Content["status"]);
        Assert.Empty(Cells(new() { ["hist_access_type"] = "search", ["pattern"] = string.Concat(Enumerable.Repeat("*a", 200)) + "b" }));
    }

    [Theory]
    [InlineData("var x = 1;", "complete", null)]
    [InlineData("1 + 2", "complete", null)]
    [InlineData("unknown.Name(3)", "complete", null)]
    [InlineData("#!time\n1", "complete", null)]
    [InlineData("", "complete", null)]
    [InlineData("if (true)\n{", "incomplete", "    ")]
    [InlineData("    foreach (var i in new[] { 1 }) {  \n", "incomplete", "        ")]
    [InlineData("Math.Max(1,", "incomplete", "")]
    [InlineData("class A\n{\n    int x", "incomplete", "    ")]
    [InlineData("/* and so", "incomplete", "")]
    [InlineData("var s = @\"and so", "incomplete", "")]
    [InlineData("var s = \"\"\"\nand so", "incomplete", "")]
    [InlineData("var s = \"not so", "invalid", null)]
    [InlineData("int int = 1;\nvar y = 2;", "invalid", null)]
    [InlineData("foo(]; 1", "invalid", null)]
    public void It_knows_whether_a_text_is_a_whole_cell(string code, string status, string? indent)
    {
        var reply = _frontEnd.Await(_frontEnd.Send("is_complete_request", new() { ["code"] = code })).Content;
        Assert.Equal((status, indent), ((string?)reply["status"], (string?)reply["indent"]));
    }

    [Fact]
    public void A_debugger_is_refused_in_its_own_words()
    {
        var reply = _frontEnd.Await(_frontEnd.Send("debug_request", new() { ["type"] = "request", ["seq"] = 4, ["command"] = "attach" }, isControl: true), isControl: true).Content;
        Assert.Equal(("response", false, 4, "attach"), ((string?)reply["type"], (bool)reply["success"]!, (int)reply["request_seq"]!, (string?)reply["command"]));
    }

    [Fact]
    public void Erasing_the_screen_clears_the_output()
    {
        var request = Send("Console.Write(\"one\"); Console.Out.Flush(); await Task.Delay(500); Console.Write(\"\\u001b[2J\\u001b[Htwo\");", []);
        var heard = _frontEnd.Hear(request).Where(message => message.Type is "stream" or "clear_output").ToList();
        Assert.Equal("clear_output", heard[^2].Type);
        Assert.True((bool)heard[^2].Content["wait"]!);
        Assert.Equal("two", (string?)heard[^1].Content["text"]);
    }

    [Fact]
    public void Who_else_listens_hears_that_the_kernel_ends()
    {
        var request = _frontEnd.Send("shutdown_request", new() { ["restart"] = false }, isControl: true);
        Assert.False((bool)_frontEnd.HearFirst(request, "shutdown_reply").Content["restart"]!);
    }

    private string[] Cells(JsonObject asked) =>
        [.. _frontEnd.Await(_frontEnd.Send("history_request", asked)).Content["history"]!.AsArray().Select(cell => $"{cell![1]} {cell[2]}")];

    private JsonObject Run(string code, JsonObject? beside = null) => _frontEnd.Await(Send(code, beside ?? [])).Content;

    private Message Send(string code, JsonObject beside)
    {
        beside["code"] = code;
        return _frontEnd.Send("execute_request", beside);
    }
}
