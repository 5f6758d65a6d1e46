using System.Text.Json.Nodes;

namespace Tests.Runner.Editors;

/// <summary>Cells that ask the person at the editor, and what comes when a cell has ended.</summary>
public sealed class EditorAskingTests : IAsyncLifetime
{
    private readonly EditorClient _editor = new();

    public async ValueTask InitializeAsync() => await _editor.OpenAsync(Path.Combine(Path.GetTempPath(), "mine.dib"));

    public ValueTask DisposeAsync() => _editor.DisposeAsync();

    [Theory]
    [InlineData("Console.Write(\"Name? \");\nvar told = Console.ReadLine();", "", false, "Name? Ada\n")]
    [InlineData("#!set --name asked --value @input:\"Your name\"\nvar told = asked;", "Your name", false, "Your name Ada\n")]
    [InlineData("#!set --name asked --value @password:\"The key\"\nvar told = asked.GetClearTextPassword();", "The key", true, "The key •••\n")]
    public async Task The_editor_is_asked_and_its_answer_goes_to_the_cell(string code, string prompt, bool isPassword, string written)
    {
        var before = _editor.Notifications.Count;
        var cell = _editor.SendCell(code, "asks");
        var question = await _editor.QuestionAsync();
        Assert.Equal(("input/ask", "asks", prompt, isPassword), ((string?)question["method"], (string?)question["params"]!["cell"], (string?)question["params"]!["prompt"], (bool)question["params"]!["password"]!));
        Answer(question, new JsonObject { ["text"] = "Ada" });

        Assert.True((bool)(await _editor.AnswerAsync(cell))["result"]!["success"]!);
        Assert.Equal(written, string.Concat(_editor.Notifications.Skip(before).Where(message => (string?)message["method"] == "cell/stream").Select(message => (string?)message["params"]!["text"])));
        Assert.Equal("Ada", (string?)(await _editor.RunAsync("told")).Heard[^1]["params"]!["data"]![0]!["text"]);
    }

    [Theory]
    [InlineData("{\"result\":null}")]
    [InlineData("{\"result\":{\"text\":null}}")]
    [InlineData("{\"result\":{\"text\":7}}")]
    [InlineData("{\"result\":[]}")]
    [InlineData("{\"error\":{\"code\":-32601,\"message\":\"no such method\"}}")]
    public async Task No_answer_fails_the_cell_that_needs_one(string answer)
    {
        var cell = _editor.SendCell("#!set --name asked --value @input:\"Your name\"");
        var message = JsonNode.Parse(answer)!.AsObject();
        message["id"] = (await _editor.QuestionAsync())["id"]!.DeepClone();
        _editor.SendLine(message.ToJsonString());
        Assert.Contains("was given no answer", (string?)(await _editor.AnswerAsync(cell))["result"]!["error"]!["message"]);
    }

    [Fact]
    public async Task A_question_is_taken_back_when_the_cell_is_stopped()
    {
        var cell = _editor.SendCell("var kept = 1;\nConsole.ReadLine();");
        var question = await _editor.QuestionAsync();
        await _editor.AskAsync("kernel/interrupt", new() { ["notebook"] = "notebook" });
        Assert.Equal("Interrupted", (string?)(await _editor.AnswerAsync(cell))["result"]!["error"]!["name"]);
        Assert.Equal((int)question["id"]!, (int)(await _editor.HearAsync("$/cancelRequest"))["id"]!);
        Answer(question, new JsonObject { ["text"] = "too late" });
        Assert.True((bool)(await _editor.RunAsync("kept")).Result["success"]!);
    }

    [Fact]
    public async Task What_a_cell_left_behind_shows_comes_late_and_for_that_cell()
    {
        await _editor.RunAsync("""
            var shown = display("before");
            _ = Task.Run(async () => { await Task.Delay(500); Console.Write("afterwards"); shown.Update("after"); });
            """, "leaves");
        _editor.SendCell("await Task.Delay(1500);", "another");
        var update = await _editor.HearAsync("cell/update");
        Assert.Equal(("leaves", true, "after"), ((string?)update["cell"], (bool?)update["late"], (string?)update["data"]![0]!["text"]));
        var written = _editor.Notifications.Where(message => (string?)message["method"] == "cell/stream").Select(message => message["params"]!).ToList();
        Assert.All(written, text => Assert.Equal(("leaves", true), ((string?)text["cell"], (bool?)text["late"])));
        Assert.EndsWith("afterwards", string.Concat(written.Select(text => (string?)text["text"])));
    }

    private void Answer(JsonObject question, JsonNode result) =>
        _editor.SendLine(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = question["id"]!.DeepClone(), ["result"] = result }.ToJsonString());
}
