using Runner.Documents;
using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>How a cell came out.</summary>
public enum CellOutcome
{
    /// <summary>It ran to its end.</summary>
    Held,

    /// <summary>It did not compile, threw, ran too long, or its kernel process died.</summary>
    Failed,

    /// <summary>An earlier failure kept it from running.</summary>
    NotRun,

    /// <summary>It was not to be run: it says so itself, or its language is not run here and such cells are passed over.</summary>
    Skipped,
}

/// <summary>A cell that was run, or passed over.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Elapsed">The time of the cell itself.</param>
/// <param name="Events">All of its events in order. An update may belong to an output of an earlier cell.</param>
public sealed record CellResult(int Number, Cell Cell, CellOutcome Outcome, TimeSpan Elapsed, IReadOnlyList<KernelEvent> Events)
{
    /// <summary>The form of an output by which a cell says why it could not do its work here: what the library's <c>Skip</c> shows.</summary>
    private const string SkippedMimeType = "application/vnd.notebook.skipped";

    /// <summary>Why it was skipped, or null.</summary>
    public string? SkipReason { get; init; }

    /// <summary>A cell as its events tell.</summary>
    public static CellResult Of(int number, Cell cell, TimeSpan elapsed, IReadOnlyList<KernelEvent> events)
    {
        var skipped = events.OfType<CellSkipped>().FirstOrDefault()?.Reason
            ?? events.OfType<DisplayShown>().SelectMany(shown => shown.Data).FirstOrDefault(content => content.MimeType == SkippedMimeType)?.Content;
        var outcome = events is not [.., CellFinished { Succeeded: true }] ? CellOutcome.Failed : skipped is null ? CellOutcome.Held : CellOutcome.Skipped;
        return new(number, cell, outcome, elapsed, events) { SkipReason = outcome == CellOutcome.Skipped ? skipped : null };
    }
}

/// <summary>A notebook that was run.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="PeakMemory">The most its kernel process held, in bytes.</param>
/// <param name="Unreadable">Why the file could not be read, in words; it then has no cells.</param>
/// <param name="RanAt">When an unchanged notebook ran, whose stored outputs these are; null for one that ran just now.</param>
public sealed record NotebookResult(
    string Path, Notebook Notebook, IReadOnlyList<CellResult> Cells, TimeSpan Elapsed, long PeakMemory, string? Unreadable = null, DateTimeOffset? RanAt = null)
{
    /// <summary>Whether every cell held or was to be skipped.</summary>
    public bool Held => Unreadable is null && Cells.All(cell => cell.Outcome is CellOutcome.Held or CellOutcome.Skipped);
}

/// <summary>Notebooks that were run together, without their cells' events: hundreds of them fit in the memory.</summary>
public sealed record RunResult(IReadOnlyList<NotebookResult> Notebooks, TimeSpan Elapsed)
{
    /// <summary>Whether every cell of every notebook held.</summary>
    public bool Held => Notebooks.All(notebook => notebook.Held);
}

/// <summary>Whoever shows or records a run: the console, a report. Calls come one after another, never at the same time.</summary>
public interface IRunObserver
{
    /// <summary>A notebook's first cell is about to run.</summary>
    void NotebookStarted(string path, Notebook notebook) { }

    /// <summary>A remark on how a notebook runs: from which cell on, or that it need not run.</summary>
    void Noted(string path, string remark) { }

    /// <summary>A cell is about to run.</summary>
    void CellStarted(string path, int number, Cell cell) { }

    /// <summary>Something happened in a cell, just now.</summary>
    void Happened(string path, int number, KernelEvent @event) { }

    /// <summary>A cell has ended, or was passed over.</summary>
    void CellEnded(string path, CellResult cell) { }

    /// <summary>A notebook has ended, or could not be read.</summary>
    void NotebookEnded(NotebookResult notebook) { }

    /// <summary>Everything has ended.</summary>
    void RunEnded(RunResult run) { }
}
