using Runner.Documents;
using Runner.Html;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>What all reports say in the same words.</summary>
internal static class ReportText
{
    /// <summary>A cell by number and first line: <c>cell 3: var x = 1;</c>.</summary>
    public static string Name(CellResult cell)
    {
        var line = Text(cell.Cell).Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line), "").Trim();
        return $"cell {cell.Number}: {(line.Length <= 80 ? line : $"{line[..79]}…")}";
    }

    /// <summary>What a cell holds for its readers: of prose not the comments.</summary>
    public static string Text(Cell cell) => cell.Kernel == "markdown" ? SpeakerNotes.Cut(cell.Contents) : cell.Contents;

    /// <summary>A time for people: <c>12 ms</c>, <c>1.2 s</c>, <c>3 min 20 s</c>.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 999.5 } => $"{time.TotalMilliseconds:0} ms",
        { TotalSeconds: < 59.95 } => $"{time.TotalSeconds:0.0} s",
        _ => $"{(int)time.TotalMinutes} min {time.Seconds} s",
    };

    /// <summary>How a notebook came out, in a sentence.</summary>
    public static string Verdict(NotebookResult notebook)
    {
        var (failed, left, skipped) = (Count(CellOutcome.Failed), Count(CellOutcome.NotRun), Count(CellOutcome.Skipped));
        return notebook.Unreadable is { } reason ? $"The file could not be read: {reason}"
            : notebook.Held ? $"{(skipped == 0 ? $"All {notebook.Cells.Count} cells held" : $"{notebook.Cells.Count - skipped} of {notebook.Cells.Count} cells held, {skipped} skipped")}{(notebook.RanAt is { } at ? $"; unchanged, from the run of {at:yyyy-MM-dd HH:mm}" : "")}."
            : $"{failed} of {notebook.Cells.Count} cells failed{(left > 0 ? $", {left} did not run" : "")}.";

        int Count(CellOutcome outcome) => notebook.Cells.Count(cell => cell.Outcome == outcome);
    }

    /// <summary>What a check of the course library says: that something holds, or does not; null where the output is of another kind.</summary>
    public static string? Check(CellOutput output) => output switch
    {
        ShownOutput shown => shown.Data.FirstOrDefault(content => content.MimeType == "text/plain") is { } text && text.Content.StartsWith("✓ holds: ", StringComparison.Ordinal) ? text.Content : null,
        FailureOutput failure => failure.Name.EndsWith("CheckFailedException", StringComparison.Ordinal) ? $"✗ {failure.Message}" : null,
        _ => null,
    };

    /// <summary>Where a failure lies in the files: that of the cell itself, or the one that it imports.</summary>
    /// <returns>The file as it was given, and its line from 1; 0 where the file has no lines to speak of.</returns>
    public static (string File, int Line, int Column) Place(NotebookResult notebook, CellResult cell, CodePosition? position)
    {
        if (position is null) return (notebook.Path, cell.Cell.Line, 0);

        var inside = Path.GetFullPath(notebook.Path) == Path.GetFullPath(position.File);
        var cells = inside ? notebook.Notebook.Cells : Cells(position.File);
        var first = cells.ElementAtOrDefault(position.Cell - 1)?.Line ?? 0;
        return (inside ? notebook.Path : Path.GetRelativePath(Environment.CurrentDirectory, position.File), first == 0 ? 0 : first + position.Line - 1, position.Column);
    }

    private static IReadOnlyList<Cell> Cells(string file)
    {
        try
        {
            return Notebook.Parse(file, File.ReadAllText(file)).Cells;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotebookFormatException)
        {
            return [];
        }
    }
}
