using Runner.Documents;

namespace Tests.Runner.Documents;

public class DibMetaTests
{
    private static (string Kernel, string Contents)[] Cells(string text) =>
        [.. Dib.Parse(text).Cells.Select(cell => (cell.Kernel, cell.Contents))];

    private static NotebookFormatException Refusal(string text) =>
        Assert.Throws<NotebookFormatException>(() => Dib.Parse(text));

    [Fact]
    public void Meta_data_is_kept_on_one_line_and_is_no_cell()
    {
        var notebook = Dib.Parse("#!meta\n\n{\n  \"a\": [1, 2.50],\n  \"b\": \"é <&>\"\n}\n\n#!csharp\n\nx\n");

        Assert.Equal("{\"a\":[1,2.50],\"b\":\"é <&>\"}", notebook.Meta);
        Assert.Equal([new Cell("csharp", "x", 10)], notebook.Cells);
    }

    [Fact]
    public void A_file_without_meta_data_has_none() => Assert.Null(Dib.Parse("#!csharp\nx").Meta);

    [Theory]
    [InlineData("#!metadata")]
    [InlineData("#!meta kernel")]
    [InlineData("#!meta ")]
    public void Any_line_that_starts_like_it_begins_the_meta_data(string line) =>
        Assert.Equal("{}", Dib.Parse($"{line}\n{{}}\n#!csharp\nx").Meta);

    [Fact]
    public void Only_the_first_meta_data_is_meta_data() =>
        Assert.Equal([("csharp", "x\n#!meta\n{}"), ("html", "#!metadata")],
            Cells("#!meta\n{}\n#!csharp\nx\n#!meta\n{}\n#!html\n#!metadata"));

    [Fact]
    public void Meta_data_may_follow_directly_on_itself_as_contents() =>
        Assert.Equal([("csharp", "#!meta\nx")], Cells("#!meta\n{}\n#!meta\nx"));

    [Fact]
    public void Text_before_the_meta_data_is_a_cell() =>
        Assert.Equal([("csharp", "x"), ("html", "y")], Cells("x\n#!meta\n{}\n#!html\ny"));

    [Fact]
    public void Meta_data_may_stand_in_the_middle_of_the_file() =>
        Assert.Equal([("markdown", "x"), ("html", "y")], Cells("#!markdown\nx\n\n#!meta\n{}\n#!html\ny"));

    [Fact]
    public void The_default_kernel_of_the_meta_data_never_applies_to_unmarked_text() =>
        Assert.Equal([("csharp", "#!time\nx")],
            Cells("#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\",\"items\":[{\"name\":\"fsharp\"}]}}\n#!time\nx"));

    [Fact]
    public void Meta_data_at_the_end_of_a_file_that_ends_its_lines_makes_no_cell() =>
        Assert.Equal([("html", "x")], Cells("#!html\nx\n#!meta\n{}\n"));

    [Fact]
    public void Without_a_final_newline_the_last_line_of_the_meta_data_is_also_a_cell() =>
        Assert.Equal([("csharp", "{}")], Cells("#!meta\n{}"));

    [Fact]
    public void Kernels_of_the_meta_data_and_their_aliases_are_further_markers() =>
        Assert.Equal([("sql", "select 1"), ("sql", "select 2"), ("csharp", "#!SQL")],
            Cells("#!meta\n{\"kernelInfo\":{\"items\":[{\"aliases\":[\"tsql\"],\"languageName\":\"T-SQL\",\"name\":\"sql\"}]}}\n" +
                "#!sql\nselect 1\n#!tsql\nselect 2\n#!cs\n#!SQL"));

    [Fact]
    public void A_kernel_of_the_meta_data_is_no_marker_before_it() =>
        Assert.Equal([("csharp", "#!sql\nx"), ("sql", "y")],
            Cells("#!sql\nx\n#!meta\n{\"kernelInfo\":{\"items\":[{\"name\":\"sql\"}]}}\n#!sql\ny"));

    [Fact]
    public void A_known_kernel_listed_again_keeps_its_aliases() =>
        Assert.Equal([("csharp", "x"), ("csharp", "y")],
            Cells("#!meta\n{\"kernelInfo\":{\"items\":[{\"aliases\":[],\"name\":\"csharp\"}]}}\n#!c#\nx\n#!cs\ny"));

    [Theory]
    [InlineData("{\"kernelInfo\":{\"items\":[{\"name\":\"sql\"},{\"name\":\"sql\"}]}}", "'sql'")]
    [InlineData("{\"kernelInfo\":{\"items\":[{\"name\":\"sql\",\"aliases\":[\"q\"]},{\"name\":\"kql\",\"aliases\":[\"q\"]}]}}", "'q'")]
    [InlineData("{\"kernelInfo\":{\"items\":[{\"name\":\"sql\",\"aliases\":[\"cs\"]}]}}", "'cs'")]
    [InlineData("{\"kernelInfo\":{\"items\":[{\"name\":\"#sql\"}]}}", "begin with #")]
    [InlineData("{\"kernelInfo\":{\"items\":[{\"name\":\" \"}]}}", "needs a name")]
    [InlineData("{\"kernelInfo\":{\"items\":[{}]}}", "needs a name")]
    [InlineData("[]", "no JSON object")]
    public void Meta_data_that_cannot_be_meant_is_refused_at_its_marker(string json, string reason)
    {
        var e = Refusal($"#!csharp\nx\n#!meta\n{json}\n#!csharp\ny");

        Assert.Contains(reason, e.Message);
        Assert.Equal(3, e.Line);
    }

    [Theory]
    [InlineData("#!meta\n\n{\"a\":1,}\n\n#!csharp\nx", 3)]
    [InlineData("#!meta\n\n{\n  \"a\": oops\n}\n#!csharp\nx", 4)]
    [InlineData("x\n#!meta\n{\n#!csharp\nx", 3)]
    [InlineData("#!meta\n{}\nunmarked text\n#!csharp\nx", 3)]
    public void Broken_meta_data_is_refused_at_the_line_that_breaks_it(string text, int line)
    {
        var e = Refusal(text);

        Assert.Equal(line, e.Line);
        Assert.Contains("delete the #!meta block", e.Message);
    }

    [Theory]
    [InlineData("#!meta")]
    [InlineData("#!meta\n")]
    [InlineData("#!meta\n\n\n#!csharp\nx")]
    public void Meta_data_without_JSON_is_refused(string text) =>
        Assert.Contains("there is none", Refusal(text).Message);
}
