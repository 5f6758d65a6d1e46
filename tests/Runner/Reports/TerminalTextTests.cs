using Runner.Documents;
using Runner.Protocol;
using Runner.Reports;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Reports;

/// <summary>What a stranger's notebook would do to the terminal, and to a workflow that runs it.</summary>
public sealed class TerminalTextTests
{
    // The title of the window, the clipboard, a cleared screen, a colour, a line written over, a C1 control, a bell, a turned name.
    private const string Escapes = "\u001b]0;title\u0007 \u001b]52;c;eA==\u001b\\ \u001b[2J\u001b[31mred\u001b[0m \u001b[1A\u001b[2K over\rwritten \u009b31m \u0007 \u202egnp.bid \u001b(0 \u001bc";

    [Fact]
    public void No_sequence_gets_through_and_the_words_stay()
    {
        var shown = TerminalText.Visible(Escapes);

        Assert.DoesNotContain(shown, letter => char.IsControl(letter) || letter == '\u202e');
        Assert.Contains("red", shown);
        Assert.Contains("over\u240dwritten", shown);
        Assert.Equal("plain\ttext\nof two lines", TerminalText.Visible("plain\ttext\nof two lines"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_prints_none_of_a_notebook_its_name_or_its_outputs(bool isTerminal)
    {
        var console = new StringWriter();
        var report = new ConsoleReport(console, isTerminal, isColoured: false, width: 80);
        var notebook = new Notebook([new("markdown", $"# {Escapes}"), new("csharp", $"// {Escapes}")]);
        var path = $"{Escapes}.dib";

        report.NotebookStarted(path, notebook);
        report.Noted(path, Escapes);
        foreach (var (index, cell) in notebook.Cells.Index())
        {
            report.CellStarted(path, index + 1, cell);
            // A sequence in two pieces too.
            foreach (KernelEvent each in new KernelEvent[] { Wrote($"{Escapes}\n"), Wrote("\u001b"), Wrote("[2J\n"), Showed("text/plain", Escapes), Failed(Escapes), new CellSkipped("r", Escapes) }) report.Happened(path, index + 1, each);
        }
        var result = Notebook(path, Cell(1, "csharp", Escapes, Failed(Escapes)));
        report.NotebookEnded(result);
        report.RunEnded(Run(result));

        Assert.DoesNotContain(console.ToString(), letter => letter is '\u001b' or '\u009b' or '\u0007' or '\u202e');
    }

    [Fact]
    public void Under_GitHub_Actions_no_line_of_a_cell_is_a_command()
    {
        var console = new StringWriter { NewLine = "\n" };
        var notebook = Notebook("a.dib", Cell(1, "csharp", "x", Failed("it broke")));
        using (GitHubActions.Quieten(console, _ => "true"))
        {
            var report = new ConsoleReport(console, isTerminal: false, isColoured: false, width: 80);
            report.NotebookStarted("a.dib", notebook.Notebook);
            report.Happened("a.dib", 1, Wrote("::set-output name=a::b\n ::error::c\n"));
            GitHubActions.Say(console, GitHubActions.Annotations(Run(notebook), each => CellOutput.Fold(each.Cells)));
        }

        var lines = console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var word = lines[0]["::stop-commands::".Length..];
        Assert.Matches("^[0-9a-f]{32}$", word);
        var (isStopped, obeyed) = (false, new List<string>());
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.StartsWith("::")))
        {
            if (line == $"::stop-commands::{word}") isStopped = true;
            else if (line == $"::{word}::") isStopped = false;
            else if (!isStopped) obeyed.Add(line);
        }
        Assert.False(isStopped);
        Assert.StartsWith("::error file=a.dib", Assert.Single(obeyed));
        Assert.Null(GitHubActions.Quieten(console, _ => null));
    }
}
