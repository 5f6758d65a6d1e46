using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Runner.Editors;

namespace Tests.Runner.Editors;

/// <summary>An editor, as far as tests need one: it starts the engine as its own process, sends messages, and hears all that is said.</summary>
internal sealed class EditorClient : IAsyncDisposable
{
    private readonly Channel<JsonObject> _heard = Channel.CreateUnbounded<JsonObject>();
    private readonly Task _listening;
    private readonly List<JsonObject> _answers = [], _questions = [];
    private int _ids;
    private int _heardWhenSent;

    /// <param name="program">What starts the engine; without it the runner of this build.</param>
    /// <param name="temp">Its temp folder; without it the machine's.</param>
    public EditorClient(IReadOnlyList<string>? program = null, string? temp = null)
    {
        program ??= ["dotnet", "exec", typeof(EditorServer).Assembly.Location];
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), "editor"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (temp is not null) start.Environment["TMPDIR"] = temp;
        Process = Process.Start(start)!;
        _listening = Task.Run(ListenAsync);
    }

    public Process Process { get; }

    /// <summary>How long it waits for a message.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>All notifications so far, in order.</summary>
    public List<JsonObject> Notifications { get; } = [];

    public async ValueTask DisposeAsync()
    {
        Process.StandardInput.Close();
        await _listening.WaitAsync(Patience);
        await Process.WaitForExitAsync().WaitAsync(Patience);
        Process.Dispose();
    }

    /// <summary>Sends a request.</summary>
    /// <returns>Its id.</returns>
    public int Send(string method, JsonObject? parameters = null)
    {
        SendLine(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = ++_ids, ["method"] = method, ["params"] = parameters }.ToJsonString());
        return _ids;
    }

    public void SendLine(string line)
    {
        _heardWhenSent = Notifications.Count;
        Process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        Process.StandardInput.BaseStream.Flush();
    }

    /// <summary>Sends a request and gives its result.</summary>
    public async Task<JsonObject> AskAsync(string method, JsonObject? parameters = null)
    {
        var answer = await AnswerAsync(Send(method, parameters));
        return answer["result"]?.AsObject() ?? throw new InvalidOperationException($"{method}: {answer["error"]}");
    }

    /// <summary>The answer to a request, result or error.</summary>
    public Task<JsonObject> AnswerAsync(int? id) => NextAsync(_answers, 0, message => id is null ? message["id"] is null : message["id"] is JsonValue value && value.TryGetValue<int>(out var number) && number == id);

    /// <inheritdoc cref="AnswerAsync(int?)"/>
    public Task<JsonObject> AnswerAsync(string id) => NextAsync(_answers, 0, message => message["id"] is JsonValue value && value.TryGetValue<string>(out var text) && text == id);

    /// <summary>The first notification of a method that came after the last message was sent, or is yet to come.</summary>
    public async Task<JsonObject> HearAsync(string method, Func<JsonObject, bool>? which = null) =>
        (await NextAsync(Notifications, _heardWhenSent, message => (string?)message["method"] == method && which?.Invoke(message["params"]!.AsObject()) != false))["params"]!.AsObject();

    /// <summary>The first request of the engine.</summary>
    public Task<JsonObject> QuestionAsync() => NextAsync(_questions, 0, _ => true);

    /// <summary>Opens a notebook that need not be there.</summary>
    public Task OpenAsync(string path, JsonObject? more = null)
    {
        var parameters = new JsonObject { ["notebook"] = "notebook", ["path"] = path };
        foreach (var (name, value) in more ?? []) parameters[name] = value?.DeepClone();
        return AskAsync("notebook/open", parameters);
    }

    public int SendCell(string code, string cell = "cell", int number = 1, string language = "csharp") =>
        Send("cell/run", new() { ["notebook"] = "notebook", ["cell"] = cell, ["language"] = language, ["code"] = code, ["number"] = number });

    /// <summary>Runs a cell.</summary>
    /// <returns>Its result, and the notifications meanwhile but for those of the kernel.</returns>
    public async Task<(JsonObject Result, IReadOnlyList<JsonObject> Heard)> RunAsync(string code, string cell = "cell", int number = 1, string language = "csharp")
    {
        var before = Notifications.Count;
        var answer = await AnswerAsync(SendCell(code, cell, number, language));
        return (answer["result"]!.AsObject(), [.. Notifications.Skip(before).Where(message => (string?)message["method"] != "kernel/state")]);
    }

    /// <summary>The one of the messages that came, or else is yet to come.</summary>
    private async Task<JsonObject> NextAsync(List<JsonObject> messages, int from, Func<JsonObject, bool> isIt)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (messages.FindIndex(from, each => isIt(each)) is >= 0 and var index)
            {
                var found = messages[index];
                if (messages != Notifications) messages.RemoveAt(index);
                return found;
            }
            var message = await _heard.Reader.ReadAsync(patience.Token);
            (!message.ContainsKey("method") ? _answers : message.ContainsKey("id") ? _questions : Notifications).Add(message);
        }
    }

    private async Task ListenAsync()
    {
        using var lines = new StreamReader(Process.StandardOutput.BaseStream, Encoding.UTF8);
        while (await lines.ReadLineAsync() is { } line) _heard.Writer.TryWrite(JsonNode.Parse(line)!.AsObject());
        _heard.Writer.TryComplete();
    }
}
