using Runner.Reports;

namespace Tests.Runner.Reports;

public sealed class PortableMarkdownTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("portable-test-").FullName;

    public PortableMarkdownTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, ".git"));
        Directory.CreateDirectory(Path.Combine(_root, "notebooks"));
        Directory.CreateDirectory(Path.Combine(_root, "images"));
        File.WriteAllBytes(Path.Combine(_root, "images", "a.png"), [1, 2, 3]);
        File.WriteAllText(Path.Combine(_root, "notebooks", "a b.md"), "");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("see ![one](../images/a.png \"title\"), ![two](../images/a.png)", "see ![one](data:image/png;base64,AQID \"title\"), ![two](data:image/png;base64,AQID)")]
    [InlineData("<img src=\"../images/a.png\" alt=\"x\">", "<img src=\"data:image/png;base64,AQID\" alt=\"x\">")]
    [InlineData("in a line <img alt='x' src='../images/a.png'> of text", "in a line <img alt='x' src='data:image/png;base64,AQID'> of text")]
    [InlineData("| a |\n|---|\n| ![one](../images/a.png) |", "| a |\n|---|\n| ![one](data:image/png;base64,AQID) |")]
    public void A_picture_of_this_machine_goes_inside(string markdown, string expected) => Assert.Equal(expected, Move(markdown));

    [Fact]
    public void A_link_to_a_file_leads_there_from_the_new_place() =>
        Assert.Equal("[words](../../notebooks/a%20b.md#term) and [there](../../images)", Move("[words](<a b.md#term>) and [there](../images)"));

    [Theory]
    [InlineData("![gone](gone.png) [gone](gone.md) [up](#top) [net](https://host.example/a.png) ![net](https://host.example/a.png)")]
    [InlineData("`![code](../images/a.png)`\n\n```\n![code](../images/a.png)\n<img src=\"../images/a.png\">\n```")]
    [InlineData("$$[x](../images/a.png)$$")]
    public void Everything_else_stays_as_it_is(string markdown) => Assert.Equal(markdown, Move(markdown));

    [Theory]
    [InlineData("a\n\n<!--notes: secret -->\n\nb", "a\n\n\n\nb")]
    [InlineData("- a <!-- notes: secret --> b", "- a  b")]
    [InlineData("- a\n\n  <!-- secret\n  more -->\n\nb", "- a\n\n  \n\nb")]
    [InlineData("<div>\n<!-- secret -->x\n</div>", "<div>\nx\n</div>")]
    [InlineData("a\n\n<!-- notes: secret", "a\n\n")]
    [InlineData("`<!-- code -->`", "`<!-- code -->`")]
    public void What_is_said_to_the_speaker_stays_behind(string markdown, string expected) => Assert.Equal(expected, Move(markdown));

    [Fact]
    public void A_picture_from_elsewhere_on_the_machine_stays_where_it_is()
    {
        File.WriteAllBytes(Path.Combine(_root, ".git", "secret.png"), [1]);

        Assert.Equal("![x](../.git/secret.png)", Move("![x](../.git/secret.png)"));
    }

    private string Move(string markdown) => PortableMarkdown.Move(markdown, Path.Combine(_root, "notebooks"), Path.Combine(_root, "out", "reports"));
}
