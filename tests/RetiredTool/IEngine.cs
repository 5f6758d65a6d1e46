using Runner.Protocol;
using Runner.Sessions;

namespace Tests.RetiredTool;

/// <summary>What runs cells: the retired tool, or ours.</summary>
internal interface IEngine : IAsyncDisposable
{
    /// <summary>Runs a cell; what came of it, in the words of our protocol, the last being <see cref="CellFinished"/>.</summary>
    IAsyncEnumerable<KernelEvent> ExecuteAsync(string kernel, string code, int cell);

    /// <summary>Asks the running cell to stop.</summary>
    Task InterruptAsync(Task running);
}

/// <summary>Our engine, by its public door.</summary>
internal sealed class OurEngine(string folder, IReadOnlyDictionary<string, string>? environment = null) : IEngine
{
    private readonly KernelSession _session = new(new(folder) { Environment = environment ?? new Dictionary<string, string>() });

    public IAsyncEnumerable<KernelEvent> ExecuteAsync(string kernel, string code, int cell) =>
        _session.ExecuteAsync(kernel, code, Path.Combine(folder, "notebook.dib"), cell, cancellationToken: TestContext.Current.CancellationToken);

    public Task InterruptAsync(Task running) => _session.InterruptAsync(running);

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
