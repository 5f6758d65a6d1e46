using System.Net;
using System.Text;
using Runner.Html;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>
/// An executed notebook as one HTML page that needs no other file and no network: it opens from disk, prints, follows the
/// reader's light or dark setting, and brings the scripts for formulas and charts along only where it has some.
/// </summary>
internal sealed class HtmlReport(NotebookResult notebook, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs)
{
    private readonly Prose _prose = new();
    private readonly Offline _offline = new(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!);

    public string Write()
    {
        var body = new StringBuilder();
        foreach (var cell in notebook.Cells) WriteCell(body, cell);
        var content = _offline.Enclose(body.ToString());

        var file = Path.GetFileName(notebook.Path);
        var heading = _prose.Headings.FirstOrDefault(heading => heading.Level == 1);
        var title = heading is null ? Path.GetFileNameWithoutExtension(file) : heading.Text;
        var hasMath = content.Contains("class=\"math\"", StringComparison.Ordinal);
        var hasChart = _offline.NeedsPlotly || content.Contains("class=\"chart\"", StringComparison.Ordinal);

        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:; frame-src data: blob:; worker-src blob:">
            <link rel="icon" href="data:,">
            <title>{Encode(title)}</title>
            <style>
            {Asset.StyleSheet("fonts/fonts.css")}{Asset.Text("notebook.css")}{Asset.Text("report.css")}{(hasMath ? Asset.StyleSheet("katex/katex.min.css") : "")}
            </style>
            {(hasMath ? $"<script>{Asset.Text("katex/katex.min.js")}</script>" : "")}
            {(hasChart && PlotlyScript.Read() is { } plotly ? $"<script>{plotly.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>" : "")}
            </head>
            <body>
            <a class="skip" href="#content">Skip to the notebook</a>
            <header>
            <p class="file">{Encode(file)}</p>
            {(heading is null ? $"<h1>{Encode(title)}</h1>" : "")}
            <p class="verdict {(notebook.Held ? "held" : "failed")}">{Encode(ReportText.Verdict(notebook))}{FailedCells()}</p>
            <p class="facts">{ReportText.Time(notebook.Elapsed)}{(notebook.PeakMemory > 0 ? $" · {notebook.PeakMemory >> 20} MiB at most" : "")}</p>
            </header>
            {Contents(heading)}
            <main id="content">
            {content}
            </main>
            {(hasMath ? $"<script>{Asset.Text("math.js")}</script>" : "")}
            {(hasChart ? $"<script>{Asset.Text("charts.js")}</script>" : "")}
            </body>
            </html>

            """;
    }

    private string FailedCells() => string.Concat(notebook.Cells.Where(cell => cell.Outcome == CellOutcome.Failed)
        .Select(cell => $" <a href=\"#cell-{cell.Number}\">Cell {cell.Number}</a>"));

    private string Contents(Heading? title)
    {
        var entries = _prose.Headings.Where(heading => heading != title && heading.Level <= 3).ToList();
        return entries is [] ? "" : $"""
            <nav aria-label="Contents"><details><summary>Contents</summary>
            <ul>
            {string.Join('\n', entries.Select(heading => $"<li class=\"level-{heading.Level}\"><a href=\"#{heading.Id}\">{heading.Html}</a></li>"))}
            </ul></details></nav>
            """;
    }

    private void WriteCell(StringBuilder body, CellResult result)
    {
        var (number, cell) = (result.Number, result.Cell);
        var isProse = cell.Kernel == "markdown";
        body.Append($"<div class=\"cell {(isProse ? "prose" : "code")}{(result.Outcome == CellOutcome.Failed ? " failed" : "")}\" id=\"cell-{number}\">\n");
        if (isProse)
        {
            body.Append(_prose.Render(cell.Contents));
        }
        else
        {
            WriteCode(body, result);
        }

        // What a cell of prose shows is its own text, which stands there already.
        var shown = outputs[number].Where(output => !isProse || output is not ShownOutput).ToList();
        if (shown is not [])
        {
            body.Append("<div class=\"outputs\">\n");
            foreach (var output in shown) body.Append(Render(output, result)).Append('\n');
            body.Append("</div>\n");
        }

        body.Append("</div>\n");
    }

    private static void WriteCode(StringBuilder body, CellResult result)
    {
        var (number, cell) = (result.Number, result.Cell);
        var lines = cell.Contents.Split('\n');
        var source = $"<pre class=\"source\"{OutputHtml.Focus(lines)}><code>{CodeHtml.Highlight(cell.Contents, cell.Kernel)}</code></pre>\n";
        body.Append($"<p class=\"label\"><a class=\"number\" href=\"#cell-{number}\" aria-label=\"Cell {number}\">{number}</a>");
        body.Append(result.Outcome switch
        {
            CellOutcome.NotRun => "<span class=\"time\">did not run</span>",
            CellOutcome.Failed => $"<span class=\"time\"><strong>failed</strong> after {ReportText.Time(result.Elapsed)}</span>",
            _ => $"<span class=\"time\">{ReportText.Time(result.Elapsed)}</span>",
        });
        body.Append("</p>\n");
        body.Append(cell.Kernel == "csharp" ? source : $"<details class=\"other\"><summary>{Encode(cell.Kernel)}</summary>{source}</details>\n");
    }

    private string Render(CellOutput output, CellResult cell) => output switch
    {
        TextOutput text => OutputHtml.Text(TerminalText.Settle(text.Text), text.Stream),
        ShownOutput shown => $"<div class=\"shown\">{OutputHtml.Render(shown.Data, _prose)}</div>",
        FailureOutput failure => Render(failure, cell),
        _ => "",
    };

    private string Render(FailureOutput failure, CellResult cell)
    {
        var (file, line, column) = ReportText.Place(notebook, cell, failure.Position);
        var place = failure.Position is { } position ? $"cell {position.Cell}, line {position.Line}, column {column}{(line > 0 ? $" ({Path.GetFileName(file)}:{line})" : "")}" : "";
        var trace = failure.Trace is [] ? "" : $"<details><summary>Stack</summary><pre class=\"text\">{Encode(string.Join('\n', failure.Trace))}</pre></details>";
        return $"<div class=\"failure\"><p><strong>{Encode(failure.Name)}</strong> {Encode(place)}</p>{OutputHtml.Text(failure.Message)}{trace}</div>";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
