using System.Collections.Concurrent;
using System.Diagnostics;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>
/// One notebook of a run. Run again after it was saved, it goes on from the first changed cell if its kernel process is alive
/// and every cell before that one is unchanged, imports included, and held; otherwise from the top in a new process.
/// </summary>
internal sealed class RunningNotebook(string path, NotebookRun run) : IAsyncDisposable
{
    private readonly string _file = Path.GetFullPath(path);
    private KernelSession? _session;
    private IReadOnlyList<string> _files = [];
    private List<(string Fingerprint, CellResult Result)> _ran = [];
    private readonly ConcurrentDictionary<string, int> _numbers = []; // of cells, by the request that ran them
    private readonly ConcurrentQueue<(int Number, KernelEvent Event)> _late = [];
    private bool _hasAsked;
    private volatile bool _isOver;

    /// <summary>When the notebook, or a file that it brings in, was last written.</summary>
    public DateTime SavedAt() => _files.Append(_file).Max(File.GetLastWriteTimeUtc);

    /// <summary>Waits until whoever is writing has done so, and tells when that was.</summary>
    public async Task<DateTime> WhenWrittenAsync()
    {
        for (var at = SavedAt(); ;)
        {
            await Task.Delay(100).ConfigureAwait(false);
            if (SavedAt() is var now && now == at) return at;
            at = now;
        }
    }

    public async Task<NotebookResult> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        if (!File.Exists(_file)) return new(path, new([]), [], watch.Elapsed, 0, "there is no such file");
        if (run.Cache is null) Start(); // The process gets ready while the file is read.
        Notebook notebook;
        try
        {
            notebook = ParameterUse.Set(Notebook.Parse(_file, File.ReadAllText(_file)), run.Parameters);
        }
        catch (NotebookFormatException e)
        {
            return new(path, new([]), [], watch.Elapsed, 0, $"line {e.Line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(path, new([]), [], watch.Elapsed, 0, e.Message);
        }

        var sources = new CellSources(Path.GetDirectoryName(_file)!);
        var fingerprints = notebook.Cells.Select(sources.Fingerprint).ToList();
        _files = sources.Files;
        var key = run.Cache is null || !sources.AreFixed ? null : RunCache.Key(_file, [.. fingerprints, $"{run.SkipUnsupported} {run.MemoryLimit}"], run.KernelEnvironment);
        run.Tell(observer => observer.NotebookStarted(path, notebook));
        if (key is not null && run.Cache!.Find(key, path, notebook) is { } stored)
        {
            run.Tell(observer => observer.Noted(path, $"Unchanged, from the run of {stored.RanAt:yyyy-MM-dd HH:mm}."));
            return Judged(stored);
        }

        await StepBackAsync(notebook, fingerprints).ConfigureAwait(false);
        _isOver = false;
        var session = Start();
        using var clock = new Timer(_ => session.End("Timeout", $"The notebook ran longer than {run.NotebookTimeout!.Value.TotalSeconds:0.###} s, so its kernel process was ended."));
        var untimed = run.NotebookTimeout;
        void StartClock() // When the first cell starts: the process's own start does not count.
        {
            if (untimed is { } limit) clock.Change(limit, Timeout.InfiniteTimeSpan);
            untimed = null;
        }

        foreach (var (index, cell) in notebook.Cells.Index().Skip(_ran.Count))
        {
            // A process that died between two cells is told of by the second.
            var passedOver = (run.StopOnError || !session.IsAlive) && _ran.Exists(earlier => earlier.Result.Outcome == CellOutcome.Failed);
            var result = passedOver
                ? new(index + 1, cell, CellOutcome.NotRun, TimeSpan.Zero, [])
                : await RunAsync(session, index + 1, cell, StartClock, cancellationToken).ConfigureAwait(false);
            _ran.Add((fingerprints[index], result));
            run.Tell(observer => observer.CellEnded(path, result));
        }

        _isOver = true;
        while (_late.TryDequeue(out var late))
        {
            if (late.Number > _ran.Count) continue; // Of a cell that was deleted meanwhile.
            var (fingerprint, result) = _ran[late.Number - 1];
            _ran[late.Number - 1] = (fingerprint, result with { Events = [.. result.Events, late.Event] });
        }
        var ended = new NotebookResult(path, notebook, [.. _ran.Select(cell => cell.Result)], watch.Elapsed, session.PeakMemory);
        // What was skipped for want of something, the network perhaps, may be there the next time; and a person may answer otherwise.
        if (key is not null && !_hasAsked && ended.Cells.All(cell => cell.Outcome == CellOutcome.Held || cell.Events.Any(each => each is CellSkipped))) run.Cache!.Store(key, ended);
        return Judged(ended);
    }

