using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Runner.Jupyter;

/// <summary>A request that came in by one socket and is answered by it.</summary>
/// <param name="Message">What came.</param>
/// <param name="Publish">Tells everybody who listens.</param>
/// <param name="Send">Answers whoever sent it.</param>
/// <param name="Ask">Asks whoever sent it; false where there is no way to.</param>
internal sealed record Request(Message Message, Func<string, JsonObject, Message?, Task> Publish, Func<Message, Task> Send, Func<Message, Task<bool>> Ask)
{
    public Task TellAsync(string type, JsonObject content) => Publish(type, content, Message);

    /// <param name="kernel">Who answers.</param>
    public Task ReplyAsync(string kernel, JsonObject content) =>
        Send(Message.New(Message.Type.Replace("_request", "_reply", StringComparison.Ordinal), kernel, content, Message, Message.Identities));

    /// <summary>Says whether the kernel is at work for this request.</summary>
    public Task BecomeAsync(string state) => TellAsync("status", new() { ["execution_state"] = state });

    public bool Has<T>(string name, [NotNullWhen(true)] out T? found)
    {
        found = default;
        return Message.Content[name] is JsonValue value && value.TryGetValue(out found) && found is not null;
    }

    public bool Flag(string name, bool otherwise) => Has<bool>(name, out var flag) ? flag : otherwise;

    public int Number(string name, int otherwise) => Has<int>(name, out var number) ? number : otherwise;

    public string Text(string name) => Has<string>(name, out var text) ? text : throw new InvalidDataException($"The request has no {name}.");

    /// <summary>The code, and the cursor in units of UTF-16.</summary>
    public (string Code, int Offset) Cursor()
    {
        var code = Text("code");
        return (code, code.EnumerateRunes().Take(Number("cursor_pos", int.MaxValue)).Sum(rune => rune.Utf16SequenceLength));
    }
}
