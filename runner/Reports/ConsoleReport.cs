using System.Net;
using System.Text.RegularExpressions;
using Runner.Documents;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>Shows a run on the console, as it happens, and in the end as a table.</summary>
internal sealed partial class ConsoleReport(TextWriter writer, bool isTerminal, bool isColoured, int width) : IRunObserver
{
    private readonly ConsolePage _page = new(writer, isTerminal, width);
    private Notebook _notebook = new([]);
    private int _number; // of the cell that wrote last

    /// <summary>On a writer; in colour and in place where that is a terminal, without colour where <c>NO_COLOR</c> is set.</summary>
    public static ConsoleReport On(TextWriter writer)
    {
        var isTerminal = writer == Console.Out && !Console.IsOutputRedirected;
        var isColoured = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new(writer, isTerminal, isColoured, isTerminal ? Math.Max(40, Console.WindowWidth) : int.MaxValue);
    }

    public void NotebookStarted(string path, Notebook notebook)
    {
        _notebook = notebook;
        _page.WriteLines($"\n{Bold(path)}", "");
    }

    public void Noted(string path, string remark) => _page.WriteLines(Dim(remark), "");

    public void CellStarted(string path, int number, Cell cell)
    {
        _number = number;
        var count = _notebook.Cells.Count;
        var first = TerminalText.Visible(ReportText.Text(cell)).Split('\n').FirstOrDefault(line => line.Trim() != "", "").Trim();
        var title = cell.Kernel switch
        {
            "markdown" => first.TrimStart('#').Trim(),
            "csharp" => first,
            _ => $"{TerminalText.Visible(cell.Kernel)}: {first}",
        };
        _page.WriteLines(Dim($"[{number.ToString().PadLeft(count.ToString().Length)}/{count}] ") + Shorten(title, Math.Min(width, 120) - 12), "");
    }

    public void Happened(string path, int number, KernelEvent @event)
    {
        // What comes after its cell's end stands among the outputs of others.
        if (number != _number && @event is StreamWritten or DisplayShown)
        {
            _page.WriteLines(Dim($"cell {number}:"));
            _number = number;
        }
        var isProse = _notebook.Cells[number - 1].Kernel == "markdown"; // Its heading stands there already.
        switch (@event)
        {
            case StreamWritten stream: _page.Write(stream.Text); break;
            case DisplayShown shown when !isProse: _page.Show(shown.DisplayId, TextOf(shown.Data)); break;
            case DisplayUpdated updated: _page.Update(updated.DisplayId, TextOf(updated.Data)); break;
            case CellFailed failed: Show(failed, path, number); break;
            case InputRequested asked: _page.Ask(asked.Prompt); break;
            case CellSkipped skipped: _page.WriteLines(Dim($"skipped: {skipped.Reason}")); break;
        }
    }

    public void CellEnded(string path, CellResult cell)
    {
        _page.Settle();
        var isQuick = cell.Elapsed < TimeSpan.FromMilliseconds(1) || cell.Cell.Kernel == "markdown";
        if (cell.Outcome == CellOutcome.Failed) _page.WriteLines(Red($"failed after {Format(cell.Elapsed)}"));
        else if (cell.Outcome == CellOutcome.Held && !isQuick) _page.WriteLines(Dim(Format(cell.Elapsed)));
    }

    public void NotebookEnded(NotebookResult notebook)
    {
        if (notebook.Unreadable is { } reason) _page.WriteLines($"\n{Red($"{notebook.Path}: {reason}")}", "");
        else if (notebook.Cells.Count(cell => cell.Outcome == CellOutcome.NotRun) is > 0 and var left)
            _page.WriteLines(Red($"{left} of {notebook.Cells.Count} cells were not run."), "");
    }

