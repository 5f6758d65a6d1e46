using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Editors;

/// <summary>
/// A notebook that an editor has open: its cells run one after another in the kernel process of a session, which is replaced when it
/// ends. The editor knows the cells and keeps their outputs.
/// </summary>
internal sealed partial class EditorNotebook : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _file;
    private readonly TimeSpan? _timeout;
    private readonly Connection _editor;
    private readonly KernelSession _session;
    private readonly Outputs _outputs;
    private readonly Thinning _thinning;
    private readonly FigureMoves _moves;
    private readonly Channel<WaitingCell> _queue = Channel.CreateUnbounded<WaitingCell>();
    private readonly Task _running;
    private readonly Dictionary<int, string> _numbers = [];
    private readonly ConcurrentDictionary<string, string> _cells = []; // the editor's names, by request; of each cell the last
    private readonly Dictionary<string, string> _shownIn = [];
    private List<string> _ran = [];
    private Task _cell = Task.CompletedTask;
    private volatile string _request = "";
    private int _order;
    private volatile bool _isEnding;

    /// <param name="Cell">The editor's name for it.</param>
    private sealed record WaitingCell(string Cell, string Language, string Code, int Number, IReadOnlyList<string>? Tags)
    {
        public TaskCompletionSource<JsonObject> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <param name="name">The editor's name for it.</param>
    /// <param name="file">Its path, as errors shall name it.</param>
    /// <param name="options">For the kernel process.</param>
    /// <param name="timeout">How long a cell may take.</param>
    public EditorNotebook(string name, string file, KernelOptions options, TimeSpan? timeout, Connection editor)
    {
        (_name, _file, _timeout, _editor) = (name, file, timeout, editor);
        _outputs = new(options.Folder);
        _thinning = new(SendAsync);
        _session = new(options);
        _session.Late += late => _thinning.Add(late);
        _moves = new(_session, file, updated =>
        {
            _thinning.Add(updated);
            return _thinning.FlushAsync();
        });
        _running = Task.Run(RunQueuedAsync);
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Runs a cell when its turn comes.</summary>
    public Task<JsonObject> RunAsync(Parameters asked)
    {
        var cell = new WaitingCell(asked.Text("cell"), asked.Text("language"), asked.Text("code"), asked.Whole("number", 1, 1, int.MaxValue), asked.OptionalTexts("tags"));
        if (!_queue.Writer.TryWrite(cell)) LeaveOut(cell); // It is being closed.
        return cell.Result.Task;
    }

    /// <summary>Stops what runs; what waits does not run.</summary>
    public async Task InterruptAsync()
    {
        LeaveOut();
        var running = _cell;
        await _session.InterruptAsync(running).ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    /// <summary>Replaces the kernel process by a new one that knows nothing.</summary>
    public Task RestartAsync()
    {
        LeaveOut();
        return ReplaceAsync(null);
    }

    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        _queue.Writer.TryComplete();
        LeaveOut();
        await _session.DisposeAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await _ended.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _ended.Dispose();
    }

    private void LeaveOut()
    {
        while (_queue.Reader.TryRead(out var waiting)) LeaveOut(waiting);
    }

    private static void LeaveOut(WaitingCell waiting) =>
        waiting.Result.TrySetResult(new() { ["success"] = false, ["milliseconds"] = 0, ["error"] = new JsonObject { ["name"] = "Interrupted", ["message"] = "The cell did not run: what waited was left out.", ["stack"] = new JsonArray() } });

    private async Task RunQueuedAsync()
    {
        await foreach (var cell in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _cell = ended.Task;
            JsonObject? result = null;
            try
            {
                result = await RunAsync(cell).ConfigureAwait(false);
            }
            catch (Exception e) // Those behind it run, whatever it was.
            {
                cell.Result.TrySetException(e);
            }
            ended.SetResult();
            if (result is not null) cell.Result.TrySetResult(result);
            await ReplaceIfDeadAsync((string?)result?["error"]?["message"]).ConfigureAwait(false);
            await TellStateAsync().ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> RunAsync(WaitingCell cell)
    {
        var order = ++_order;
        _numbers[cell.Number] = cell.Cell;
        ForgetShownIn(cell.Cell);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = new JsonObject { ["success"] = false, ["order"] = order, ["milliseconds"] = 0 };
        IReadOnlyList<CellDiagnostic> diagnostics = [];
        await foreach (var each in _session.ExecuteAsync(cell.Language, cell.Code, _file, cell.Number, _timeout, default, cell.Tags, asked => AskAsync(cell.Cell, asked)).ConfigureAwait(false))
        {
            switch (each)
            {
                case CellStarted:
                    foreach (var (request, _) in _cells.Where(earlier => earlier.Value == cell.Cell)) _cells.TryRemove(request, out _);
                    _cells[_request = each.RequestId] = cell.Cell;
                    watch.Restart();
                    await TellStateAsync().ConfigureAwait(false);
                    await TellAsync("cell/started", new() { ["cell"] = cell.Cell, ["order"] = order }).ConfigureAwait(false);
                    break;
                case DiagnosticsFound found: diagnostics = found.Diagnostics; break;
                case CellSkipped skipped: result["skipped"] = skipped.Reason; break;
                case CellFailed { IsExpected: true } expected: _thinning.Add(new StreamWritten(each.RequestId, "stderr", $"{expected.Name}, as announced: {expected.Message}\n")); break;
                case CellFailed failed: result["error"] = Errors.Of(failed, diagnostics, _file, _numbers); break;
                case CellFinished finished:
                    result["success"] = finished.Succeeded;
                    result["milliseconds"] = (finished.Elapsed > TimeSpan.Zero ? finished.Elapsed : watch.Elapsed).TotalMilliseconds;
                    break;
                default: _thinning.Add(each); break;
            }
        }

        await _thinning.FlushAsync().ConfigureAwait(false);
        _request = "";
        _ran.Add(cell.Cell);
        return result;
    }

    private Task SendAsync(KernelEvent @event)
    {
        string? cell;
        if (@event is DisplayUpdated updated)
        {
            lock (_shownIn) cell = _shownIn.GetValueOrDefault(updated.DisplayId);
            if (cell is null) return SendAsync(new DisplayShown(@event.RequestId, updated.DisplayId, updated.Data)); // What it updates was never shown.
            Know(updated.DisplayId, updated.Data);
            return TellOfAsync("cell/update", cell, @event, new() { ["id"] = updated.DisplayId, ["data"] = _outputs.Data(updated.Data) });
        }

        if (!_cells.TryGetValue(@event.RequestId, out cell)) return Task.CompletedTask; // It has been run again since.
        if (@event is StreamWritten written) return TellOfAsync("cell/stream", cell, @event, new() { ["stream"] = written.Name, ["text"] = written.Text });
        if (@event is not DisplayShown shown) return Task.CompletedTask;
        lock (_shownIn) _shownIn[shown.DisplayId] = cell;
        Know(shown.DisplayId, shown.Data);
        return TellOfAsync("cell/output", cell, @event, new() { ["id"] = shown.DisplayId, ["data"] = _outputs.Data(shown.Data), ["isResult"] = shown.IsResult });
    }

    private Task TellOfAsync(string method, string cell, KernelEvent @event, JsonObject parameters)
    {
        parameters.Insert(0, "cell", cell);
        if (_cells.ContainsKey(@event.RequestId) && @event.RequestId != _request) parameters["late"] = true;
        return TellAsync(method, parameters);
    }

    /// <summary>Asks the person at the editor. What is answered stands where it was asked, as on a terminal.</summary>
    private async Task<string?> AskAsync(string cell, InputRequested asked)
    {
        var question = new JsonObject { ["notebook"] = _name, ["cell"] = cell, ["prompt"] = asked.Prompt, ["password"] = asked.IsPassword };
        await _thinning.FlushAsync().ConfigureAwait(false); // The cell may have written the question.
        var answer = await _editor.AskAsync("input/ask", question, _cell).ConfigureAwait(false) is { } given ? new Parameters(given).OptionalText("text") : null;
        if (answer is not null) _thinning.Add(asked.Answered(answer));
        return answer;
    }

    private Task TellAsync(string method, JsonObject parameters)
    {
        parameters.Insert(0, "notebook", _name);
        return _editor.TellAsync(method, parameters);
    }
}
