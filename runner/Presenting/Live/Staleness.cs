using System.Collections.Immutable;

namespace Runner.Presenting.Live;

/// <summary>Why what stands below a cell is out of date.</summary>
public enum OutOfDate
{
    /// <summary>The cell's text is not the one that ran.</summary>
    Changed,

    /// <summary>It ran in a kernel process that is gone: what it declared is, too.</summary>
    ProcessGone,

    /// <summary>A cell above, which it ran after, is not the one that had run then.</summary>
    AboveChanged,
}

/// <summary>What a cell's last run rests on.</summary>
/// <param name="Process">The kernel process that it ran in: each that a notebook has had has its number.</param>
/// <param name="Text">The text that ran.</param>
/// <param name="Above">The texts of the cells above that had run in this process by then.</param>
public sealed record CellRun(int Process, string Text, ImmutableDictionary<string, string> Above)
{
    /// <summary>Whether it did not come to its end.</summary>
    public bool HasFailed { get; init; }

    /// <summary>A run that begins now.</summary>
    internal static CellRun Of(LiveCell cell, IReadOnlyList<LiveCell> cells, int process) => new(process, cell.Text, cells.TakeWhile(above => above.Id != cell.Id)
        .Where(above => above.Ran?.Process == process).ToImmutableDictionary(above => above.Id, above => above.Ran!.Text));
}

/// <summary>
/// Tells which cells are out of date. The rule is one that a room can be told in a sentence: a cell is, when it or one above it that
/// it ran after has changed, or its kernel process is gone. What a text uses is not asked, so it errs towards running again; and cells
/// that never ran, or were deleted since, make nothing stale, so a scratch cell costs nothing.
/// </summary>
internal static class Staleness
{
    /// <summary>The cell with its state told anew; the same object where that is the same.</summary>
    /// <param name="process">The kernel process that is there now.</param>
    public static LiveCell Mark(LiveCell cell, IReadOnlyList<LiveCell> cells, int process)
    {
        if (cell.Ran is not { } ran || cell.IsBusy) return cell;
        var why = Why(cell, ran, cells, process);
        // What failed tells of its failure, whatever became of the cells above, until its text is another.
        var state = why == OutOfDate.Changed ? CellState.Stale : ran.HasFailed ? CellState.Failed : why is null ? CellState.Done : CellState.Stale;
        return (state, why) == (cell.State, cell.OutOfDate) ? cell : cell with { State = state, OutOfDate = why };
    }

    private static OutOfDate? Why(LiveCell cell, CellRun ran, IReadOnlyList<LiveCell> cells, int process) =>
        cell.Text != ran.Text ? OutOfDate.Changed
        : ran.Process != process ? OutOfDate.ProcessGone
        : cells.TakeWhile(above => above.Id != cell.Id).Any(above => ran.Above.TryGetValue(above.Id, out var then) && (above.Text != then || above.Ran?.Text != then)) ? OutOfDate.AboveChanged
        : null;
}
