using System.Collections.Concurrent;
using System.Threading.Channels;
using Runner.Protocol;

namespace Runner.Presenting.Live;

// Cells run one after another in the order they were asked for.
public sealed partial class LiveNotebook
{
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, (string Cell, OutputFolding Folding)> _runs = []; // by request; of each cell the last
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string?>> _questions = [];
    private readonly Task _running;
    private Task _cell = Task.CompletedTask;

    private void Enqueue(IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            if (Find(id) is not { IsBusy: false, IsRunnable: true }) continue;
            Update(id, cell => cell with { State = CellState.Queued });
            _queue.Writer.TryWrite(id);
        }
    }

    private async Task RunQueuedAsync()
    {
        await foreach (var id in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (Find(id) is not { State: CellState.Queued } cell) continue;
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _cell = ended.Task; // Before the cell is seen to run, so that whoever sees it can stop it.
            try
            {
                await RunAsync(cell).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Whatever goes wrong around a cell, those after it have their turn. The failures that its kernel tells of count from 1.
                Update(id, now => now with
                {
                    State = CellState.Failed,
                    Ran = (now.Ran ?? CellRun.Of(now, _cells, _process)) with { HasFailed = true },
                    IsStopping = false,
                    RunningSince = null,
                    Outputs = now.Outputs.Add(new LiveFailure("failure-0", 1, new("", e.GetType().FullName!, e.Message, []), 0)),
                });
            }
            try
            {
                if (Kernel == KernelState.Busy && !LookAtProcess()) Become(KernelState.Idle);
            }
            catch (Exception)
            {
                // A window that fails at the news is no reason for the cells that wait.
            }
            ended.SetResult();
            if (Find(id)?.Ran?.HasFailed == true) Unqueue();
        }
    }

    private async Task RunAsync(LiveCell cell)
    {
        var number = _cells.FindIndex(each => each.Id == cell.Id) + 1;
        var folding = new OutputFolding(File, number);
        Kernel = KernelState.Busy;
        Update(cell.Id, cell => cell with
        {
            State = CellState.Running,
            Ran = CellRun.Of(cell, _cells, _process),
            OutOfDate = null,
            RunningSince = DateTimeOffset.Now,
            Elapsed = null,
            Outputs = [],
            Diagnostics = [],
        });
        await foreach (var each in _session.ExecuteAsync(cell.Kernel, cell.Text, File, number, tags: cell.Extras?.Tags, ask: AskAsync).ConfigureAwait(false))
        {
            switch (each)
            {
                case CellStarted:
                    foreach (var (request, earlier) in _runs)
                        if (earlier.Cell == cell.Id) _runs.TryRemove(request, out _);
                    _runs[each.RequestId] = (cell.Id, folding);
                    break;
                case CellFinished finished:
                    Update(cell.Id, now => now with
                    {
                        State = CellState.Done,
                        Ran = now.Ran! with { HasFailed = !finished.Succeeded },
                        IsStopping = false,
                        RunningSince = null,
                        Question = null,
                        Elapsed = finished.Elapsed > TimeSpan.Zero ? finished.Elapsed : DateTimeOffset.Now - now.RunningSince,
                    });
                    break;
                case DiagnosticsFound found:
                    Update(cell.Id, now => now with { Diagnostics = found.Diagnostics });
                    break;
                default:
                    Fold(each, cell.Id, folding);
                    break;
            }
        }

        // What is answered stands where it was asked, as on a terminal.
        async Task<string?> AskAsync(InputRequested asked)
        {
            var answered = _questions[asked.InputId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Update(cell.Id, now => now with { Question = new(asked.InputId, asked.Prompt, asked.IsPassword) });
            var answer = await answered.Task.ConfigureAwait(false);
            Update(cell.Id, now => now with { Question = null, Outputs = answer is null ? now.Outputs : folding.Apply(now.Outputs, asked.Answered(answer)) });
            return answer;
        }
    }

    private void Answer(string question, string? text)
    {
        if (_questions.TryRemove(question, out var answered)) answered.TrySetResult(text);
    }

    private void Fold(KernelEvent @event, string cell, OutputFolding folding)
    {
        if (@event is DisplayUpdated updated && Replace(updated)) return;
        if (OutputFolding.Applies(@event))
            Update(cell, now => now with { Outputs = folding.Apply(now.Outputs, @event) });
    }

    /// <summary>Updates an output in whichever cell it stands; false where it stands in none.</summary>
    private bool Replace(DisplayUpdated updated)
    {
        if (_cells.Find(cell => cell.Outputs.Exists(output => output.Id == updated.DisplayId)) is not { } owner) return false;
        Update(owner.Id, now => now with { Outputs = OutputFolding.Replace(now.Outputs, updated) });
        return true;
    }

    private void TakeLate(KernelEvent late)
    {
        if (_runs.TryGetValue(late.RequestId, out var run)) Fold(late, run.Cell, run.Folding);
    }

    /// <summary>What waits does not run.</summary>
    private void Unqueue() => UpdateAll(cell => cell.State == CellState.Queued ? cell with { State = cell.Ran is null ? CellState.Idle : CellState.Done } : cell);

    private async Task InterruptAsync()
    {
        Unqueue();
        var running = _cell;
        if (running.IsCompleted) return;
        UpdateAll(cell => cell.State == CellState.Running ? cell with { IsStopping = true } : cell);
        await _session.InterruptAsync(running).ConfigureAwait(false);
        await running.ConfigureAwait(false);
        if (!_session.IsAlive) await RestartAsync().ConfigureAwait(false);
    }

    private async Task RestartAsync()
    {
        var running = _cell;
        Unqueue();
        Kernel = KernelState.Restarting;
        Lose();
        await _session.RestartAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        if (Kernel == KernelState.Restarting) Become(KernelState.Idle); // Meanwhile the new process may run a cell.
    }
}
