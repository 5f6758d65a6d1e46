using Runner.Documents;

namespace Tests.Runner.Documents;

/// <summary>What becomes of <c>#!meta</c>, and of the lines of cells; which cells a file has, the retired tool judges in <see cref="RetiredTool.DibTests"/>.</summary>
public class DibMetaTests
{
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

    [Fact]
    public void Meta_data_of_null_says_nothing() => Assert.Equal("{}", Dib.Parse("#!meta\nnull\n#!csharp\nx").Meta);

    [Fact]
    public void A_cell_knows_the_line_that_its_contents_begin_on()
    {
        var notebook = Dib.Parse("#!meta\r\n\r\n{}\r\n\r\n#!csharp\r\n\r\n\r\nfirst\r\n\r\n#!markdown\r\nsecond\r\n");

        Assert.Equal([8, 11], notebook.Cells.Select(cell => cell.Line));
    }

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
