using System.Text;

namespace Tests.Runner.Editors;

/// <summary>Messages of every odd form. Each is answered with words, and afterwards cells run as before.</summary>
public sealed class AttackedEditorTests : IAsyncLifetime
{
    private readonly EditorClient _editor = new();

    public async ValueTask InitializeAsync()
    {
        await _editor.OpenAsync(Path.Combine(Path.GetTempPath(), "mine.dib"));
        await _editor.RunAsync("var kept = 42;");
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal("42", (string?)(await _editor.RunAsync("Console.Write(kept);")).Heard[^1]["params"]!["text"]);
        await _editor.DisposeAsync();
    }

    [Theory]
    [InlineData("no json", -32700)]
    [InlineData("{\"id\":1,\"id\":2,\"method\":\"initialize\"}", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("7", -32600)]
    [InlineData("null", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("{\"method\":7}", -32600)]
    [InlineData("{\"id\":{},\"result\":{}}", -32600)]
    [InlineData("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}]", -32600)]
    public async Task A_line_that_is_no_request_is_answered_without_an_id(string line, int code)
    {
        _editor.SendLine(line);
        var error = (await _editor.AnswerAsync((int?)null))["error"]!;
        Assert.Equal(code, (int)error["code"]!);
        Assert.NotEqual("", (string?)error["message"]);
    }

    [Fact]
    public async Task A_huge_line_is_passed_over()
    {
        var stream = _editor.Process.StandardInput.BaseStream;
        var piece = Encoding.UTF8.GetBytes(new string('x', 1 << 20));
        for (var i = 0; i < 70; i++) stream.Write(piece);
        _editor.SendLine("");
        Assert.Equal("The message is longer than 64 MiB.", (string?)(await _editor.AnswerAsync((int?)null))["error"]!["message"]);
        Assert.True(_editor.Process.WorkingSet64 < 600_000_000);
    }

    [Fact]
    public async Task A_deep_value_is_refused()
    {
        _editor.SendLine(new string('[', 100_000));
        Assert.Equal(-32700, (int)(await _editor.AnswerAsync((int?)null))["error"]!["code"]!);
    }

    [Theory]
    [InlineData("nothing/known", "{}", -32601, "There is no method \"nothing/known\".")]
    [InlineData("initialize", "{\"protocol\":2}", -32602, "This engine speaks version 1 of the protocol, not 2: take an engine and an extension of the same version.")]
    [InlineData("cell/run", "{\"notebook\":\"another\",\"cell\":\"a\",\"language\":\"csharp\",\"code\":\"1\"}", -32001, "No notebook \"another\" is open.")]
    [InlineData("cell/run", "[]", -32602, "\"notebook\" has to be a text.")]
    [InlineData("cell/run", "null", -32602, "\"notebook\" has to be a text.")]
    [InlineData("cell/run", "{\"notebook\":\"notebook\",\"cell\":\"a\",\"language\":\"csharp\"}", -32602, "\"code\" has to be a text.")]
    [InlineData("cell/run", "{\"notebook\":\"notebook\",\"cell\":7,\"language\":\"csharp\",\"code\":\"1\"}", -32602, "\"cell\" has to be a text.")]
    [InlineData("cell/run", "{\"notebook\":\"notebook\",\"cell\":\"a\",\"language\":\"csharp\",\"code\":\"1\",\"number\":1.5}", -32602, "\"number\" has to be a whole number from 1 to 2147483647.")]
    [InlineData("cell/run", "{\"notebook\":\"notebook\",\"cell\":\"a\",\"language\":\"csharp\",\"code\":\"1\",\"tags\":[7]}", -32602, "\"tags\" has to be a list of texts.")]
    [InlineData("cell/run", "{\"notebook\":\"notebook\",\"cell\":\"a\",\"language\":\"csharp\",\"code\":\"\\ud83d\"}", -32602, "\"code\" is no text: a character in it is incomplete.")]
    [InlineData("cell/run", "{\"notebook\":\"notebook\",\"cell\":\"a\",\"language\":\"csharp\",\"code\":\"1\",\"tags\":[\"\\ud83d\"]}", -32602, "\"tags\" has to be a list of texts.")]
    [InlineData("editor/complete", "{\"notebook\":\"notebook\",\"language\":\"csharp\",\"code\":\"1\"}", -32602, "\"position\" has to be a position.")]
    [InlineData("editor/complete", "{\"notebook\":\"notebook\",\"language\":\"csharp\",\"code\":\"1\",\"position\":{\"line\":-1,\"character\":0}}", -32602, "\"line\" has to be a number from 0 to 2147483647.")]
    [InlineData("editor/format", "{\"notebook\":\"notebook\",\"language\":\"csharp\",\"code\":\"1\",\"tabSize\":1e9}", -32602, "\"tabSize\" has to be a number from 1 to 32.")]
    [InlineData("figure/move", "{\"notebook\":\"notebook\",\"output\":\"x\",\"values\":[\"1\"]}", -32602, "\"values\" has to be a list of numbers.")]
    [InlineData("notebook/open", "{\"notebook\":\"b\",\"path\":\"/no/such/folder/a.dib\"}", -32602, "There is no folder /no/such/folder to run the notebook in.")]
    [InlineData("notebook/open", "{\"notebook\":\"notebook\",\"path\":\"/tmp/mine.dib\"}", -32000, "The notebook \"notebook\" is open already.")]
    [InlineData("notebook/open", "{\"notebook\":\"b\",\"path\":\"/tmp/mine.dib\",\"timeout\":0}", -32602, "\"timeout\" has to be a number from 0.001 to 4000000.")]
    [InlineData("notebook/open", "{\"notebook\":\"b\",\"path\":\"/tmp/mine.dib\",\"environment\":{\"\":\"x\"}}", -32602, "\"environment\" has to be an object with texts.")]
    [InlineData("notebook/open", "{\"notebook\":\"b\",\"path\":\"/tmp/mine.dib\",\"environment\":{\"a=b\":\"x\"}}", -32602, "\"environment\" has to be an object with texts.")]
    [InlineData("notebook/open", "{\"notebook\":\"b\",\"path\":\"/tmp/\\u0000.dib\"}", -32602, "\"path\" has to be a path.")]
    [InlineData("notebook/close", "{\"notebook\":\"another\"}", -32001, "No notebook \"another\" is open.")]
    [InlineData("asset/read", "{\"name\":\"../../etc/passwd\"}", -32602, "There is no asset \"../../etc/passwd\".")]
    [InlineData("export/html", "{\"path\":\"a.dib\",\"file\":\"a.html\",\"cells\":[1]}", -32602, "\"cells\" has to be a list of objects.")]
    public async Task A_request_that_cannot_be_carried_out_says_why(string method, string parameters, int code, string message)
    {
        _editor.SendLine($$"""{"jsonrpc":"2.0","id":"mine","method":"{{method}}","params":{{parameters}}}""");
        var answer = await _editor.AnswerAsync("mine");
        Assert.Equal((code, message), ((int)answer["error"]!["code"]!, (string?)answer["error"]!["message"]));
    }

    [Fact]
    public async Task Notifications_and_answers_to_nothing_are_passed_over()
    {
        _editor.SendLine("""{"jsonrpc":"2.0","method":"nothing/known"}""");
        _editor.SendLine("\r");
        Assert.Equal(1, (int)(await _editor.AskAsync("initialize", new() { ["protocol"] = 1 }))["protocol"]!);
    }

    [Fact]
    public async Task Half_a_character_that_a_cell_shows_does_no_harm()
    {
        var (result, _) = await _editor.RunAsync("Console.Write(\"a\\ud83d\");\n\"b\\ud83d\"");
        Assert.True((bool)result["success"]!);
    }

    [Fact]
    public async Task What_a_cell_writes_to_its_real_stdout_is_no_message()
    {
        var (result, _) = await _editor.RunAsync("var real = new System.IO.StreamWriter(Console.OpenStandardOutput());\nreal.WriteLine(\"{\\\"id\\\":1}\");\nreal.Flush();");
        Assert.True((bool)result["success"]!);
    }
}
