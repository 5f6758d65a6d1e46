using System.Text;
using Runner.Documents;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>
/// The text outputs of a notebook as its author accepted them, in one file for each notebook, <c>.outputs/NAME.txt</c> beside it.
/// A cell is known there by its first line, so that a cell put in or taken out leaves the others as they are.
/// </summary>
/// <param name="tolerance">See <see cref="OutputText"/>.</param>
/// <param name="output">Where a file that was written is named.</param>
internal sealed class RecordedOutputs(Secrets secrets, double tolerance, TextWriter output)
{
    public const double StandardTolerance = 0.01;

    private const string CellMark = "== ", Indent = "  ";

    /// <summary>A cell's outputs as lines, and what it is known by: its first line, and how many cells with that line came before it.</summary>
    private sealed record Recorded((string Title, int Before) Key, IReadOnlyList<string> Lines);

    /// <summary>Where a notebook's outputs are recorded.</summary>
    public static string PathFor(string notebook) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(notebook))!, ".outputs", $"{Path.GetFileName(notebook)}.txt");

    /// <summary>Writes the outputs of a notebook that held.</summary>
    /// <returns>No failures, but for one of a file that cannot be written.</returns>
    public IReadOnlyDictionary<int, CellFailed> Record(NotebookResult notebook)
    {
        if (!notebook.Held) return new Dictionary<int, CellFailed>();

        var text = new StringBuilder($"What the cells of {Path.GetFileName(notebook.Path)} put out, for run --check-outputs; run --record-outputs writes it anew.\n");
        foreach (var (_, cell) in Outputs(notebook).Where(each => each.Cell.Lines is not []))
        {
            text.Append($"\n{CellMark}{cell.Key.Title}\n");
            foreach (var line in cell.Lines) text.Append(line == "" ? "" : Indent).Append(line).Append('\n');
        }

        var path = PathFor(notebook.Path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WholeFile.Write(path, text.ToString());
            output.WriteLine($"{path}: outputs recorded");
            return new Dictionary<int, CellFailed>();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failing(notebook.Cells[0].Number, $"{path}: the outputs could not be recorded: {e.Message}");
        }
    }

    /// <summary>Compares a notebook's outputs with the recorded ones.</summary>
    /// <returns>What differs, by number of the cell; cells that failed anyway, or did not run, are left out.</returns>
    public IReadOnlyDictionary<int, CellFailed> Check(NotebookResult notebook)
    {
        if (notebook.Cells is []) return new Dictionary<int, CellFailed>();

        var path = PathFor(notebook.Path);
        if (!File.Exists(path)) return Failing(notebook.Cells[0].Number, $"There are no recorded outputs: {path} is missing. Look at the outputs, then run --record-outputs.");

        var recorded = Read(path).ToDictionary(cell => cell.Key, cell => cell.Lines);
        var failures = new Dictionary<int, CellFailed>();
        foreach (var (cell, found) in Outputs(notebook))
        {
            recorded.Remove(found.Key, out var lines);
            if (cell.Outcome == CellOutcome.Held && Difference(lines ?? [], found.Lines) is { } difference)
                failures[cell.Number] = Drift($"Cell {cell.Number} puts out something else than recorded. {difference}\nIf it is right, run --record-outputs.");
        }

        if (recorded.Count > 0 && notebook.Held)
        {
            var gone = string.Join(", ", recorded.Keys.Select(key => $"'{key.Title}'"));
            failures.TryAdd(notebook.Cells[^1].Number, Drift($"Outputs are recorded for cells that are no longer there: {gone}. If that is right, run --record-outputs."));
        }

        return failures;
    }

    private string? Difference(IReadOnlyList<string> expected, IReadOnlyList<string> found)
    {
        var differing = Enumerable.Range(0, Math.Max(expected.Count, found.Count)).Where(i => !AreSame(expected.ElementAtOrDefault(i), found.ElementAtOrDefault(i))).ToList();
        return differing is not [var first, ..] ? null
            : $"Line {first + 1} of its output:\n  expected: {expected.ElementAtOrDefault(first) ?? "(nothing)"}\n  found:    {found.ElementAtOrDefault(first) ?? "(nothing)"}"
                + (differing.Count > 1 ? $"\nand {differing.Count - 1} more lines." : "");

        bool AreSame(string? one, string? other) => one is not null && other is not null && OutputText.AreSame(one, other, tolerance);
    }

    /// <summary>The cells that may put out text, with that text.</summary>
    private IEnumerable<(CellResult Result, Recorded Cell)> Outputs(NotebookResult notebook)
    {
        var outputs = CellOutput.Fold(notebook.Cells, secrets.Conceal);
        var titles = new Dictionary<string, int>();
        foreach (var cell in notebook.Cells.Where(cell => cell.Cell.Kernel != "markdown"))
        {
            var title = Title(cell.Cell);
            var before = titles[title] = titles.GetValueOrDefault(title, -1) + 1;
            yield return (cell, new((title, before), OutputText.Lines(outputs[cell.Number])));
        }
    }

    private static IEnumerable<Recorded> Read(string path)
    {
        var titles = new Dictionary<string, int>();
        foreach (var part in $"\n{File.ReadAllText(path).ReplaceLineEndings("\n")}".Split($"\n{CellMark}").Skip(1))
        {
            var lines = part.TrimEnd('\n').Split('\n');
            var before = titles[lines[0]] = titles.GetValueOrDefault(lines[0], -1) + 1;
            yield return new((lines[0], before), [.. lines.Skip(1).Select(line => line.StartsWith(Indent, StringComparison.Ordinal) ? line[Indent.Length..] : line)]);
        }
    }

    private static string Title(Cell cell) => cell.Contents.Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line), "").Trim();

    private static Dictionary<int, CellFailed> Failing(int cell, string message) => new() { [cell] = Drift(message) };

    private static CellFailed Drift(string message) => new("", "OutputDrift", message, []);
}
