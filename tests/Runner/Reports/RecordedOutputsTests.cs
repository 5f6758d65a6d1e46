using Runner.Protocol;
using Runner.Reports;
using Runner.Sessions;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Reports;

public sealed class RecordedOutputsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("outputs-test-").FullName;
    private readonly RecordedOutputs _outputs = new(new Secrets([new("SERVICE_TOKEN", "s3cr3t-s3cr3t")]), RecordedOutputs.StandardTolerance, TextWriter.Null);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string RecordFile => RecordedOutputs.PathFor(Path.Combine(_folder, "a.dib"));

    private NotebookResult Of(params CellResult[] cells) => Notebook(Path.Combine(_folder, "a.dib"), cells);

    private static CellResult Writing(int number, string code, string text) => Cell(number, "csharp", code, Wrote(text), new CellFinished(Request, true, TimeSpan.Zero));

    /// <summary>What a check says of one cell that put out one text and now puts out another.</summary>
    private string? Drift(string recorded, string found)
    {
        Assert.Empty(_outputs.Record(Of(Writing(1, "code", recorded))));
        return _outputs.Check(Of(Writing(1, "code", found))).GetValueOrDefault(1)?.Message;
    }

    [Fact]
    public void What_was_recorded_is_found_again_also_beside_outputs_without_text()
    {
        var notebook = Of(
            Cell(1, "csharp", "picture", Wrote("before\n"), Showed("text/html", "<img src='a.png'>"), new CellFinished(Request, true, TimeSpan.Zero)),
            Cell(2, "csharp", "blank", Wrote("\n"), new CellFinished(Request, true, TimeSpan.Zero)));
        Assert.Empty(_outputs.Record(notebook));
        Assert.Empty(_outputs.Check(notebook));
    }

    [Fact]
    public void The_file_reads_like_the_notebook_and_names_no_cell_by_number()
    {
        _outputs.Record(Of(
            Cell(1, "markdown", "# Title", Showed("text/markdown", "# Title")),
            Cell(2, "csharp", "\nvar x = 1;\nx", Wrote("first\n\nthi"), Wrote("rd\n"), Showed("d", new("text/html", "<b>1</b>"), new("text/plain", "1"))),
            Cell(3, "csharp", "silent();"),
            Cell(4, "csharp", "picture", Showed("image/png", "AAAA")),
            Cell(5, "csharp", "table", Showed("text/html", "<table><tr><td>a</td><td>s3cr3t-s3cr3t</td></tr></table>"))));

        Assert.Equal("What the cells of a.dib put out, for run --check-outputs; run --record-outputs writes it anew.\n\n== var x = 1;\n  first\n\n  third\n  1\n\n== table\n  a ***\n", File.ReadAllText(RecordFile));
        Assert.Equal(Path.Combine(_folder, ".outputs", "a.dib.txt"), RecordFile);
    }

    [Theory]
    [InlineData("loss 0.3124, accuracy 91.20%", "loss 0.3135, accuracy 91.9%")]
    [InlineData("61,706 parameters", "61,990 parameters")]
    [InlineData("largest difference 2.3e-07", "largest difference -8e-08")]
    [InlineData("value  -12.50", "value −12.45")]
    [InlineData("0.02 of 1", "0.03 of 1")]
    [InlineData("epoch 1: 12.3 s, 150.2 batches/s, 1 min 20 s, 427 MiB", "epoch 1: 9 ms, 90 batches/s, 2 min 2 s, 1.2 GiB")]
    [InlineData(".NET 10.0.1 on Linux 6.1.0-13-amd64", ".NET 10.0.12 on Linux 5.15.0")]
    [InlineData("saved to /home/a/x.bin at 2026-01-02 10:11:12", "saved to /tmp/other/x.bin at 2027-11-12 01:01:01")]
    public void What_differs_by_nature_or_by_less_than_a_hundredth_is_the_same(string recorded, string found) => Assert.Null(Drift(recorded, found));

    [Theory]
    [InlineData("loss 0.3124", "loss 0.3200")]
    [InlineData("accuracy 0.9", "accuracy 0.8")]
    [InlineData("61,706 parameters", "62,706 parameters")]
    [InlineData("3 holds", "3 fails")]
    [InlineData("[1, 28, 28]", "[1, 26, 26]")]
    [InlineData("1 2 3", "1 2")]
    [InlineData("first", "first\nsecond")]
    [InlineData("same", "")]
    public void What_differs_by_more_is_told_with_both_lines(string recorded, string found)
    {
        var drift = Drift(recorded, found);

        Assert.NotNull(drift);
        Assert.StartsWith("Cell 1 puts out something else than recorded. Line ", drift);
        Assert.Contains("  expected: ", drift);
        Assert.Contains("  found: ", drift);
    }

    [Fact]
    public void The_first_line_that_differs_is_named_and_the_others_are_counted() => Assert.Equal(
        "Cell 1 puts out something else than recorded. Line 2 of its output:\n  expected: b 5\n  found:    b 6\nand 2 more lines.\nIf it is right, run --record-outputs.",
        Drift("a\nb 5\nc\nd", "a\nb 6\nC"));

    [Fact]
    public void A_cell_put_in_or_taken_out_leaves_the_others_as_they_are()
    {
        _outputs.Record(Of(Writing(1, "show(a)", "a"), Writing(2, "show(b)", "b"), Writing(3, "show(a)", "again")));

        Assert.Equal([2], _outputs.Check(Of(Writing(1, "show(a)", "a"), Writing(2, "show(new)", "new"), Writing(3, "show(b)", "b"), Writing(4, "show(a)", "again"))).Keys);
        var gone = _outputs.Check(Of(Writing(1, "show(a)", "a"), Writing(2, "show(a)", "again")));
        Assert.Contains("no longer there: 'show(b)'", gone[2].Message);
    }

    [Fact]
    public void Missing_records_are_told_and_a_notebook_that_failed_is_not_recorded()
    {
        Assert.Contains("There are no recorded outputs", _outputs.Check(Of(Writing(1, "x", "1")))[1].Message);

        _outputs.Record(Of(Cell(1, "csharp", "x", Wrote("1"), Failed("no"))));
        Assert.False(File.Exists(RecordFile));
    }
}
