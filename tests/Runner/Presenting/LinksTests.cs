using Runner.Presenting.Cells;

namespace Tests.Runner.Presenting;

/// <summary>Where the links of prose lead on the pages of a presentation.</summary>
public sealed class LinksTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "course"));

    private static string? Resolve(string name, string way, string address) => new Links(Path.Combine([Root, .. name.Split('/')]), name, way).Resolve(address);

    [Theory]
    [InlineData("two.dib", "/notebook/two.dib")]
    [InlineData("./two.ipynb#stride", "/notebook/two.ipynb#stride")]
    [InlineData("../course/two.dib", "/notebook/two.dib")]
    [InlineData("more/C%23%20basics.dib", "/notebook/more/C%23%20basics.dib")]
    [InlineData("100%25.dib?x#y", "/notebook/100%25.dib#y")]
    [InlineData("glossary.md#kernel", "/page/glossary.md#kernel")]
    [InlineData("#here", "/notebook/one%23.dib#here")]
    [InlineData("https://host.example/a.dib?b=1&c=2", "https://host.example/a.dib?b=1&c=2")]
    [InlineData("mailto:a@host.example", "mailto:a@host.example")]
    [InlineData("../secret.dib", null)]
    [InlineData("..%2fsecret.dib", null)]
    [InlineData("/etc/secret.dib", null)]
    [InlineData("setup.dib", null)]
    [InlineData("data.csv", null)]
    [InlineData("a%00.dib", null)]
    [InlineData("", null)]
    [InlineData("//host.example/a.dib", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("javascript&colon;alert(1)", null)]
    [InlineData("file:///a.dib", null)]
    public void A_link_leads_to_what_is_presented(string address, string? expected) => Assert.Equal(expected, Resolve("one#.dib", "notebook", address));

    [Fact]
    public void From_a_folder_below_it_leads_up_and_no_further()
    {
        Assert.Equal("/notebook/one.dib", Resolve("more/two.dib", "notebook", "../one.dib"));
        Assert.Equal("/notebook/more/three.dib", Resolve("more/two.dib", "notebook", "three.dib"));
        Assert.Null(Resolve("more/two.dib", "notebook", "../../secret.dib"));
    }

    [Fact]
    public void Slides_lead_to_slides_and_a_page_to_notebooks()
    {
        Assert.Equal("/slides/two.dib", Resolve("one.dib", "slides", "two.dib"));
        Assert.Equal("/page/glossary.md", Resolve("one.dib", "slides", "glossary.md"));
        Assert.Equal("/notebook/two.dib", Resolve("glossary.md", Links.Reading, "two.dib"));
        Assert.Equal("/page/glossary.md#x", Resolve("glossary.md", Links.Reading, "#x"));
    }

    [Fact]
    public void For_the_audience_only_links_to_other_sites_lead_somewhere() => Assert.Equal(
        "<a>two</a> <a class=\"x\">here</a> <a href=\"https://host.example/\">there</a>",
        Links.EncloseForAudience("<a href=\"two.dib\">two</a> <a class=\"x\" href='#a'>here</a> <a href=\"https://host.example/\">there</a>", Root));
}