    public void RunEnded(RunResult run)
    {
        string[][] rows =
        [
            ["notebook", "cells", "failed", "not run", "time", "peak memory"],
            .. run.Notebooks.Select(notebook => (string[])
            [
                notebook.Path,
                notebook.Unreadable is null ? $"{notebook.Cells.Count}" : "unreadable",
                $"{notebook.Cells.Count(cell => cell.Outcome == CellOutcome.Failed)}",
                $"{notebook.Cells.Count(cell => cell.Outcome == CellOutcome.NotRun)}",
                notebook.RanAt is null ? Format(notebook.Elapsed) : "unchanged",
                $"{notebook.PeakMemory >> 20} MiB",
            ]),
        ];
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        string Line(string[] row) => string.Join("  ", row.Select((text, column) => column == 0 ? text.PadRight(widths[0]) : text.PadLeft(widths[column])));

        _page.WriteLines("\n" + Bold(Line(rows[0])), "");
        foreach (var (notebook, row) in run.Notebooks.Zip(rows.Skip(1))) _page.WriteLines(notebook.Held ? TerminalText.Visible(Line(row)) : Red(Line(row)), "");
        var verdict = run.Notebooks.Count == 0 ? "There were no notebooks to run."
            : run.Held && run.Notebooks.Sum(notebook => notebook.Cells.Count(cell => cell.Outcome == CellOutcome.Skipped)) is > 0 and var skipped
                ? $"Every cell held but {skipped} that {(skipped == 1 ? "was" : "were")} skipped, in {Format(run.Elapsed)}."
            : run.Held ? $"Every cell held, in {Format(run.Elapsed)}."
            : $"{run.Notebooks.Count(notebook => !notebook.Held)} of {run.Notebooks.Count} notebooks failed, in {Format(run.Elapsed)}.";
        _page.WriteLines("\n" + (run.Held ? verdict : Red(verdict)), "");
    }

    private void Show(CellFailed failed, string path, int number)
    {
        var name = failed.Name.Split('.')[^1];
        var place = failed.Position is { } at ? $" at {Describe(at, path, number)}" : "";
        _page.WriteLines(failed.IsExpected ? TerminalText.Visible($"{name}{place}, as the cell announces") : Red($"{name}{place}"));
        _page.WriteLines(TerminalText.Visible(failed.Message));
        if (failed.Trace.Count > 1) _page.WriteLines(Dim(string.Join('\n', failed.Trace.Take(12).Select(line => $"  {line}"))));
    }

    /// <summary>Line and column in the cell, then the line of the file, which an editor can jump to.</summary>
    private string Describe(CodePosition at, string path, int number)
    {
        var inside = Path.GetFullPath(path) == at.File;
        var (file, cells) = inside ? (path, _notebook.Cells) : (Path.GetRelativePath(Environment.CurrentDirectory, at.File), Cells(at.File));
        var first = cells.ElementAtOrDefault(at.Cell - 1)?.Line ?? 0;
        return $"line {at.Line}, column {at.Column}"
            + (inside && at.Cell == number ? "" : $" of cell {at.Cell}")
            + (first > 0 ? $" ({file}:{first + at.Line - 1})" : inside ? "" : $" of {file}");
    }

    private static IReadOnlyList<Cell> Cells(string file)
    {
        try
        {
            return Notebook.Parse(file, File.ReadAllText(file)).Cells;
        }
        catch (Exception e) when (e is IOException or NotebookFormatException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string TextOf(IReadOnlyList<MimeContent> data)
    {
        string? Content(string type) => data.FirstOrDefault(content => content.MimeType == type)?.Content;
        if (Content("text/plain") is { } text) return text;
        if (Content("text/markdown") is { } markdown) return markdown.Split('\n').FirstOrDefault(line => line.Trim() != "", "").TrimStart('#').Trim();
        if (Content("text/html") is { } html && TextOfHtml(html) is { Length: > 0 } words) return Shorten(words, 400);
        return $"[{(data is [var only, ..] ? only.MimeType : "nothing")}]";
    }

    internal static string TextOfHtml(string html)
    {
        var described = ImageAlternative().Replace(Invisible().Replace(html, " "), "[$1]");
        return Blank().Replace(WebUtility.HtmlDecode(Tag().Replace(described, " ")), " ").Trim();
    }

    internal static string Format(TimeSpan time) =>
        time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:0} ms"
        : time.TotalMinutes < 1 ? $"{time.TotalSeconds:0.00} s"
        : $"{(int)time.TotalMinutes} min {time.Seconds:00} s";

    private static string Shorten(string text, int limit) => text.Length <= limit ? text : $"{text[..Math.Max(0, limit - 1)]}…";

    private string Red(string text) => Colour("31", text);

    private string Dim(string text) => Colour("2", text);

    private string Bold(string text) => Colour("1", text);

    private string Colour(string code, string text) =>
        isColoured ? string.Join('\n', TerminalText.Visible(text).Split('\n').Select(line => line == "" ? "" : $"\u001b[{code}m{line}\u001b[0m")) : TerminalText.Visible(text);

    // Without an end it goes on to the text's end, so that none is looked for again and again.
    [GeneratedRegex("<(script|style)\\b.*?(?:</\\1>|\\z)|<!--.*?(?:-->|\\z)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Invisible();

    [GeneratedRegex("<img\\b[^<>]*\\balt=\"([^\"]*)\"[^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex ImageAlternative();

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\s+")]
    private static partial Regex Blank();
}
