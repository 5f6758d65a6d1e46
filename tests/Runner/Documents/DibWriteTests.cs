using System.Text;
using CsCheck;
using Runner.Documents;

namespace Tests.Runner.Documents;

public class DibWriteTests
{
    private const string Meta = """{"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":["q"],"name":"sql"}]}}""";

    [Fact]
    public void Cells_are_written_below_their_canonical_marker_with_one_final_newline() =>
        Assert.Equal("#!markdown\n\n# A\n\n#!csharp\n\nx\n\ny\n",
            Dib.Write(new([new("md", "# A"), new("c#", "\n\nx\n\ny\n\n")])));

    [Fact]
    public void Meta_data_is_written_first_on_one_line() =>
        Assert.Equal("#!meta\n\n{\"a\":[1,2],\"b\":\"'<é>'\"}\n\n#!csharp\n\nx\n",
            Dib.Write(new([new("csharp", "x")], "{ \"a\": [1,\n2], \"b\": \"'<é>'\" }")));

    [Fact]
    public void Empty_cells_are_not_written() =>
        Assert.Equal("#!html\n\nx\n", Dib.Write(new([new("csharp", ""), new("html", "x"), new("markdown", "\n\n")])));

    [Fact]
    public void An_empty_notebook_is_an_empty_text()
    {
        Assert.Equal("", Dib.Write(new([])));
        Assert.Equal("", Dib.Write(Dib.Parse("")));
    }

    [Fact]
    public void Lines_end_with_LF_alone() => Assert.Equal("#!csharp\n\na\nb\nc\rd\n", Dib.Write(new([new("csharp", "a\r\nb\r\r\nc\rd\r")])));

    [Fact]
    public void A_marker_in_contents_begins_a_cell_as_it_will_when_read() =>
        Assert.Equal("#!csharp\n\na\n\n#!html\n\nb\n", Dib.Write(new([new("csharp", "a\n#!html\nb")])));

    [Fact]
    public void Contents_that_look_like_meta_data_stay_contents()
    {
        var written = Dib.Write(new([new("markdown", "#!meta\nis explained here")]));

        Assert.Equal([new Cell("markdown", "#!meta\nis explained here", 7)], Dib.Parse(written).Cells);
    }

    [Fact]
    public void A_kernel_without_a_marker_is_refused_by_name()
    {
        var e = Assert.Throws<NotebookFormatException>(() => Dib.Write(new([new("csharp", "x"), new("sql", "select 1", 7)])));

        Assert.Contains("cell 2 is of kernel 'sql'", e.Message);
        Assert.Equal(7, e.Line);
    }

    // Lines that lie in wait for a careless parser; none is a marker, and none ends with \r, which would end a line with \n.
    private static readonly Gen<string> Line = Gen.OneOf(
        Gen.OneOf("", " ", "x", "#!time", "#!meta", "#!metadata {", "#!C#", "#!html ", " #!html", "a\rb", "\r#!html", "{}", "```", "é≠😀"),
        Gen.String[Gen.Char[' ', '~'], 0, 20].Where(line => Dib.Parse($"{line}\nx").Cells[0].Kernel == "csharp" && !line.StartsWith("#!", StringComparison.Ordinal)));

    private static readonly Gen<string> Contents =
        Gen.Select(Line.Where(line => line != ""), Line.Array[0, 5], Line.Where(line => line != ""))
            .Select((first, middle, last) => string.Join('\n', [first, .. middle, last]));

    internal static readonly Gen<Notebook> Notebooks =
        Gen.Select(Gen.OneOf("csharp", "fsharp", "html", "http", "javascript", "mermaid", "pwsh", "value", "markdown", "sql"), Contents)
            .Select((kernel, contents) => new Cell(kernel, contents)).Array[1, 6].Select(cells => new Notebook(cells, Meta));

    [Fact]
    public void Any_notebook_survives_being_written_and_read() =>
        Notebooks.Sample(notebook =>
        {
            var read = Dib.Parse(Dib.Write(notebook));
            Assert.Equal(notebook.Cells, read.Cells.Select(cell => cell with { Line = 0 }));
            Assert.Equal(notebook.Meta, read.Meta);
        });

    [Fact]
    public void The_line_of_a_cell_is_where_its_contents_stand() =>
        Notebooks.Sample(notebook =>
        {
            var text = Dib.Write(notebook);
            var lines = text.Split('\n');
            Assert.All(Dib.Parse(text).Cells, cell => Assert.Equal(cell.Contents.Split('\n')[0], lines[cell.Line - 1]));
        });

    internal static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        Gen.OneOf("#!meta", "#!csharp", "#!md", "#!sql", "#!", "\n", "\r\n", "\r", " ", "x", "{}", "{", "}", "[", "]", "\"a\"", ":", ",", "null",
            "\"kernelInfo\"", "\"items\"", "\"name\"", "\"sql\"", "\"\\ud800\"", "\ud800", "\uFEFF", "\0", Meta, "#!meta\n" + Meta + "\n").Array[0, 12].Select(string.Concat),
        Gen.Byte.Array[0, 60].Select(Encoding.UTF8.GetString));

    [Fact]
    public void Any_text_is_read_or_refused_with_its_line_and_what_is_read_is_written_canonically() =>
        Texts.Sample(text =>
        {
            Notebook notebook;
            try
            {
                notebook = Dib.Parse(text);
            }
            catch (NotebookFormatException e)
            {
                Assert.InRange(e.Line, 1, text.Split('\n').Length);
                return;
            }

            var written = Dib.Write(notebook);
            Assert.Equal(written, Dib.Write(Dib.Parse(written)));
        }, iter: 5_000);
}
