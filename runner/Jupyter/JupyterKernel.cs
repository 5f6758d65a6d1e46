using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Jupyter;

/// <summary>
/// A kernel for Jupyter's front ends: JupyterLab, the notebooks of VS Code, nbconvert. Cells run in a kernel process of their own,
/// as everywhere; one that ends is replaced, and the front end is told what was lost.
/// </summary>
public sealed class JupyterKernel : IAsyncDisposable
{
    /// <summary>How long a cell may take to stop by itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly string _id = Guid.NewGuid().ToString("n");
    private readonly Channel<Request> _cells = Channel.CreateUnbounded<Request>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        _session = new(options);
        _sockets = new(connection, (message, reply) => Take(new(this, message, reply)));
        _running = Task.Run(RunCellsAsync);
        _ = Tell("status", new() { ["execution_state"] = "starting" }, parent: null);
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
        await request.TellAsync("status", new() { ["execution_state"] = "busy" }).ConfigureAwait(false);
        try
        {
            switch (request.Message.Type)
            {
                case "kernel_info_request": await request.ReplyAsync(KernelInfo()).ConfigureAwait(false); break;
                case "complete_request": await request.ReplyAsync(await CompleteAsync(request).ConfigureAwait(false)).ConfigureAwait(false); break;
                case "inspect_request": await request.ReplyAsync(await InspectAsync(request).ConfigureAwait(false)).ConfigureAwait(false); break;
                case "is_complete_request": await request.ReplyAsync(new() { ["status"] = "unknown" }).ConfigureAwait(false); break;
                case "history_request": await request.ReplyAsync(new() { ["status"] = "ok", ["history"] = new JsonArray() }).ConfigureAwait(false); break;
                case "comm_info_request": await request.ReplyAsync(new() { ["status"] = "ok", ["comms"] = new JsonObject() }).ConfigureAwait(false); break;
                case "comm_open": await request.TellAsync("comm_close", new() { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() }).ConfigureAwait(false); break;
                case "interrupt_request":
                    await InterruptAsync().ConfigureAwait(false);
                    await request.ReplyAsync(new() { ["status"] = "ok" }).ConfigureAwait(false);
                    break;
                case "shutdown_request":
                    await AbortAsync(TakeQueued()).ConfigureAwait(false);
                    await request.ReplyAsync(new() { ["status"] = "ok", ["restart"] = (bool?)request.Message.Content["restart"] ?? false }).ConfigureAwait(false);
                    break;
                case var type when type.EndsWith("_request", StringComparison.Ordinal):
                    await request.ReplyAsync(Failed("NotSupported", $"This kernel has no answer to a {type}.")).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or FormatException)
        {
            await request.ReplyAsync(Failed("InvalidRequest", e.Message)).ConfigureAwait(false);
        }

        await request.TellAsync("status", new() { ["execution_state"] = "idle" }).ConfigureAwait(false);
        if (request.Message.Type == "shutdown_request") _ended.TrySetResult();
    }

