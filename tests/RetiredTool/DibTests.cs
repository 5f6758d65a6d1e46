using Runner.Documents;

namespace Tests.RetiredTool;

/// <summary><c>.dib</c> files are read and written here as by the last version of the retired tool.</summary>
public sealed class DibTests(ToolParser tool) : IClassFixture<ToolParser>
{
    public static TheoryData<string> Cases => [.. DibCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_is_read_as_the_format_says(string name)
    {
        var (text, cells) = DibCases.All[name];

        if (cells is null) Assert.Throws<NotebookFormatException>(() => Dib.Parse(text));
        else Assert.Equal(cells, Dib.Parse(text).Cells.Select(cell => (cell.Kernel, cell.Contents)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_retired_tool_reads_it_so(string name)
    {
        var (text, cells) = DibCases.All[name];

        Assert.Equal(cells, await tool.ReadAsync(text));
    }

    [Theory]
    [InlineData("markdown", "# A", "csharp", "\n\nx\n\ny\n\n")]
    [InlineData("csharp", "", "html", "x")]
    [InlineData("csharp", "a\r\nb\nc", "markdown", "\n\n")]
    [InlineData("html", "<b>é</b>", "csharp", "#!meta\nis explained")]
    [InlineData("csharp", "  \na\n\t", "fsharp", " ")]
    public async Task The_retired_tool_writes_it_as_it_is_written_here(string kernel, string contents, string nextKernel, string nextContents)
    {
        Cell[] cells = [new(kernel, contents), new(nextKernel, nextContents)];

        var written = await tool.WriteAsync(cells);

        Assert.Equal(WithoutMeta(Dib.Write(new(cells))), WithoutMeta(written));
    }

    // The tool always writes its own kernels there.
    private static string WithoutMeta(string text) => text.StartsWith("#!meta", StringComparison.Ordinal) ? text[(text.IndexOf("}\n\n", StringComparison.Ordinal) + 3)..] : text;
}
