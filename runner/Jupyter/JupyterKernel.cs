using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Runner.Documents;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Jupyter;

/// <summary>
/// A kernel for Jupyter's front ends: JupyterLab, the notebooks of VS Code, nbconvert. Cells run in a kernel process of their own,
/// as everywhere; one that ends is replaced, and the front end is told what was lost.
/// </summary>
public sealed class JupyterKernel : IAsyncDisposable
{
    private readonly string _id = Guid.NewGuid().ToString("n");
    private readonly Channel<Request> _cells = Channel.CreateUnbounded<Request>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Charts _charts = new();
    private readonly ConcurrentQueue<TaskCompletionSource<string?>> _questions = [];
    private readonly ConcurrentDictionary<string, Request> _seen = []; // the requests whose cells may show something yet
    private readonly KernelSession _session;
    private readonly Sockets _sockets;
    private readonly Task _running;
    private readonly string _file;
    private Task _cell = Task.CompletedTask;
    private int _count;
    private volatile bool _isEnding;

    /// <param name="connection">Where to listen.</param>
    /// <param name="options">For the kernel process.</param>
    /// <param name="file">The notebook's path, as errors shall name it.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public JupyterKernel(Connection connection, KernelOptions options, string file)
    {
        _file = file;
        _sockets = new(connection, (message, reply, ask) => Take(new(this, message, reply, ask)), TakeAnswer);
        _session = new(options with { Unasked = "The front end takes no answers (allow_stdin): run the cell where somebody can give one, or set NOTEBOOK_PARAM_{0} in the kernel's environment." });
        _session.Late += late => { if (_seen.TryGetValue(late.RequestId, out var request)) _ = PublishAsync(request, late, 0); };
        _sockets.Start();
        _running = Task.Run(RunCellsAsync);
        _ = TellAsync("status", new() { ["execution_state"] = "starting" }, parent: null);
    }

