using Microsoft.DotNet.Interactive.Formatting;
using Runner.Kernel;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell, as its code sees it.</summary>
public sealed class KernelInvocationContext
{
    private readonly CellRun _run;

    private KernelInvocationContext(CellRun run) => _run = run;

    /// <summary>The cell that the calling code belongs to.</summary>
    public static KernelInvocationContext Current =>
        new(CellRun.Current ?? throw new InvalidOperationException("No cell is running."));

    /// <summary>Signalled when the cell is asked to stop; code that runs long looks at it.</summary>
    public CancellationToken CancellationToken => _run.Cancellation;

    /// <summary>Shows a value; the result can replace it later.</summary>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => DisplayedValue.Show(_run, Values.Format(value, mimeTypes), mimeTypes);

    /// <summary>Shows a text as a content of the given type.</summary>
    public DisplayedValue DisplayAs(string value, string mimeType) => DisplayedValue.Show(_run, [new(mimeType, value)], [mimeType]);
}
