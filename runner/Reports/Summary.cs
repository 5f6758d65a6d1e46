using System.Net;
using System.Text;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>A run as a page of Markdown: a table of the notebooks, then what failed.</summary>
internal static class Summary
{
    public static string Write(RunResult run, Func<NotebookResult, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>>> outputsOf)
    {
        var text = new StringBuilder();
        text.Append("# Notebooks\n\n");
        text.Append("| Notebook | Cells | Failed | Not run | Checks | Time | Peak memory | |\n|---|--:|--:|--:|--:|--:|--:|---|\n");
        foreach (var notebook in run.Notebooks)
        {
            var outcome = notebook.Held ? $"✓ held{(notebook.RanAt is { } at ? $", unchanged since {at:yyyy-MM-dd HH:mm}" : "")}" : "✗ **failed**";
            text.Append($"| {Inline(notebook.Path)} | {notebook.Cells.Count} | {Count(notebook, CellOutcome.Failed)} | {Count(notebook, CellOutcome.NotRun)} | " +
                $"{Checks(notebook, outputsOf(notebook)).Count()} | {ReportText.Time(notebook.Elapsed)} | {notebook.PeakMemory >> 20} MiB | {outcome} |\n");
        }

        text.Append($"\n{run.Notebooks.Count(notebook => notebook.Held)} of {run.Notebooks.Count} notebooks held, in {ReportText.Time(run.Elapsed)}.\n");
        foreach (var notebook in run.Notebooks.Where(notebook => !notebook.Held))
        {
            text.Append($"\n## {Inline(notebook.Path)}\n\n{Inline(ReportText.Verdict(notebook))}\n");
            var outputs = outputsOf(notebook);
            foreach (var cell in notebook.Cells.Where(cell => cell.Outcome == CellOutcome.Failed))
            {
                text.Append($"\n### {Inline(ReportText.Name(cell))}\n");
                foreach (var failure in outputs[cell.Number].OfType<FailureOutput>().Where(failure => !failure.IsExpected))
                {
                    var (file, line, column) = ReportText.Place(notebook, cell, failure.Position);
                    text.Append($"\n{Inline(file)}{(line > 0 ? $", line {line}" : "")}{(column > 0 ? $", column {column}" : "")}\n\n{Block($"{failure.Name}: {failure.Message}")}\n");
                }
            }
        }

        foreach (var notebook in run.Notebooks)
        {
            foreach (var cell in notebook.Cells.Where(cell => cell.Outcome == CellOutcome.Skipped))
                text.Append($"\nSkipped in {Inline(notebook.Path)}: {Inline(ReportText.Name(cell))} ({Inline(cell.SkipReason!)}).\n");
        }

        foreach (var notebook in run.Notebooks)
        {
            var checks = Checks(notebook, outputsOf(notebook)).ToList();
            if (checks is []) continue;
            var failed = checks.Count(check => check[0] == '✗');
            text.Append($"\n<details><summary>{checks.Count - failed} of {checks.Count} checks passed in {WebUtility.HtmlEncode(notebook.Path)}</summary>\n\n");
            foreach (var check in checks) text.Append($"- {Inline(check)}\n");
            text.Append("\n</details>\n");
        }

        return text.ToString();
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
