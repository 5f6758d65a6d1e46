using System.Diagnostics;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>Runs notebooks from first to last cell, each in a kernel process of its own, and tells the observers.</summary>
public sealed record NotebookRun(IReadOnlyList<IRunObserver> Observers)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly Lock _telling = new();

    /// <summary>How long one cell may take; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long all cells of one notebook may take together; null for as long as they take.</summary>
    public TimeSpan? NotebookTimeout { get; init; }

    /// <summary>The most memory in bytes that a kernel process may hold; null for as much as there is.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Whether cells in languages that are not run here are skipped instead of failing.</summary>
    public bool SkipUnsupported { get; init; }

    /// <summary>Whether a failed cell keeps the rest of its notebook from running.</summary>
    public bool StopOnError { get; init; }

    /// <summary>How many notebooks run side by side.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Where runs of unchanged notebooks are looked up; null to run everything.</summary>
    internal RunCache? Cache { get; init; }

    /// <summary>Asks a person what a cell wants to know, and gives the answer or null; null where nobody is there.</summary>
    public Func<InputRequested, Task<string?>>? Ask { get; init; }

    /// <summary>What else a notebook that has run must satisfy: gives failures, by number of the cell.</summary>
    public Func<NotebookResult, IReadOnlyDictionary<int, CellFailed>>? Judge { get; init; }

    /// <summary>Environment variables for the kernel processes.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What the variables set of parameters, by name.</summary>
    internal IReadOnlyDictionary<string, string> Parameters =>
        Environment.Where(variable => variable.Key.StartsWith(ParameterUse.Variable, StringComparison.Ordinal)).ToDictionary(variable => variable.Key[ParameterUse.Variable.Length..], variable => variable.Value);

    /// <summary>
    /// Those variables, and between notebooks side by side the machine's cores shared out: as many threads each as there are cores
    /// would only get in each other's way. Whoever sets the number of threads, keeps it.
    /// </summary>
    internal IReadOnlyDictionary<string, string> KernelEnvironment =>
        Jobs == 1 || System.Environment.GetEnvironmentVariable(Threads) is { Length: > 0 } || Environment.ContainsKey(Threads)
            ? Environment
            : Environment.Append(new(Threads, $"{Math.Max(1, System.Environment.ProcessorCount / Jobs)}")).ToDictionary();

    internal const string Threads = "OMP_NUM_THREADS";

    /// <summary>Runs the notebooks; their results stand in the order of the paths.</summary>
    /// <param name="cancellationToken">Ends the running cells; what has not run is then passed over.</param>
    public async Task<RunResult> RunAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        await Task.Yield(); // The caller goes on to listen for Ctrl-C: before there is a process to end, with pipes to tidy up.
        var watch = Stopwatch.StartNew();
        var results = new NotebookResult?[paths.Count];
        var last = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Jobs, paths.Count)).Select(async _ =>
        {
            while (!cancellationToken.IsCancellationRequested && Interlocked.Increment(ref last) is var i && i < paths.Count)
            {
                await using var notebook = new RunningNotebook(paths[i], this);
                results[i] = await RunAsync(notebook, cancellationToken).ConfigureAwait(false);
            }
        })).ConfigureAwait(false);
        return End(results, watch);
    }

    /// <summary>
    /// Runs the notebooks, and each again whenever it is saved, until cancelled. The kernel process of the one that ran last stays,
    /// so that it can go on from the first changed cell.
    /// </summary>
    /// <returns>How the notebooks stood in the end.</returns>
    public async Task<RunResult> WatchAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var notebooks = paths.Select(path => new RunningNotebook(path, this)).ToList();
        var results = new NotebookResult?[paths.Count];
        var seen = new DateTime[paths.Count];
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var saved = notebooks.Index().Where(each => each.Item.SavedAt() != seen[each.Index]).ToList();
                foreach (var (i, notebook) in saved.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
                {
                    seen[i] = await notebook.WhenWrittenAsync().ConfigureAwait(false);
                    foreach (var other in notebooks.Where(other => other != notebook)) await other.DisposeAsync().ConfigureAwait(false);
                    results[i] = await RunAsync(notebook, cancellationToken).ConfigureAwait(false);
                }

                if (saved is not []) End(results, watch);
                watch.Restart();
                await Task.Delay(BetweenLooks, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            foreach (var notebook in notebooks) await notebook.DisposeAsync().ConfigureAwait(false);
        }

        return new([.. results.OfType<NotebookResult>()], watch.Elapsed);
    }

    /// <summary>Tells the observers, one thing at a time.</summary>
    internal void Tell(Action<IRunObserver> what)
    {
        lock (_telling)
        {
            foreach (var observer in Observers) what(observer);
        }
    }

    private async Task<NotebookResult> RunAsync(RunningNotebook notebook, CancellationToken cancellationToken)
    {
        NotebookResult result;
        try
        {
            result = await notebook.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException) // One notebook must not take the run along.
        {
            result = notebook.Unrunnable($"{e.GetType().Name}: {e.Message}");
        }
        Tell(observer => observer.NotebookEnded(result));
        return result with { Cells = [.. result.Cells.Select(cell => cell with { Events = [] })] };
    }

    private RunResult End(NotebookResult?[] results, Stopwatch watch)
    {
        var result = new RunResult([.. results.OfType<NotebookResult>()], watch.Elapsed);
        Tell(observer => observer.RunEnded(result));
        return result;
    }
}
