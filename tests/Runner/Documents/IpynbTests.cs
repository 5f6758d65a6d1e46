using System.Text.Json.Nodes;
using CsCheck;
using Runner.Documents;

namespace Tests.Runner.Documents;

public class IpynbTests
{
    private static string File(string cells, string metadata = """{"kernelspec":{"display_name":".NET (C#)","language":"C#","name":".net-csharp"}}""") =>
        $$"""{"cells":[{{cells}}],"metadata":{{metadata}},"nbformat":4,"nbformat_minor":5}""";

    private static string Code(string source, string metadata = "{}") =>
        $$"""{"cell_type":"code","execution_count":null,"id":"a","metadata":{{metadata}},"outputs":[],"source":{{source}}}""";

    private static (string Kernel, string Contents)[] Cells(string text) =>
        [.. Ipynb.Parse(text).Cells.Select(cell => (cell.Kernel, cell.Contents))];

    [Fact]
    public void Source_is_a_text_or_a_list_of_lines() =>
        Assert.Equal([("csharp", "a\nb"), ("markdown", "# T\n\nx")],
            Cells(File(Code("\"a\\nb\"") + """,{"cell_type":"markdown","metadata":{},"source":["# T\n","\n","x"]}""")));

    [Theory]
    [InlineData("""{"polyglot_notebook":{"kernelName":"fsharp"},"dotnet_interactive":{"language":"html"}}""", "fsharp")]
    [InlineData("""{"dotnet_interactive":{"language":"pwsh"}}""", "pwsh")]
    [InlineData("""{"dotnet_interactive":{"language":"cs"}}""", "csharp")]
    [InlineData("""{"polyglot_notebook":{"kernelName":"sql-adventure"}}""", "sql-adventure")]
    [InlineData("""{"vscode":{"languageId":"x"}}""", "csharp")]
    public void A_cell_names_its_kernel(string metadata, string kernel) =>
        Assert.Equal([(kernel, "x")], Cells(File(Code("\"x\"", metadata))));

    [Theory]
    [InlineData("""{"kernelspec":{"language":"C#"}}""", "csharp")]
    [InlineData("""{"kernelspec":{"language":"F#"}}""", "fsharp")]
    [InlineData("""{"kernelspec":{"language":"PowerShell"}}""", "pwsh")]
    [InlineData("""{"kernelspec":{"language":"python"}}""", "python")]
    [InlineData("""{"language_info":{"name":"F#"}}""", "fsharp")]
    [InlineData("""{"kernelspec":{"language":"C#"},"polyglot_notebook":{"kernelInfo":{"defaultKernelName":"fsharp","items":[]}}}""", "fsharp")]
    [InlineData("""{"kernelspec":{"language":"C#"},"dotnet_interactive":{"defaultKernelName":"pwsh"}}""", "pwsh")]
    [InlineData("{}", "csharp")]
    public void Cells_that_name_no_kernel_have_the_notebooks(string metadata, string kernel) =>
        Assert.Equal([(kernel, "x")], Cells(File(Code("\"x\""), metadata)));

    [Fact]
    public void A_marker_in_a_code_cell_begins_a_cell_and_one_in_prose_does_not() =>
        Assert.Equal([("html", "<b/>"), ("csharp", "a"), ("fsharp", "b"), ("markdown", "#!fsharp\nmarks F#")],
            Cells(File(Code("\"#!html\\n<b/>\"") + "," + Code("\"a\\n#!f#\\nb\"") + """,{"cell_type":"markdown","metadata":{},"source":"#!fsharp\nmarks F#"}""")));

    [Fact]
    public void Empty_cells_are_left_out_and_raw_ones_kept() =>
        Assert.Equal([("raw", "---"), ("csharp", "x")],
            Cells(File("""{"cell_type":"raw","metadata":{},"source":"---"},""" + Code("\"\"") + "," + Code("[]") + "," + Code("\"\\nx\\n\""))));

    [Fact]
    public void A_notebook_without_contents_is_one_empty_cell() => Assert.Equal([("csharp", "")], Cells(File("")));

