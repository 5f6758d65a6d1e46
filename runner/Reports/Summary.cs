using System.Net;
using System.Text;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>A run as a page of Markdown: a table of the notebooks, then what failed.</summary>
internal static class Summary
{
    /// <param name="notebooks">What is said of each.</param>
    public static string Write(IReadOnlyList<NotebookPart> notebooks, TimeSpan elapsed) => string.Concat(
    [
        "# Notebooks\n\n",
        "| Notebook | Cells | Failed | Not run | Checks | Time | Peak memory | |\n|---|--:|--:|--:|--:|--:|--:|---|\n",
        .. notebooks.Select(notebook => notebook.Row),
        $"\n{notebooks.Count(notebook => notebook.Held)} of {notebooks.Count} notebooks held, in {ReportText.Time(elapsed)}.\n",
        .. notebooks.Select(notebook => notebook.Failures),
        .. notebooks.Select(notebook => notebook.Skipped),
        .. notebooks.Select(notebook => notebook.Checks),
    ]);

    /// <summary>What the reports of a run say of a notebook.</summary>
    /// <param name="name">Of its pages.</param>
    public static NotebookPart Part(NotebookResult notebook, string name, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs) =>
        new(notebook.Path, name, notebook.Held, JUnit.Suite(notebook, outputs), Row(notebook, outputs), Failures(notebook, outputs), Skipped(notebook), Told(notebook, outputs));

    private static string Row(NotebookResult notebook, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs)
    {
        var outcome = notebook.Held ? $"✓ held{(notebook.RanAt is { } at ? $", unchanged since {at:yyyy-MM-dd HH:mm}" : "")}" : "✗ **failed**";
        return $"| {Inline(notebook.Path)} | {notebook.Cells.Count} | {Count(notebook, CellOutcome.Failed)} | {Count(notebook, CellOutcome.NotRun)} | " +
            $"{Checks(notebook, outputs).Count()} | {ReportText.Time(notebook.Elapsed)} | {notebook.PeakMemory >> 20} MiB | {outcome} |\n";
    }

    private static string Failures(NotebookResult notebook, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs)
    {
        if (notebook.Held) return "";
        var text = new StringBuilder($"\n## {Inline(notebook.Path)}\n\n{Inline(ReportText.Verdict(notebook))}\n");
        foreach (var cell in notebook.Cells.Where(cell => cell.Outcome == CellOutcome.Failed))
        {
            text.Append($"\n### {Inline(ReportText.Name(cell))}\n");
            foreach (var failure in outputs[cell.Number].OfType<FailureOutput>().Where(failure => !failure.IsExpected))
            {
                var (file, line, column) = ReportText.Place(notebook, cell, failure.Position);
                text.Append($"\n{Inline(file)}{(line > 0 ? $", line {line}" : "")}{(column > 0 ? $", column {column}" : "")}\n\n{Block($"{failure.Name}: {failure.Message}")}\n");
            }
        }
        return text.ToString();
    }

    private static string Skipped(NotebookResult notebook) => string.Concat(notebook.Cells.Where(cell => cell.Outcome == CellOutcome.Skipped)
        .Select(cell => $"\nSkipped in {Inline(notebook.Path)}: {Inline(ReportText.Name(cell))} ({Inline(cell.SkipReason!)}).\n"));

    private static string Told(NotebookResult notebook, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs)
    {
        var checks = Checks(notebook, outputs).ToList();
        if (checks is []) return "";
        var failed = checks.Count(check => check[0] == '✗');
        return $"\n<details><summary>{checks.Count - failed} of {checks.Count} checks passed in {WebUtility.HtmlEncode(notebook.Path)}</summary>\n\n" +
            $"{string.Concat(checks.Select(check => $"- {Inline(check)}\n"))}\n</details>\n";
    }

    private static IEnumerable<string> Checks(NotebookResult notebook, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs) =>
        notebook.Cells.SelectMany(cell => outputs[cell.Number]).Select(ReportText.Check).OfType<string>();

    private static int Count(NotebookResult notebook, CellOutcome outcome) => notebook.Cells.Count(cell => cell.Outcome == outcome);

    /// <summary>The text as it is, with nothing in it taken for Markdown or HTML.</summary>
    private static string Inline(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text.ReplaceLineEndings(" "))
        {
            if (@"\`*_{}[]<>#|~&".Contains(letter)) escaped.Append('\\');
            escaped.Append(letter);
        }

        return escaped.ToString();
    }

    private static string Block(string text)
    {
        var fence = "```";
        while (text.Contains(fence)) fence += '`';
        return $"{fence}text\n{text.TrimEnd()}\n{fence}";
    }
}
