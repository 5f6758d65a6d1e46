using System.Collections.Immutable;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Presenting.Live;

/// <summary>How far a cell is.</summary>
public enum CellState
{
    /// <summary>It has not run.</summary>
    Idle,

    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It ran to its end.</summary>
    Done,

    /// <summary>It did not compile, threw, was stopped, or its kernel process died.</summary>
    Failed,

    /// <summary>It ran, but what stands below it is out of date; see <see cref="LiveCell.OutOfDate"/>.</summary>
    Stale,
}

/// <summary>A cell as it stands now. A change makes a new one, so two that are the same object look the same.</summary>
/// <param name="Id">Stays with the cell wherever it moves.</param>
/// <param name="Kernel"><c>csharp</c>, <c>markdown</c>, …</param>
public sealed record LiveCell(string Id, string Kernel, string Text)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    /// <summary>What the file's cell holds beside its text, and its next version too.</summary>
    public CellExtras? Extras { get; init; }

    public CellState State { get; init; }

    /// <summary>Whether it was asked to stop and has not yet.</summary>
    public bool IsStopping { get; init; }

    /// <summary>Its last run; null where it has not run.</summary>
    public CellRun? Ran { get; init; }

    /// <summary>Why its results no longer hold; null where they do, or there are none.</summary>
    public OutOfDate? OutOfDate { get; init; }

    /// <summary>When it began to run; null unless it runs.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>How long it ran the last time.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>What stands below it, in order.</summary>
    public ImmutableList<LiveOutput> Outputs { get; init; } = [];

    /// <summary>What it waits for a person to answer, or null.</summary>
    public LiveQuestion? Question { get; init; }

    /// <summary>What the compiler says of its text, by the last run.</summary>
    public IReadOnlyList<CellDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>Whether it is read rather than run.</summary>
    public bool IsProse => Kernel == "markdown";

    /// <summary>Whether it runs or waits to.</summary>
    public bool IsBusy => State is CellState.Queued or CellState.Running;

    /// <summary>Whether it can be run at all.</summary>
    public bool IsRunnable => !IsProse && Kernel != Cell.Raw;

    /// <summary>Whether it took so long that nobody wants it to run again by a slip, and need not, as its results hold.</summary>
    public bool IsLongDone => State == CellState.Done && Elapsed > Long;

    /// <summary>Whether it has run so long that nobody wants to stop it by a slip.</summary>
    public bool IsLongRunning => State == CellState.Running && !IsStopping && DateTimeOffset.Now - RunningSince > Long;
}

/// <summary>What a cell asks a person.</summary>
/// <param name="Id">Names the question.</param>
/// <param name="Prompt">The question, or "" where the cell has written it.</param>
/// <param name="IsPassword">Whether nobody else should read the answer.</param>
public sealed record LiveQuestion(string Id, string Prompt, bool IsPassword);

/// <summary>Something that stands below a cell.</summary>
/// <param name="Id">Stays while the output is updated.</param>
/// <param name="Version">Grows with each update.</param>
public abstract record LiveOutput(string Id, int Version);

/// <summary>Text written to a stream; the pieces of one stream that follow each other are one output.</summary>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
public sealed record LiveText(string Id, int Version, string Stream, TextLog Text) : LiveOutput(Id, Version);

/// <summary>A value in its MIME types, the preferred one first.</summary>
/// <param name="IsResult">Whether it is the value of the cell's last expression.</param>
public sealed record LiveValue(string Id, int Version, IReadOnlyList<MimeContent> Data, bool IsResult) : LiveOutput(Id, Version);

/// <summary>Why the cell failed.</summary>
/// <param name="Line">The line of this cell at fault, from 1; 0 where it lies elsewhere.</param>
public sealed record LiveFailure(string Id, int Version, CellFailed Failure, int Line) : LiveOutput(Id, Version);