    [Fact]
    public void Kernels_that_the_notebook_lists_become_the_meta_data_of_a_dib_file()
    {
        const string KernelInfo = """{"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":[],"name":"sql"}]}}""";

        var notebook = Ipynb.Parse(File(Code("\"#!sql\\nselect 1\""), $$"""{"polyglot_notebook":{{KernelInfo}}}"""));

        Assert.Equal(KernelInfo, notebook.Meta);
        Assert.Equal($"#!meta\n\n{KernelInfo}\n\n#!sql\n\nselect 1\n", Dib.Write(notebook));
    }

    [Fact]
    public void A_list_of_kernels_that_contradicts_itself_is_left_out()
    {
        var notebook = Ipynb.Parse(File(Code("\"x\""), """{"polyglot_notebook":{"kernelInfo":{"defaultKernelName":"powershell","items":[{"name":"powershell"},{"name":"pwsh","aliases":["powershell"]}]}}}"""));

        Assert.Equal([("pwsh", "x")], notebook.Cells.Select(cell => (cell.Kernel, cell.Contents)));
        Assert.Null(notebook.Meta);
    }

    [Theory]
    [InlineData("{\n\"cells\": [\n}", 3, "no JSON")]
    [InlineData("", 1, "no JSON")]
    [InlineData("[]", 1, "nbformat")]
    [InlineData("""{"nbformat":3,"worksheets":[]}""", 1, "nbformat is not 4")]
    [InlineData("""{"nbformat":4}""", 1, "no list of cells")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code"}]}""", 1, "no source")]
    [InlineData("""{"nbformat":4,"cells":[{"source":""}]}""", 1, "neither code nor markdown")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":[1]}]}""", 1, "can be read")]
    public void What_is_no_notebook_is_refused_with_its_line(string text, int line, string reason)
    {
        var e = Assert.Throws<NotebookFormatException>(() => Ipynb.Parse(text));

        Assert.Equal(line, e.Line);
        Assert.Contains(reason, e.Message);
    }

    [Fact]
    public void What_is_written_is_nbformat_4_5()
    {
        var json = JsonNode.Parse(Ipynb.Write(new Notebook([new("markdown", "# T"), new("csharp", "a\nb")])))!;

        Assert.Equal((4, 5), ((int)json["nbformat"]!, (int)json["nbformat_minor"]!));
        Assert.Equal(".net-csharp", (string?)json["metadata"]!["kernelspec"]!["name"]);
        Assert.Equal(["markdown", "code"], json["cells"]!.AsArray().Select(cell => (string?)cell!["cell_type"]));
        Assert.Equal(["cell-1", "cell-2"], json["cells"]!.AsArray().Select(cell => (string?)cell!["id"]));
        Assert.Equal(["a\n", "b"], json["cells"]![1]!["source"]!.AsArray().Select(line => (string?)line));
    }

    private static readonly Gen<Notebook> Notebooks =
        Gen.Select(Gen.OneOf("csharp", "fsharp", "markdown", "html", "sql"), Gen.OneOf(Gen.String, Gen.OneOf("a", "\n", "\r\n", " ", "\"", "\\", "é😀", "</script>").Array[0, 9].Select(string.Concat)))
            .Select((kernel, text) => new Cell(kernel, text)).Array[0, 5].Select(cells => new Notebook(cells));

    [Fact]
    public void Any_notebook_survives_being_written_and_read() =>
        Notebooks.Sample(notebook =>
        {
            // Once read, cells are as trimmed as a file's cells are; from then on nothing changes.
            var read = Ipynb.Parse(Ipynb.Write(notebook));
            Assert.Equal(read.Cells, Ipynb.Parse(Ipynb.Write(read)).Cells);
            Assert.Equal(
                notebook.Cells.Select(cell => Letters(cell.Contents)).Where(text => text != ""),
                read.Cells.Select(cell => Letters(cell.Contents)).Where(text => text != ""));
        });

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.OneOf(
            Gen.String,
            Gen.OneOf("{", "}", "[", "]", ":", ",", "\"cells\"", "\"nbformat\"", "4", "null", "\"metadata\"", "\"source\"", "\"\\ud800\"", "\"cell_type\"", "\"code\"").Array[0, 20].Select(string.Concat),
            Gen.OneOf("null", "1", "{}", "[]", "\"\\ud800\"", "[\"\\ud800\"]", "[[]]").Select(value => File($$"""{"cell_type":"code","source":{{value}}}""", value)))
        .Sample(text =>
        {
            try
            {
                Ipynb.Parse(text);
            }
            catch (NotebookFormatException)
            {
            }
        }, iter: 3_000);
}
