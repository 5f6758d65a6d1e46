using Runner.Documents;

namespace Tests.Runner.Documents;

/// <summary>What the last version of the retired tool reads, case by case.</summary>
public class DibParseTests
{
    private static (string Kernel, string Contents)[] Cells(string text) =>
        [.. Dib.Parse(text).Cells.Select(cell => (cell.Kernel, cell.Contents))];

    [Fact]
    public void Markers_begin_cells_of_their_kernel() =>
        Assert.Equal([("markdown", "# Title"), ("csharp", "1 + 1"), ("html", "<b>x</b>")],
            Cells("#!markdown\n\n# Title\n\n#!csharp\n\n1 + 1\n\n#!html\n\n<b>x</b>\n"));

    [Theory]
    [InlineData("csharp", "csharp")]
    [InlineData("c#", "csharp")]
    [InlineData("cs", "csharp")]
    [InlineData("fsharp", "fsharp")]
    [InlineData("f#", "fsharp")]
    [InlineData("fs", "fsharp")]
    [InlineData("html", "html")]
    [InlineData("http", "http")]
    [InlineData("javascript", "javascript")]
    [InlineData("js", "javascript")]
    [InlineData("mermaid", "mermaid")]
    [InlineData("pwsh", "pwsh")]
    [InlineData("powershell", "pwsh")]
    [InlineData("value", "value")]
    [InlineData("markdown", "markdown")]
    [InlineData("md", "markdown")]
    public void Every_name_and_alias_marks_its_kernel(string marker, string kernel) =>
        Assert.Equal([("csharp", "before"), (kernel, "x")], Cells($"before\n#!{marker}\nx"));

    [Theory]
    [InlineData("#!C#")]
    [InlineData("#!CSharp")]
    [InlineData("#!csharp ")]
    [InlineData("#!csharp\t")]
    [InlineData(" #!csharp")]
    [InlineData("#! csharp")]
    [InlineData("#!csharp --name x")]
    [InlineData("#!mermaid --display-width 5")]
    [InlineData("#!value --name v")]
    [InlineData("#!time")]
    [InlineData("#!import setup.dib")]
    [InlineData("#!sql")]
    [InlineData("#!")]
    [InlineData("csharp")]
    public void Anything_but_an_exact_marker_is_contents(string line) =>
        Assert.Equal([("markdown", $"a\n{line}\nb")], Cells($"#!markdown\na\n{line}\nb"));

    [Fact]
    public void A_marker_inside_a_string_or_a_fenced_block_still_splits() =>
        Assert.Equal([("csharp", "var s = \"\"\""), ("html", "\"\"\";"), ("markdown", "```"), ("csharp", "```")],
            Cells("#!csharp\nvar s = \"\"\"\n#!html\n\"\"\";\n#!markdown\n```\n#!csharp\n```"));

    [Fact]
    public void Lines_end_at_CR_LF_and_at_LF_and_are_joined_by_LF() =>
        Assert.Equal([("csharp", "a\nb\nc"), ("html", "d")], Cells("#!csharp\r\na\r\nb\nc\r\n#!html\r\nd\r\n"));

    [Fact]
    public void A_lone_CR_breaks_no_line() =>
        Assert.Equal([("csharp", "a\rb\r#!html\rc")], Cells("#!csharp\na\rb\r#!html\rc"));

    [Fact]
    public void Empty_lines_around_contents_are_trimmed_and_blank_ones_kept() =>
        Assert.Equal([("csharp", "  \n\na\n\n\t")], Cells("#!csharp\n\n\n  \n\na\n\n\t\n\n\n"));

    [Fact]
    public void Empty_cells_are_dropped() =>
        Assert.Equal([("html", "x")], Cells("#!csharp\n#!markdown\n\n\n#!html\nx\n#!csharp\n"));

    [Fact]
    public void Neighbours_of_one_kernel_stay_apart() =>
        Assert.Equal([("csharp", "1"), ("csharp", "2")], Cells("#!csharp\n1\n#!csharp\n2"));

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n\n")]
    [InlineData("\uFEFF")]
    public void An_empty_file_is_one_empty_csharp_cell(string text) =>
        Assert.Equal([("csharp", "")], Cells(text));

    [Fact]
    public void A_byte_order_mark_is_no_contents() =>
        Assert.Equal([("markdown", "x")], Cells("\uFEFF#!markdown\nx"));

    [Fact]
    public void A_cell_knows_the_line_that_its_contents_begin_on()
    {
        var notebook = Dib.Parse("#!meta\r\n\r\n{}\r\n\r\n#!csharp\r\n\r\n\r\nfirst\r\n\r\n#!markdown\r\nsecond\r\n");

        Assert.Equal([8, 11], notebook.Cells.Select(cell => cell.Line));
    }
}