    private async Task RunCellsAsync()
    {
        await foreach (var request in _cells.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _cell = ended.Task;
            await request.TellAsync("status", new() { ["execution_state"] = "busy" }).ConfigureAwait(false);
            var reply = await RunCellAsync(request).ConfigureAwait(false);
            // Before the reply: what comes after it was sent by somebody who knows of the failure.
            var waiting = (string?)reply["status"] == "error" && request.Flag("stop_on_error", true) ? TakeQueued() : [];
            await request.ReplyAsync(reply).ConfigureAwait(false);
            await request.TellAsync("status", new() { ["execution_state"] = "idle" }).ConfigureAwait(false);
            await AbortAsync(waiting).ConfigureAwait(false);
            ended.SetResult();
            if (!_session.IsAlive && !_isEnding) await _session.RestartAsync().ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> RunCellAsync(Request request)
    {
        if (request.Message.Content["code"] is not JsonValue value || !value.TryGetValue<string>(out var code)) return Failed("InvalidRequest", "The request has no code.");
        var isSilent = request.Flag("silent", false);
        if (request.Flag("store_history", !isSilent)) _count++;
        if (!isSilent) await request.TellAsync("execute_input", new() { ["code"] = code, ["execution_count"] = _count }).ConfigureAwait(false);

        CellFailed? failure = null;
        await foreach (var each in _session.ExecuteAsync("csharp", code, _file, Math.Max(_count, 1)).ConfigureAwait(false))
        {
            if (each is CellFailed { IsExpected: false } failed) failure = failed;
            if (!isSilent && Outputs.Of(each, _count) is var (type, content)) await request.TellAsync(type, content).ConfigureAwait(false);
        }

        var reply = failure is null
            ? new JsonObject { ["status"] = "ok", ["payload"] = new JsonArray(), ["user_expressions"] = new JsonObject() }
            : new JsonObject(Outputs.Error(failure).Select(each => KeyValuePair.Create(each.Key, each.Value?.DeepClone()))) { ["status"] = "error" };
        reply["execution_count"] = _count;
        return reply;
    }

    private async Task InterruptAsync()
    {
        var waiting = TakeQueued();
        await _session.InterruptAsync(_cell, Grace).ConfigureAwait(false);
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
            await waiting.TellAsync("status", new() { ["execution_state"] = "busy" }).ConfigureAwait(false);
            await waiting.ReplyAsync(new() { ["status"] = "aborted", ["execution_count"] = _count }).ConfigureAwait(false);
            await waiting.TellAsync("status", new() { ["execution_state"] = "idle" }).ConfigureAwait(false);
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
        var version = typeof(JupyterKernel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return new()
        {
            ["status"] = "ok",
            ["protocol_version"] = Message.Protocol,
            ["implementation"] = "notebooklib",
            ["implementation_version"] = version,
            ["language_info"] = new JsonObject
            {
                ["name"] = "C#",
                ["version"] = "14.0",
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
            },
            ["banner"] = $"C# on .NET {Environment.Version}",
            ["help_links"] = new JsonArray(),
        };
    }

    private static JsonObject Failed(string name, string message) => new() { ["status"] = "error", ["ename"] = name, ["evalue"] = message, ["traceback"] = new JsonArray() };

    /// <summary>Jupyter counts characters as Unicode does, .NET in units of UTF-16.</summary>
    private static int CodePoints(string code, int offset) => code.AsSpan(0, Math.Clamp(offset, 0, code.Length)).ToString().EnumerateRunes().Count();

    private Task Tell(string type, JsonObject content, Message? parent) =>
        _sockets.PublishAsync(Message.New(type, _id, content, parent, System.Text.Encoding.UTF8.GetBytes($"kernel.{_id}.{type}")));

    /// <summary>A request that came in by one socket and is answered by it.</summary>
    private sealed record Request(JupyterKernel Kernel, Message Message, Func<Message, Task> Send)
    {
        public Task TellAsync(string type, JsonObject content) => Kernel.Tell(type, content, Message);

        public Task ReplyAsync(JsonObject content) =>
            Send(Message.New(Message.Type.Replace("_request", "_reply", StringComparison.Ordinal), Kernel._id, content, Message, Message.Identities));

        public bool Flag(string name, bool otherwise) => Message.Content[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

        public string Text(string name) => Message.Content[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new InvalidDataException($"The request has no {name}.");

        /// <summary>The code, and the cursor in units of UTF-16.</summary>
        public (string Code, int Offset) Cursor()
        {
            var code = Text("code");
            var place = Message.Content["cursor_pos"] is JsonValue value && value.TryGetValue<int>(out var given) ? given : int.MaxValue;
            return (code, code.EnumerateRunes().Take(place).Sum(rune => rune.Utf16SequenceLength));
        }
    }
}
