using System.Net;
using Runner.Html;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>
/// An executed notebook as one HTML page that needs no other file and no network: it opens from disk, prints, follows the
/// reader's light or dark setting, and brings the scripts for formulas and charts along only where it has some.
/// </summary>
internal sealed class HtmlReport(NotebookResult notebook, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs)
{
    public string Write()
    {
        var cells = new CellsHtml(notebook, outputs, new(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!));
        var (hasMath, hasChart) = (cells.HasMath, cells.HasChart);

        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            {PagePolicy.Meta()}
            <link rel="icon" href="data:,">
            <title>{Encode(cells.Title)}</title>
            <style>
            {Asset.StyleSheet("fonts/fonts.css")}{Asset.Text("notebook.css")}{Asset.Text("report.css")}{(hasMath ? Asset.StyleSheet("katex/katex.min.css") : "")}
            </style>
            {(hasMath ? $"<script>{Asset.Text("katex/katex.min.js")}</script>" : "")}
            {(hasChart && PlotlyScript.Read() is { } plotly ? $"<script>{plotly}</script>" : "")}
            </head>
            <body>
            <a class="skip" href="#Content">Skip to the notebook</a>
            <header>
            <p class="file">{Encode(Path.GetFileName(notebook.Path))}</p>
            {(cells.Heading is null ? $"<h1>{Encode(cells.Title)}</h1>" : "")}
            {cells.Verdict}
            <p class="facts">{ReportText.Time(notebook.Elapsed)}{(notebook.PeakMemory > 0 ? $" · {notebook.PeakMemory >> 20} MiB at most" : "")}</p>
            </header>
            {Contents(cells)}
            <main id="Content">
            {cells.Content}
            </main>
            {(hasMath ? $"<script>{Asset.Text("math.js")}</script>" : "")}
            {(hasChart ? $"<script>{Asset.Text("charts.js")}</script>" : "")}
            {(cells.HasDiagram ? $"<script>{Diagram.Script}</script>" : "")}
            </body>
            </html>

            """;
    }

    private static string Contents(CellsHtml cells) => !cells.Sections.Any() ? "" : $"""
        <nav aria-label="Contents"><details><summary>Contents</summary>
        <ul>
        {cells.SectionList}
        </ul></details></nav>
        """;

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
