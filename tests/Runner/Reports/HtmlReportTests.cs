using System.Text.RegularExpressions;
using Runner.Protocol;
using Runner.Reports;
using Runner.Sessions;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Reports;

public partial class HtmlReportTests
{
    private static string Page(NotebookResult notebook) => new HtmlReport(notebook, CellOutput.Fold(notebook.Cells)).Write();

    private static string Page(params CellResult[] cells) => Page(Notebook("lesson.dib", cells));

    private static string Body(string page) => page[page.IndexOf("<body>", StringComparison.Ordinal)..];

    [Fact]
    public void The_page_is_named_by_its_first_heading_and_lists_the_others()
    {
        var page = Page(Cell(1, "markdown", "# Padding $n$\n\n## Valid\n\n### Detail"), Cell(2, "markdown", "## *Full*"));

        Assert.Contains("<html lang=\"en\">", page);
        Assert.Contains("<title>Padding", page);
        Assert.Equal(["#valid", "#detail", "#full"], Link().Matches(page.Split("<nav")[1].Split("</nav>")[0]).Select(match => match.Groups[1].Value));
        Assert.Single(Heading1().Matches(page));
    }

    [Fact]
    public void A_page_without_a_heading_is_named_by_its_file() =>
        Assert.Contains("<h1>lesson</h1>", Page(Cell(1, "csharp", "x")));

    [Fact]
    public void Every_anchor_is_there_once_and_every_link_inside_finds_one()
    {
        var page = Page(Cell(1, "markdown", "# A\n\n## B\n\n## B"), Cell(2, "csharp", "x", Failed("no")), Cell(3, "csharp", "y", Showed("text/markdown", "## B")));

        var ids = Id().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(Link().Matches(page).Select(match => match.Groups[1].Value).Where(link => link.StartsWith('#')), link => Assert.Contains(link[1..], ids));
    }

    [Fact]
    public void Cells_show_number_code_time_and_outputs_and_prose_is_shown_once()
    {
        var body = Body(Page(Cell(1, "markdown", "Hello *you*", Showed("text/markdown", "Hello *you*")), Cell(2, "csharp", "var x = 1;", Wrote("1\r2\n"))));

        Assert.Single(Regex.Matches(body, "Hello <em>you</em>"));
        Assert.Contains("<span class=\"k\">var</span> x", body);
        Assert.Contains("aria-label=\"Cell 2\"", body);
        Assert.Contains("1.2 s", body);
        Assert.Contains(">2</pre>", body);
    }

    [Fact]
    public void Failed_cells_are_marked_and_linked_from_the_top()
    {
        var body = Body(Page(Cell(1, "csharp", "a"), Cell(2, "csharp", "b", Wrote("so far"), Failed("it <broke>", new(Path.GetFullPath("lesson.dib"), 2, 3, 9), "at f")), NotRun(3, "c")));

        Assert.Contains("1 of 3 cells failed, 1 did not run. <a href=\"#Cell-2\">Cell 2</a>", body);
        Assert.Contains("<strong>System.Exception</strong> cell 2, line 3, column 9 (lesson.dib:22)", body);
        Assert.Contains("it &lt;broke&gt;", body);
        Assert.Contains("so far", body);
        Assert.Contains("did not run", body.Split("id=\"Cell-3\"")[1]);
    }

    [Fact]
    public void A_file_that_could_not_be_read_still_has_a_page() =>
        Assert.Contains("The file could not be read: line 3: &lt;oops&gt;", Page(new NotebookResult("a.dib", new([]), [], TimeSpan.Zero, 0, "line 3: <oops>")));

    [Theory]
    [InlineData("csharp", "\"</code></pre><script>alert(1)</script>\"")]
    [InlineData("fsharp", "</code></pre><script>alert(1)</script>")]
    public void Code_and_text_cannot_become_elements(string kernel, string code)
    {
        var evil = "</pre><script>alert(1)</script>";

        var body = Body(Page(Notebook("</title><script>alert(1)</script>.dib", Cell(1, kernel, code, Wrote(evil), Wrote(evil, "stderr"), Showed("text/plain", evil), Failed(evil, null, evil)))));

        Assert.DoesNotContain("<script>alert", body);
    }

    [Fact]
    public void Nothing_is_loaded_from_anywhere()
    {
        var page = Page(
            Cell(1, "markdown", "![cat](https://host.example/cat.png) <script src=\"https://host.example/x.js\"></script> $x^2$\n\n![gone](gone.png)"),
            Cell(2, "csharp", "x", Showed("text/html", "<img src=https://host.example/a.png><iframe src='https://host.example'></iframe><link rel=stylesheet href=//host.example/a.css>"),
                Showed("p", new MimeContent("application/vnd.plotly.v1+json", """{"data":[],"layout":{}}"""))));

        var withoutScripts = Script().Replace(page, "<script>");
        Assert.DoesNotMatch(Load(), withoutScripts);
        Assert.DoesNotMatch("url\\((?!data:)|@import", page.Split("<style>")[1].Split("</style>")[0]);
        Assert.Contains("default-src 'none'", page); // and the browser refuses what a script of a cell may try
    }

    [Fact]
    public void Formulas_and_charts_bring_their_scripts_and_only_they()
    {
        var plain = Page(Cell(1, "markdown", "text"), Cell(2, "csharp", "1"));
        var formula = Page(Cell(1, "markdown", "$x$"));
        var chart = Page(Cell(1, "csharp", "c", Showed("application/vnd.plotly.v1+json", """{"data":[],"layout":{}}""")));

        Assert.DoesNotContain("<script", plain);
        Assert.Contains("katex.render", formula);
        Assert.DoesNotContain("Plotly", formula);
        Assert.Contains("plotly.js v", chart);
        Assert.DoesNotContain("KaTeX", chart);
    }

    [GeneratedRegex("(?:href|aria-labelledby)=\"([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("\\sid=\"([^\"]+)\"")]
    private static partial Regex Id();

    [GeneratedRegex("<h1\\b")]
    private static partial Regex Heading1();

    [GeneratedRegex("<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("\\ssrc(?:set)?\\s*=\\s*(?>[\"']?)(?!data:)|<link\\b[^>]*href\\s*=\\s*(?>[\"']?)(?!data:)", RegexOptions.IgnoreCase)]
    private static partial Regex Load();
}
