using Runner.Html;

namespace Tests.Runner.Html;

public sealed class OfflineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Enclose(string html) => new Offline(_folder).Enclose(html);

    [Theory]
    [InlineData("a b.png", "image/png")]
    [InlineData("x.JPG", "image/jpeg")]
    [InlineData("x.svg", "image/svg+xml")]
    public void A_picture_of_the_folder_goes_inside_the_page(string file, string type)
    {
        File.WriteAllBytes(Path.Combine(_folder, file), [1, 2, 3]);

        Assert.Equal($"<p><img class=\"a\" src=\"data:{type};base64,AQID\" alt=\"A > B\"></p>",
            Enclose($"<p><img class=\"a\" src=\"{Uri.EscapeDataString(file)}\" srcset=\"big.png 2x\" alt=\"A > B\"></p>"));
    }

    [Theory]
    [InlineData("<img src=\"https://host.example/a.png\" alt=\"A cat\">", "<span class=\"not-shown\" title=\"https://host.example/a.png\">A cat</span>")]
    [InlineData("<img src='//host.example/a.png'>", "<span class=\"not-shown\" title=\"//host.example/a.png\">picture on the network</span>")]
    [InlineData("<img src=\"a%00.png\">", "<span class=\"not-shown\" title=\"a%00.png\">missing picture</span>")]
    [InlineData("<img src=gone.png />", "<span class=\"not-shown\" title=\"gone.png\">missing picture</span>")]
    [InlineData("<iframe src=\"https://host.example/v?a=1&amp;b=2\" title=\"The film\"></iframe>", "<a class=\"elsewhere\" href=\"https://host.example/v?a=1&amp;b=2\">The film</a>")]
    [InlineData("<video controls><source src=\"https://host.example/v.mp4\"></video>", "<a class=\"elsewhere\" href=\"https://host.example/v.mp4\">https://host.example/v.mp4</a>")]
    [InlineData("<script src=\"https://host.example/a.js\"></script>", "")]
    [InlineData("<link rel=\"stylesheet\" href=\"https://host.example/a.css\">", "")]
    [InlineData("<base href=\"https://host.example/\">", "")]
    [InlineData("<style>@import 'https://host.example/a.css'; p { background: url(https://host.example/a.png) }</style>", "<style>none p { background: none }</style>")]
    public void What_would_be_loaded_becomes_words_or_a_link(string html, string expected) => Assert.Equal(expected, Enclose(html));

    [Theory]
    [InlineData("<a href=\"https://host.example/\">there</a>")]
    [InlineData("<img src=\"data:image/png;base64,AQID\" alt=\"x\">")]
    [InlineData("<iframe srcdoc=\"&lt;p&gt;\"></iframe>")]
    [InlineData("<script>const html = '<img src=\"https://host.example/a.png\">';</script>")]
    [InlineData("<pre>&lt;img src=\"https://host.example/a.png\"&gt;</pre>")]
    public void What_loads_nothing_stays(string html) => Assert.Equal(html, Enclose(html));

    [Theory]
    [InlineData("03-padding.dib", "03-padding.html")]
    [InlineData("../notebooks/03-padding.ipynb#same", "03-padding.html#same")]
    [InlineData("https://host.example/a.dib", "https://host.example/a.dib")]
    [InlineData("notes.md", "notes.md")]
    public void A_link_to_a_notebook_leads_to_its_report(string from, string to) =>
        Assert.Equal($"<a class=\"x\" href=\"{to}\">next</a>", Enclose($"<a class=\"x\" href=\"{from}\">next</a>"));

    [Theory]
    [InlineData("<a class=\"x\" href=\"a.dib\">a</a>", "<a class=\"x\" href=\"/$1&amp;a.dib\">a</a>")]
    [InlineData("<a class=\"x\" href='gone'>a</a>", "<a class=\"x\">a</a>")]
    [InlineData("<a id=\"x\"></a>", "<a id=\"x\"></a>")]
    public void A_link_leads_where_the_page_says_or_nowhere(string html, string expected) =>
        Assert.Equal(expected, new Offline(_folder, link: address => address == "gone" ? null : $"/$1&{address}").Enclose(html));

    [Fact]
    public void A_name_is_escaped_folder_by_folder() => Assert.Equal("a%20b/C%23%20%26%20100%25%3F.dib", Offline.Escape("a b/C# & 100%?.dib"));

    [Theory]
    [InlineData("<script src=\"https://cdn.plot.ly/plotly-2.28.0.min.js\"></script>", true)]
    [InlineData("<script>Plotly.newPlot('a', [])</script>", true)]
    [InlineData("<script>plot()</script>", false)]
    public void It_tells_whether_plotly_is_needed(string html, bool isNeeded)
    {
        var offline = new Offline(_folder);
        offline.Enclose(html);

        Assert.Equal(isNeeded, offline.NeedsPlotly);
    }
}
