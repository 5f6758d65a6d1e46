using System.Xml.Linq;
using CsCheck;
using Markdig;
using Runner.Protocol;
using Runner.Reports;
using Runner.Sessions;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Reports;

/// <summary>The reports of a whole run: JUnit, the Markdown summary, the annotations of GitHub Actions.</summary>
public class RunReportsTests
{
    private static readonly string File = Path.GetFullPath("a,b.dib");

    private static readonly RunResult Mixed = Run(
        Notebook("good.dib", Cell(1, "csharp", "1 + 1", Wrote("10 %\r20 %\n"), Wrote("warned", "stderr"))),
        Notebook("a,b.dib",
            Cell(1, "csharp", "\n\nvar x = a | b;", Failed("50 % of\nit: lost", new(File, 1, 3, 7), "at f")),
            NotRun(2, "x")),
        new NotebookResult("gone.dib", new([]), [], TimeSpan.Zero, 0, "there is no such file"));

    private static IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> Outputs(NotebookResult notebook) => CellOutput.Fold(notebook.Cells);

    private static XElement JUnitOf(RunResult run) => XDocument.Parse(JUnit.Write(Parts(run).Select(part => part.Suite), run.Elapsed)).Root!;

    private static IReadOnlyList<NotebookPart> Parts(RunResult run) => [.. run.Notebooks.Select(notebook => Summary.Part(notebook, "", Outputs(notebook)))];

    [Fact]
    public void JUnit_has_a_suite_a_notebook_and_a_case_a_cell()
    {
        var suites = JUnitOf(Mixed).Elements("testsuite").ToList();

        Assert.Equal(["good.dib", "a,b.dib", "gone.dib"], suites.Select(suite => (string?)suite.Attribute("name")));
        Assert.Equal(["1 0 0 0", "2 1 0 1", "1 0 1 0"], suites.Select(suite => string.Join(' ', ((string[])["tests", "failures", "errors", "skipped"]).Select(name => suite.Attribute(name)!.Value))));
        Assert.All(suites, suite => Assert.Equal((int)suite.Attribute("tests")!, suite.Elements("testcase").Count()));
        Assert.Equal("cell 1: var x = a | b;", (string?)suites[1].Element("testcase")!.Attribute("name"));
        Assert.Equal("1.234", (string?)suites[1].Element("testcase")!.Attribute("time"));
    }

    [Fact]
    public void JUnit_tells_failures_skipped_cells_and_what_cells_wrote()
    {
        var cases = JUnitOf(Mixed).Descendants("testcase").ToList();

        Assert.Equal("20 %\n", (string?)cases[0].Element("system-out"));
        Assert.Equal("warned", (string?)cases[0].Element("system-err"));
        Assert.Equal("System.Exception", (string?)cases[1].Element("failure")!.Attribute("type"));
        Assert.Equal("System.Exception: 50 % of\nit: lost\nat f", cases[1].Element("failure")!.Value);
        Assert.NotNull(cases[2].Element("skipped"));
        Assert.Equal("there is no such file", cases[3].Element("error")!.Value);
    }

    [Fact]
    public void A_cell_that_says_it_could_not_do_its_work_is_skipped_in_JUnit_and_held_in_the_run()
    {
        var cell = CellResult.Of(1, new("csharp", "Skip();", 1), TimeSpan.Zero,
            [Showed("application/vnd.notebook.skipped", "no network"), new CellFinished(Request, true, TimeSpan.Zero)]);
        var run = Run(Notebook("offline.dib", cell));

        Assert.True(run.Held);
        var suite = JUnitOf(run).Element("testsuite")!;
        Assert.Equal(("0", "1"), ((string?)suite.Attribute("failures"), (string?)suite.Attribute("skipped")));
        Assert.Equal("no network", (string?)suite.Element("testcase")!.Element("skipped")!.Attribute("message"));
    }

    [Fact]
    public void JUnit_is_well_formed_whatever_a_cell_writes() =>
        Gen.Select(Gen.String, Gen.OneOf("\ud800", "\0", "\u001b", "\uFFFE", "]]>", "😀")).Sample((text, odd) =>
            JUnitOf(Run(Notebook(text + odd, Cell(1, "csharp", odd + text, Wrote(text + odd), Failed(odd + text, null, text))))));

    [Fact]
    public void The_summary_is_a_table_of_the_notebooks_and_the_failures_with_their_place()
    {
        var html = Markdown.ToHtml(Summary.Write(Parts(Mixed), Mixed.Elapsed), new MarkdownPipelineBuilder().UsePipeTables().Build());

        Assert.Equal(3, html.Split("<tbody>")[1].Split("</tbody>")[0].Split("<tr>").Length - 1);
        Assert.Contains("<td>good.dib</td>", html);
        Assert.Contains("1 of 3 notebooks held, in 3.0 s.", html);
        Assert.Contains("<h3>cell 1: var x = a | b;</h3>", html);
        Assert.Contains("<p>a,b.dib, line 12, column 7</p>", html); // the cell begins in line 10 of the file
        Assert.Contains("50 % of\nit: lost", html);
        Assert.Contains("could not be read: there is no such file", html);
    }

    [Fact]
    public void Nothing_in_a_notebook_is_taken_for_Markdown_or_HTML_in_the_summary()
    {
        var run = Run(Notebook("x.dib", Cell(1, "csharp", "<img src=x onerror=alert(1)> [a](b) `c`", Failed("```\n<script>alert(1)</script>"))));

        var html = Markdown.ToHtml(Summary.Write(Parts(run), run.Elapsed), new MarkdownPipelineBuilder().UsePipeTables().Build());

        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<a ", html);
        Assert.Contains("```\n&lt;script&gt;", html);
    }

    [Fact]
    public void Annotations_name_the_line_of_the_file_and_escape_what_would_end_them() =>
        Assert.Equal(
            [
                "::error file=a%2Cb.dib,line=12,col=7,title=Cell 1%3A System.Exception::50 %25 of%0Ait: lost",
                "::error file=gone.dib,title=Notebook::there is no such file",
            ],
            GitHubActions.Annotations(Mixed, Outputs));

    [Fact]
    public void A_failure_in_an_imported_notebook_is_annotated_there()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var setup = Path.Combine(folder, "setup.dib");
            System.IO.File.WriteAllText(setup, "#!markdown\n\n# Setup\n\n#!csharp\n\nfirst();\nsecond();\n");
            var run = Run(Notebook(Path.Combine(folder, "a.dib"), Cell(1, "csharp", "#!import setup.dib", Failed("no", new(setup, 2, 2, 1)))));

            var annotation = Assert.Single(GitHubActions.Annotations(run, Outputs));

            Assert.Contains("setup.dib,line=8,col=1", annotation); // 'second();' stands in the file's eighth line
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
