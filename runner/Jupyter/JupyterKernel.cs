using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Jupyter;

/// <summary>
/// A kernel for Jupyter's front ends: JupyterLab, the notebooks of VS Code, nbconvert. Cells run in a kernel process of their own,
/// as everywhere; one that ends is replaced, and the front end is told what was lost.
/// </summary>
public sealed partial class JupyterKernel : IAsyncDisposable
{
    private const int MostExpressions = 100;

    private readonly string _id = Guid.NewGuid().ToString("n");
    private readonly Channel<Request> _cells = Channel.CreateBounded<Request>(10_000);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Charts _charts = new();
    private readonly ConcurrentQueue<TaskCompletionSource<string?>> _questions = [];
    private readonly Latest<Request> _seen = new(1_000); // the requests whose cells may show something yet
    private readonly History _history = new();
    private readonly FigureComms _figures;
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
        _sockets = new(connection, (message, reply, ask) => Take(new(message, TellAsync, reply, ask)), TakeAnswer);
        _session = new(options with { Unasked = "The front end takes no answers (allow_stdin): run the cell where somebody can give one, or set NOTEBOOK_PARAM_{0} in the kernel's environment." });
        _session.Late += late => { if (_seen.Find(late.RequestId) is { } request) _ = PublishAsync(request, late, 0); };
        _figures = new(_session, file);
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
        switch (request.Message.Type)
        {
            case "execute_request":
                if (!_cells.Writer.TryWrite(request)) _ = AnswerAsync(request, () => Task.FromResult<JsonObject?>(Failed("Busy", "Too many cells wait.")));
                break;
            case "comm_open" or "comm_msg" or "comm_close":
                _ = AnswerAsync(request, MoveAsync); // Here, and so in their order.
                break;
            default:
                _ = Task.Run(() => AnswerAsync(request, () => AnswerToAsync(request)));
                break;
        }

        async Task<JsonObject?> MoveAsync()
        {
            await _figures.TakeAsync(request).ConfigureAwait(false);
            return null;
        }
    }

    private async Task AnswerAsync(Request request, Func<Task<JsonObject?>> answer)
    {
        await request.BecomeAsync("busy").ConfigureAwait(false);
        JsonObject? reply;
        try
        {
            reply = await answer().ConfigureAwait(false);
        }
        catch (Exception e) // Whoever asks gets an answer, whatever it was.
        {
            reply = request.Message.Type is "comm_open" or "comm_msg" or "comm_close" ? null : Failed("InvalidRequest", e.Message);
        }

        if (reply is not null) await request.ReplyAsync(_id, reply).ConfigureAwait(false);
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
            case "is_complete_request": return await IsCompleteAsync(request.Text("code")).ConfigureAwait(false);
            case "history_request": return new() { ["status"] = "ok", ["history"] = _history.Find(request) };
            case "comm_info_request": return new() { ["status"] = "ok", ["comms"] = _figures.Info(request.Has<string>("target_name", out var target) ? target : null) };
            case "debug_request": return NoDebugger(request);
            case "interrupt_request":
                await InterruptAsync().ConfigureAwait(false);
                return new() { ["status"] = "ok" };
            case "shutdown_request":
                await AbortAsync(TakeQueued()).ConfigureAwait(false);
                var farewell = new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", false) };
                await request.TellAsync("shutdown_reply", farewell.DeepClone().AsObject()).ConfigureAwait(false); // So that other front ends know.
                return farewell;
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
            await request.ReplyAsync(_id, reply).ConfigureAwait(false);
            await request.BecomeAsync("idle").ConfigureAwait(false);
            await AbortAsync(waiting).ConfigureAwait(false);
            ended.SetResult();
            if (_session.IsAlive || _isEnding) continue;
            await _session.RestartAsync().ConfigureAwait(false);
            _figures.Forget();
        }
    }

    private async Task<JsonObject> RunCellAsync(Request request)
    {
        if (request.Message.Fault is { } fault) return Failed("InvalidRequest", $"The request cannot be read: {fault}");
        if (!request.Has<string>("code", out var code)) return Failed("InvalidRequest", "The request has no code.");
        var isSilent = request.Flag("silent", false);
        var isKept = !isSilent && request.Flag("store_history", true); // Silent means unseen, whatever is asked beside it.
        if (isKept) _count++;
        if (!isSilent) await request.TellAsync("execute_input", new() { ["code"] = code, ["execution_count"] = _count }).ConfigureAwait(false);

        CellFailed? failure = null;
        string? result = null;
        await foreach (var each in ExecuteAsync(request, code).ConfigureAwait(false))
        {
            if (each is CellFailed { IsExpected: false } failed) failure = failed;
            if (each is DisplayShown { IsResult: true } shown) result = shown.Data.FirstOrDefault(content => content.MimeType == "text/plain")?.Content;
            if (isSilent) continue;
            if (each is CellStarted) _seen[each.RequestId] = request;
            await PublishAsync(request, each, _count).ConfigureAwait(false);
        }

        if (isKept) _history.Add(_count, code, result);
        var reply = failure is null ? new() { ["payload"] = new JsonArray(), ["user_expressions"] = await EvaluateAsync(request).ConfigureAwait(false) } : Outputs.Error(failure);
        reply["status"] = failure is null ? "ok" : "error";
        reply["execution_count"] = _count;
        return reply;
    }

    private IAsyncEnumerable<KernelEvent> ExecuteAsync(Request request, string code) =>
        _session.ExecuteAsync("csharp", code, _file, Math.Max(_count, 1), ask: request.Flag("allow_stdin", true) ? asked => AskAsync(request, asked) : null);

    /// <summary>The values of the expressions that the request asks for beside its cell, each with a failure of its own.</summary>
    private async Task<JsonObject> EvaluateAsync(Request request)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in (request.Message.Content["user_expressions"] as JsonObject ?? []).Take(MostExpressions))
        {
            var value = Failed("InvalidRequest", "This is no expression with a value.");
            if (expression is JsonValue given && given.TryGetValue(out string? code))
            {
                await foreach (var each in ExecuteAsync(request, code).ConfigureAwait(false))
                {
                    if (each is DisplayShown { IsResult: true } shown) value = new() { ["status"] = "ok", ["data"] = MimeBundle.Of(shown.Data), ["metadata"] = new JsonObject() };
                    if (each is not CellFailed { IsExpected: false } failed) continue;
                    value = Outputs.Error(failed);
                    value["status"] = "error";
                }
            }
            values[name] = value;
        }
        return values;
    }

    private async Task PublishAsync(Request request, KernelEvent @event, int count)
    {
        foreach (var (type, content) in Outputs.Of(_figures.Enclose(_charts.Enclose(@event)), count)) await request.TellAsync(type, content).ConfigureAwait(false);
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

    /// <summary>Stops the cell that runs, and those that wait; completes when it has ended.</summary>
    public async Task InterruptAsync()
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
            await waiting.ReplyAsync(_id, new() { ["status"] = "aborted", ["execution_count"] = _count }).ConfigureAwait(false);
            await waiting.BecomeAsync("idle").ConfigureAwait(false);
        }
    }

    private Task TellAsync(string type, JsonObject content, Message? parent) =>
        _sockets.PublishAsync(Message.New(type, _id, content, parent, System.Text.Encoding.UTF8.GetBytes($"kernel.{_id}.{type}")));
}
