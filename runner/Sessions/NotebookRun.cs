using System.Diagnostics;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>Runs notebooks from first to last cell, each in a kernel process of its own, and tells the observers.</summary>
public sealed record NotebookRun(IReadOnlyList<IRunObserver> Observers)
{
    /// <summary>How long one cell may take; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether a failed cell keeps the rest of its notebook from running.</summary>
    public bool StopOnError { get; init; }

    /// <summary>Environment variables for the kernel processes.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs the notebooks in order.</summary>
    /// <param name="cancellationToken">Ends the running cell; what has not run is then passed over.</param>
    public async Task<RunResult> RunAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        var results = new List<NotebookResult>();
        foreach (var path in paths)
        {
            if (cancellationToken.IsCancellationRequested) break;
            results.Add(await RunAsync(path, cancellationToken).ConfigureAwait(false));
            Tell(observer => observer.NotebookEnded(results[^1]));
        }
        var result = new RunResult(results, watch.Elapsed);
        Tell(observer => observer.RunEnded(result));
        return result;
    }

    private async Task<NotebookResult> RunAsync(string path, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var file = Path.GetFullPath(path);
        if (!File.Exists(file)) return new(path, new([]), [], watch.Elapsed, 0, "there is no such file");

        await using var session = new KernelSession(new(Path.GetDirectoryName(file)!) { Environment = Environment });
        Notebook notebook;
        try
        {
            notebook = Notebook.Parse(file, await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false));
        }
        catch (NotebookFormatException e)
        {
            return new(path, new([]), [], watch.Elapsed, 0, $"line {e.Line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(path, new([]), [], watch.Elapsed, 0, e.Message);
        }

        Tell(observer => observer.NotebookStarted(path, notebook));
        var cells = new List<CellResult>();
        foreach (var (index, cell) in notebook.Cells.Index())
        {
            var passedOver = !session.IsAlive || (StopOnError && cells.Exists(earlier => earlier.Outcome == CellOutcome.Failed));
            cells.Add(passedOver
                ? new(index + 1, cell, CellOutcome.NotRun, TimeSpan.Zero, [])
                : await RunAsync(session, path, file, index + 1, cell, cancellationToken).ConfigureAwait(false));
            Tell(observer => observer.CellEnded(path, cells[^1]));
        }
        return new(path, notebook, cells, watch.Elapsed, session.PeakMemory);
    }

    private async Task<CellResult> RunAsync(KernelSession session, string path, string file, int number, Cell cell, CancellationToken cancellationToken)
    {
        Tell(observer => observer.CellStarted(path, number, cell));
        var watch = Stopwatch.StartNew();
        var events = new List<KernelEvent>();
        await foreach (var each in session.ExecuteAsync(cell.Kernel, cell.Contents, file, number, Timeout, cancellationToken).ConfigureAwait(false))
        {
            if (each is CellStarted) watch.Restart();
            events.Add(each);
            Tell(observer => observer.Happened(path, number, each));
        }
        var outcome = events[^1] is CellFinished { Succeeded: true } ? CellOutcome.Held : CellOutcome.Failed;
        return new(number, cell, outcome, watch.Elapsed, events);
    }

    private void Tell(Action<IRunObserver> what)
    {
        foreach (var observer in Observers) what(observer);
    }
}