    /// <summary>Ends the kernel process; run again, the notebook starts from the top.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
        (_session, _ran) = (null, []);
    }

    /// <summary>What is left to say where it could not be run at all.</summary>
    public NotebookResult Unrunnable(string why) => new(path, new([]), [], TimeSpan.Zero, 0, why);

    private KernelSession Start()
    {
        if (_session is not null) return _session;
        _session = new(new(Path.GetDirectoryName(_file)!) { Environment = run.KernelEnvironment, MemoryLimit = run.MemoryLimit, SkipUnsupported = run.SkipUnsupported });
        _session.Late += TakeLate;
        return _session;
    }

    // While other cells run; the cell's own result is told already.
    private void TakeLate(KernelEvent late)
    {
        if (_isOver || !_numbers.TryGetValue(late.RequestId, out var number)) return; // What comes when all cells have run is in no report, and so nowhere.
        _late.Enqueue((number, late));
        run.Tell(observer => observer.Happened(path, number, late));
    }

    /// <summary>Keeps of an earlier run the cells that need not run again, and says which these are.</summary>
    private async Task StepBackAsync(Notebook notebook, IReadOnlyList<string> fingerprints)
    {
        if (_ran is []) return;

        var same = _ran.Zip(fingerprints).TakeWhile(pair => pair.First.Fingerprint == pair.Second).Count();
        var failed = _ran.FindIndex(cell => cell.Result.Outcome is CellOutcome.Failed or CellOutcome.NotRun);
        var isAlive = _session is { IsAlive: true };
        if (!isAlive || same == 0 || (failed >= 0 && failed < same))
        {
            run.Tell(observer => observer.Noted(path, "Saved; runs from the top in a new kernel process, because " +
                (!isAlive ? "the old one has ended." : same == 0 ? "the first cell has changed." : $"cell {failed + 1} had failed.")));
            await DisposeAsync().ConfigureAwait(false);
            return;
        }

        _ran = [.. _ran.Take(same).Zip(notebook.Cells, (ran, cell) => (ran.Fingerprint, ran.Result with { Cell = cell }))];
        run.Tell(observer => observer.Noted(path, same == notebook.Cells.Count
            ? "Saved; no cell has changed."
            : $"Saved; runs from cell {same + 1}, because the cells before are unchanged and held."));
    }

    private async Task<CellResult> RunAsync(KernelSession session, int number, Cell cell, Action started, CancellationToken cancellationToken)
    {
        run.Tell(observer => observer.CellStarted(path, number, cell));
        var watch = Stopwatch.StartNew();
        var events = new List<KernelEvent>();
        var updates = new Dictionary<string, int>();
        await foreach (var each in session.ExecuteAsync(cell.Kernel, cell.Contents, _file, number, run.Timeout, cancellationToken, cell.Extras?.Tags, run.Ask is null ? null : AskAsync).ConfigureAwait(false))
        {
            if (each is CellStarted)
            {
                _numbers[each.RequestId] = number;
                watch.Restart();
                started();
            }

            // Of an animation only the last picture is kept.
            if (each is DisplayUpdated update && !updates.TryAdd(update.DisplayId, events.Count)) events[updates[update.DisplayId]] = each;
            else events.Add(each);
            run.Tell(observer => observer.Happened(path, number, each));
        }
        return CellResult.Of(number, cell, watch.Elapsed, events);

        Task<string?> AskAsync(InputRequested asked)
        {
            _hasAsked = true;
            run.Tell(observer => observer.Happened(path, number, asked));
            return run.Ask!(asked);
        }
    }

    private NotebookResult Judged(NotebookResult result)
    {
        if (run.Judge?.Invoke(result) is not { Count: > 0 } failures) return result;

        foreach (var (number, failure) in failures) run.Tell(observer => observer.Happened(path, number, failure));
        return result with
        {
            Cells = [.. result.Cells.Select(cell => failures.TryGetValue(cell.Number, out var failure)
                ? cell with { Outcome = CellOutcome.Failed, Events = [.. cell.Events, failure] }
                : cell)],
        };
    }
}
