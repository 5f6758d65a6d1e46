using Runner.Reports;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Reports;

public sealed class ReportWriterTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory().FullName, "out");
    private readonly StringWriter _output = new(), _error = new();
    private readonly Dictionary<string, string> _environment = [];

    private ReportWriter Writer() => new(_folder, new Secrets(_environment), _output, _error, name => _environment.GetValueOrDefault(name));

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private string[] Files() => [.. Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    [Fact]
    public void A_run_leaves_two_reports_a_notebook_and_two_of_its_own_and_nothing_else()
    {
        var writer = Writer();
        var failing = Notebook("notebooks/a.dib", Cell(1, "csharp", "x", Failed("no")));

        writer.NotebookEnded(failing);
        Assert.Equal(["a.html", "a.ipynb"], Files()); // written at once, so that they are there if the run ends here
        writer.RunEnded(Run(failing));

        Assert.Equal(["a.html", "a.ipynb", "junit.xml", "summary.md"], Files());
        Assert.True(writer.Held);
        Assert.Equal(("", ""), (_output.ToString(), _error.ToString()));
    }

    [Fact]
    public void Notebooks_of_one_name_in_two_folders_get_reports_of_their_own()
    {
        var writer = Writer();

        writer.NotebookEnded(Notebook("one/a.dib", Cell(1, "csharp", "first")));
        writer.NotebookEnded(Notebook("two/a.dib", Cell(1, "csharp", "second")));

        Assert.Equal(["a-2.html", "a-2.ipynb", "a.html", "a.ipynb"], Files());
        Assert.Contains("second", File.ReadAllText(Path.Combine(_folder, "a-2.ipynb")));
    }

    [Fact]
    public void A_notebook_run_again_replaces_its_reports()
    {
        var writer = Writer();

        writer.NotebookEnded(Notebook("a.dib", Cell(1, "csharp", "first")));
        writer.NotebookEnded(Notebook("a.dib", Cell(1, "csharp", "second")));

        Assert.Equal(["a.html", "a.ipynb"], Files());
        Assert.Contains("second", File.ReadAllText(Path.Combine(_folder, "a.ipynb")));
    }

    [Fact]
    public void What_cannot_be_written_is_told_and_the_rest_is_written()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a.html")); // in the way of the page
        var writer = Writer();
        var notebook = Notebook("a.dib", Cell(1, "csharp", "x"));

        writer.NotebookEnded(notebook);
        writer.RunEnded(Run(notebook));

        Assert.False(writer.Held);
        Assert.Contains($"{Path.Combine(_folder, "a.html")}: could not be written", _error.ToString());
        Assert.Equal(["a.ipynb", "junit.xml", "summary.md"], Files());
    }

    [Fact]
    public void On_GitHub_Actions_failures_are_annotated_and_the_summary_is_the_steps()
    {
        var step = Path.Combine(Path.GetDirectoryName(_folder)!, "step.md");
        File.WriteAllText(step, "before\n");
        _environment["GITHUB_ACTIONS"] = "true";
        _environment["GITHUB_STEP_SUMMARY"] = step;
        var notebook = Notebook("a.dib", Cell(1, "csharp", "x", Failed("no")));
        var writer = Writer();

        writer.NotebookEnded(notebook);
        writer.RunEnded(Run(notebook));

        Assert.Matches("(?m)^::error file=a.dib,line=10,", _output.ToString());
        Assert.Equal("before\n" + File.ReadAllText(Path.Combine(_folder, "summary.md")), File.ReadAllText(step));
    }

    [Fact]
    public void No_report_holds_a_secret_of_the_environment()
    {
        _environment["SERVICE_TOKEN"] = "s3cr3t-s3cr3t";
        var notebook = Notebook("a.dib", Cell(1, "csharp", "x", Wrote("it is s3cr3t-s3cr3t"), Showed("text/html", "<p>s3cr3t-s3cr3t"), Failed("bad s3cr3t-s3cr3t", null, "s3cr3t-s3cr3t")));
        var writer = Writer();

        writer.NotebookEnded(notebook);
        writer.RunEnded(Run(notebook));

        Assert.All(Directory.GetFiles(_folder), file => Assert.DoesNotContain("s3cr3t", File.ReadAllText(file)));
    }
}