    /// <summary>Completes when the front end has asked it to end.</summary>
    public Task Ended => _ended.Task;

    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        _cells.Writer.TryComplete();
        await _session.DisposeAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _sockets.Dispose();
    }

    // Only cells wait for each other. Everything else is answered at once, also while a cell runs.
    private void Take(Request request)
    {
        if (request.Message.Type == "execute_request") _cells.Writer.TryWrite(request);
        else _ = Task.Run(() => AnswerAsync(request));
    }

    private async Task AnswerAsync(Request request)
    {
        await request.BecomeAsync("busy").ConfigureAwait(false);
        JsonObject? reply;
        try
        {
            reply = await AnswerToAsync(request).ConfigureAwait(false);
        }
        catch (Exception e) // Whoever asks gets an answer, whatever it was.
        {
            reply = Failed("InvalidRequest", e.Message);
        }

        if (reply is not null) await request.ReplyAsync(reply).ConfigureAwait(false);
        await request.BecomeAsync("idle").ConfigureAwait(false);
        if (request.Message.Type == "shutdown_request") _ended.TrySetResult();
    }

    /// <summary>What is said to a request; null where nothing is.</summary>
    private async Task<JsonObject?> AnswerToAsync(Request request)
    {
        if (request.Message.Fault is { } fault) throw new InvalidDataException($"The request cannot be read: {fault}");
        switch (request.Message.Type)
        {
            case "kernel_info_request": return KernelInfo();
            case "complete_request": return await CompleteAsync(request).ConfigureAwait(false);
            case "inspect_request": return await InspectAsync(request).ConfigureAwait(false);
            case "is_complete_request": return new() { ["status"] = "unknown" };
            case "history_request": return new() { ["status"] = "ok", ["history"] = new JsonArray() };
            case "comm_info_request": return new() { ["status"] = "ok", ["comms"] = new JsonObject() };
            case "comm_open":
                await request.TellAsync("comm_close", new() { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() }).ConfigureAwait(false);
                return null;
            case "interrupt_request":
                await InterruptAsync().ConfigureAwait(false);
                return new() { ["status"] = "ok" };
            case "shutdown_request":
                await AbortAsync(TakeQueued()).ConfigureAwait(false);
                return new() { ["status"] = "ok", ["restart"] = request.Flag("restart", false) };
            case var type:
                return type.EndsWith("_request", StringComparison.Ordinal) ? Failed("NotSupported", $"This kernel has no answer to a {type}.") : null;
        }
    }

    private async Task RunCellsAsync()
    {
        await foreach (var request in _cells.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _cell = ended.Task;
            await request.BecomeAsync("busy").ConfigureAwait(false);
            JsonObject reply;
            try
            {
                reply = await RunCellAsync(request).ConfigureAwait(false);
            }
            catch (Exception e) // Those behind it run, whatever it was.
            {
                reply = Failed("InvalidRequest", e.Message);
            }

            // Before the reply: what comes after it was sent by somebody who knows of the failure.
            var waiting = (string?)reply["status"] == "error" && request.Flag("stop_on_error", true) ? TakeQueued() : [];
            await request.ReplyAsync(reply).ConfigureAwait(false);
            await request.BecomeAsync("idle").ConfigureAwait(false);
            await AbortAsync(waiting).ConfigureAwait(false);
            ended.SetResult();
            if (!_session.IsAlive && !_isEnding) await _session.RestartAsync().ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> RunCellAsync(Request request)
    {
        if (request.Message.Fault is { } fault) return Failed("InvalidRequest", $"The request cannot be read: {fault}");
        if (!request.Has<string>("code", out var code)) return Failed("InvalidRequest", "The request has no code.");
        var isSilent = request.Flag("silent", false);
        if (!isSilent && request.Flag("store_history", true)) _count++; // Silent means unseen, whatever is asked beside it.
        if (!isSilent) await request.TellAsync("execute_input", new() { ["code"] = code, ["execution_count"] = _count }).ConfigureAwait(false);

        CellFailed? failure = null;
        await foreach (var each in _session.ExecuteAsync("csharp", code, _file, Math.Max(_count, 1), ask: request.Flag("allow_stdin", true) ? asked => AskAsync(request, asked) : null).ConfigureAwait(false))
        {
            if (each is CellFailed { IsExpected: false } failed) failure = failed;
            if (isSilent) continue;
            if (each is CellStarted) _seen[each.RequestId] = request;
            await PublishAsync(request, each, _count).ConfigureAwait(false);
        }

        var reply = failure is null ? new() { ["payload"] = new JsonArray(), ["user_expressions"] = new JsonObject() } : Outputs.Error(failure);
        reply["status"] = failure is null ? "ok" : "error";
        reply["execution_count"] = _count;
        return reply;
    }

    private async Task PublishAsync(Request request, KernelEvent @event, int count)
    {
        if (Outputs.Of(_charts.Enclose(@event), count) is var (type, content)) await request.TellAsync(type, content).ConfigureAwait(false);
    }

    /// <summary>Asks whoever runs the cell; null where there is nobody.</summary>
    private async Task<string?> AskAsync(Request request, InputRequested asked)
    {
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions.Enqueue(answer);
        var question = Message.New("input_request", _id, new() { ["prompt"] = asked.Prompt, ["password"] = asked.IsPassword }, request.Message);
        if (!await request.Ask(question).ConfigureAwait(false)) answer.TrySetResult(null);
        await Task.WhenAny(answer.Task, _cell).ConfigureAwait(false); // Interrupted, the cell waits no longer.
        answer.TrySetResult(null);
        return await answer.Task.ConfigureAwait(false);
    }

    // An answer does not say what it answers: the question that waits.
    private void TakeAnswer(Message message)
    {
        if (message.Type != "input_reply" || message.Content["value"] is not JsonValue value || !value.TryGetValue(out string? text)) return;
        while (_questions.TryDequeue(out var question) && !question.TrySetResult(text)) { }
    }

    private async Task InterruptAsync()
    {
        var waiting = TakeQueued();
        await _session.InterruptAsync(_cell).ConfigureAwait(false);
        await _cell.ConfigureAwait(false);
        await AbortAsync(waiting).ConfigureAwait(false);
    }

    private List<Request> TakeQueued()
    {
        var queued = new List<Request>();
        while (_cells.Reader.TryRead(out var next)) queued.Add(next);
        return queued;
    }

    /// <summary>What waits does not run.</summary>
    private async Task AbortAsync(IEnumerable<Request> requests)
    {
        foreach (var waiting in requests)
        {
            await waiting.BecomeAsync("busy").ConfigureAwait(false);
            await waiting.ReplyAsync(new() { ["status"] = "aborted", ["execution_count"] = _count }).ConfigureAwait(false);
            await waiting.BecomeAsync("idle").ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> CompleteAsync(Request request)
    {
        var (code, cursor) = request.Cursor();
        var found = await _session.CompleteAsync(code, cursor).ConfigureAwait(false);
        var (start, end) = (CodePoints(code, found.Start), CodePoints(code, found.End));
        return new()
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(item => JsonValue.Create(item.Text))]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. found.Items.Select(item => new JsonObject { ["text"] = item.Text, ["type"] = item.Kind, ["start"] = start, ["end"] = end })]),
            },
        };
    }

    private async Task<JsonObject> InspectAsync(Request request)
    {
        var (code, cursor) = request.Cursor();
        var markdown = await _session.InspectAsync(code, cursor).ConfigureAwait(false);
        return new()
        {
            ["status"] = "ok",
            ["found"] = markdown != "",
            ["data"] = markdown == "" ? new JsonObject() : new JsonObject { ["text/markdown"] = markdown, ["text/plain"] = markdown },
            ["metadata"] = new JsonObject(),
        };
    }

    private static JsonObject KernelInfo()
    {
        var language = Ipynb.LanguageInfo();
        language["codemirror_mode"] = "text/x-csharp"; // what Jupyter's older editors go by
        var version = typeof(JupyterKernel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return new()
        {
            ["status"] = "ok",
            ["protocol_version"] = Message.Protocol,
            ["implementation"] = "notebooklib",
            ["implementation_version"] = version,
            ["language_info"] = language,
            ["banner"] = $"C# on .NET {Environment.Version}",
            ["help_links"] = new JsonArray(),
        };
    }

    private static JsonObject Failed(string name, string message) => new() { ["status"] = "error", ["ename"] = name, ["evalue"] = message, ["traceback"] = new JsonArray() };

    /// <summary>Jupyter counts characters as Unicode does, .NET in units of UTF-16.</summary>
    private static int CodePoints(string code, int offset) => code.AsSpan(0, Math.Clamp(offset, 0, code.Length)).ToString().EnumerateRunes().Count();

    private Task TellAsync(string type, JsonObject content, Message? parent) =>
        _sockets.PublishAsync(Message.New(type, _id, content, parent, System.Text.Encoding.UTF8.GetBytes($"kernel.{_id}.{type}")));

    /// <summary>A request that came in by one socket and is answered by it.</summary>
    private sealed record Request(JupyterKernel Kernel, Message Message, Func<Message, Task> Send, Func<Message, Task<bool>> Ask)
    {
        public Task TellAsync(string type, JsonObject content) => Kernel.TellAsync(type, content, Message);

        public Task ReplyAsync(JsonObject content) =>
            Send(Message.New(Message.Type.Replace("_request", "_reply", StringComparison.Ordinal), Kernel._id, content, Message, Message.Identities));

        /// <summary>Says whether the kernel is at work for this request.</summary>
        public Task BecomeAsync(string state) => TellAsync("status", new() { ["execution_state"] = state });

        public bool Has<T>(string name, [NotNullWhen(true)] out T? found)
        {
            found = default;
            return Message.Content[name] is JsonValue value && value.TryGetValue(out found) && found is not null;
        }

        public bool Flag(string name, bool otherwise) => Has<bool>(name, out var flag) ? flag : otherwise;

        public string Text(string name) => Has<string>(name, out var text) ? text : throw new InvalidDataException($"The request has no {name}.");

        /// <summary>The code, and the cursor in units of UTF-16.</summary>
        public (string Code, int Offset) Cursor()
        {
            var code = Text("code");
            var place = Has<int>("cursor_pos", out var given) ? given : int.MaxValue;
            return (code, code.EnumerateRunes().Take(place).Sum(rune => rune.Utf16SequenceLength));
        }
    }
}
