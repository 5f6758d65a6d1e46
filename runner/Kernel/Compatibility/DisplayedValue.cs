using Runner.Kernel;
using Runner.Protocol;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>An output on the page, which can be replaced where it stands.</summary>
public sealed class DisplayedValue
{
    private readonly IReadOnlyCollection<string> _mimeTypes;
    private readonly CellRun _run;

    private DisplayedValue(CellRun run, IReadOnlyCollection<string> mimeTypes) => (_run, _mimeTypes) = (run, mimeTypes);

    /// <summary>Names the output.</summary>
    public string DisplayId { get; } = Guid.NewGuid().ToString("n");

    /// <summary>Replaces the output, in this cell or a later one.</summary>
    public void Update(object? updatedValue) => (CellRun.Current ?? _run).Update(DisplayId, Values.Format(updatedValue, _mimeTypes));

    internal static DisplayedValue Show(CellRun run, IReadOnlyList<MimeContent> data, IReadOnlyCollection<string> mimeTypes)
    {
        var displayed = new DisplayedValue(run, mimeTypes);
        run.Show(displayed.DisplayId, data);
        return displayed;
    }
}
