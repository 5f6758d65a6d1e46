using System.Net;
using Runner.Html;
using Runner.Reports;
using Runner.Sessions;

namespace Runner.Sites;

/// <summary>A page of a site: its own content, between what all pages share.</summary>
/// <param name="site">The site's title.</param>
/// <param name="pages">All pages, in order.</param>
internal sealed class SitePage(string site, IReadOnlyList<PageLink> pages)
{
    public required PageLink Link { get; init; }

    public required CellsHtml Cells { get; init; }

    /// <summary>What stands below the content, as HTML.</summary>
    public string Facts { get; init; } = "";

    public string Write()
    {
        var title = Link.Address == "index.html" ? Encode(site) : $"{Encode(Link.Title)} · {Encode(site)}";
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            {PagePolicy.Meta("'self' file:")}
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{title}</title>
            <link rel="stylesheet" href="assets/site.css">
            {(Cells.HasMath ? "<link rel=\"stylesheet\" href=\"assets/katex.css\">\n<script src=\"assets/katex.js\"></script>" : "")}
            {(Cells.HasChart ? "<script src=\"assets/plotly.js\"></script>" : "")}
            </head>
            <body>
            <a class="skip" href="#Content">Skip to the page</a>
            <header class="site">
            <p class="home"><a href="index.html">{Encode(site)}</a></p>
            <form class="search" role="search" hidden>
            <input type="search" aria-label="Search the course" placeholder="Search" autocomplete="off" spellcheck="false" aria-controls="Found">
            <div id="Found" hidden><p role="status"></p><ol></ol></div>
            </form>
            </header>
            <nav aria-label="Pages"><details><summary>Contents</summary>
            <ul>
            {string.Join('\n', pages.Select(Entry))}
            </ul></details></nav>
            <main id="Content">
            {(Cells.Heading is null ? $"<h1>{Encode(Link.Title)}</h1>" : "")}
            {Cells.Content}
            {Facts}
            {Neighbours()}
            </main>
            {(Cells.HasMath ? "<script src=\"assets/math.js\"></script>" : "")}
            {(Cells.HasChart ? "<script src=\"assets/charts.js\"></script>" : "")}
            {(Cells.HasDiagram ? "<script src=\"assets/diagrams.js\"></script>" : "")}
            <script src="assets/search.js"></script>
            </body>
            </html>

            """;
    }

    /// <summary>How a notebook came out, for the end of its page.</summary>
    public static string FactsOf(NotebookResult notebook, CellsHtml cells) =>
        $"<footer class=\"facts\">{cells.Verdict}<p>Run on {notebook.RanAt ?? DateTimeOffset.Now:yyyy-MM-dd}, in {ReportText.Time(notebook.Elapsed)}{(notebook.PeakMemory > 0 ? $", with {notebook.PeakMemory >> 20} MiB at most" : "")}.</p></footer>";

    /// <summary>The table of all pages, each with what it is about.</summary>
    public static string ListOf(IEnumerable<(PageLink Page, string Description, NotebookResult? Result)> pages) =>
        $"<ol class=\"pages\">{string.Concat(pages.Select(each =>
            $"<li><a href=\"{Offline.Escape(each.Page.Address)}\">{Encode(each.Page.Title)}</a><p>{each.Description}</p>{Mark(each.Result)}</li>"))}</ol>";

    private static string Mark(NotebookResult? result) => result switch
    {
        null => "",
        { Held: true } => $"<p class=\"facts\">runs in {ReportText.Time(result.Elapsed)}</p>",
        _ => $"<p class=\"verdict failed\">{Encode(ReportText.Verdict(result))}</p>",
    };

    private string Entry(PageLink page)
    {
        var isHere = page.Address == Link.Address;
        var sections = isHere && Cells.Sections.Any() ? $"<ul>\n{Cells.SectionList}\n</ul>" : "";
        return $"<li><a href=\"{Offline.Escape(page.Address)}\"{(isHere ? " aria-current=\"page\"" : "")}>{Encode(page.Title)}</a>{sections}</li>";
    }

    private string Neighbours()
    {
        var here = pages.ToList().FindIndex(page => page.Address == Link.Address); // -1 for the first page of all
        var (before, after) = (pages.ElementAtOrDefault(here - 1), pages.ElementAtOrDefault(here + 1));
        return $"<nav class=\"turn\" aria-label=\"Next and previous page\">{Turn(before, "prev", "Previous")}{Turn(after, "next", "Next")}</nav>";
    }

    private static string Turn(PageLink? page, string relation, string words) =>
        page is null ? "" : $"<a rel=\"{relation}\" href=\"{Offline.Escape(page.Address)}\"><span>{words}</span> {Encode(page.Title)}</a>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
