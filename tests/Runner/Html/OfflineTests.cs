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
    [InlineData("<input type=\"image\" src=\"https://host.example/a.png\">", "<input type=\"image\">")]
    [InlineData("<p style=\"background: url(https://host.example/a.png)\">x</p>", "<p style=\"background: none\">x</p>")]
    [InlineData("<svg><image href=\"https://host.example/a.png\"/><use href=\"#a\"/></svg>", "<svg><image><use href=\"#a\"/></svg>")]
    [InlineData("<video poster=\"https://host.example/a.png\" src=\"data:video/mp4;base64,AA\"></video>", "<video src=\"data:video/mp4;base64,AA\"></video>")]
    [InlineData("<table background=//host.example/a.png><tr><td>x</td></tr></table>", "<table><tr><td>x</td></tr></table>")]
    [InlineData("<iframe srcdoc=\"<img src='https://host.example/a.png' alt='A cat'>\"></iframe>", "<iframe srcdoc=\"&lt;span class=&quot;not-shown&quot; title=&quot;https://host.example/a.png&quot;>A cat&lt;/span>\"></iframe>")]
    [InlineData("<img/src=https://host.example/a.png/alt=\"A cat\">", "<span class=\"not-shown\" title=\"https://host.example/a.png/alt=&quot;A\">picture on the network</span>")]
    [InlineData("<meta http-equiv=\"refresh\" content=\"0;url=https://host.example/\">", "")]
    [InlineData("<script src=x><img src=\"https://host.example/a.png\">", "")]
    [InlineData("<noscript><img src=\"https://host.example/a.png\"></noscript>", "")]
    public void What_other_elements_would_load_is_taken_from_them(string html, string expected) => Assert.Equal(expected, Enclose(html));

    [Theory]
    [InlineData("a<!-- for authors -->b", "ab")]
    [InlineData("<!---->a<!-- one - two\nthree -->", "a")]
    [InlineData("<!--notes: x--!>a", "a")]
    [InlineData("a<!-- without an end", "a")]
    [InlineData("a<? b ?>c<!d>e", "ace")]
    [InlineData("<p title=\"<!-- x -->\">&lt;!-- y --&gt;</p><script>'<!-- z -->'</script>", "<p title=\"<!-- x -->\">&lt;!-- y --&gt;</p><script>'<!-- z -->'</script>")]
    public void Comments_are_left_out_and_nothing_else(string html, string expected) => Assert.Equal(expected, Enclose(html));

    [Theory]
    [InlineData("../secret.png")]
    [InlineData("/tmp/secret.png")]
    [InlineData("link.png")]
    [InlineData("linked/secret.png")]
    [InlineData(".hidden.png")]
    [InlineData(".git/x.png")]
    public void A_picture_from_anywhere_else_on_the_machine_does_not_come_along(string address)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        var outside = Directory.CreateTempSubdirectory().FullName;
        foreach (var file in new[] { Path.Combine(_folder, "..", "secret.png"), Path.Combine(outside, "secret.png"), Path.Combine(_folder, ".hidden.png") }) File.WriteAllBytes(file, [1]);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.png"), Path.Combine(outside, "secret.png"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), outside);
        File.CreateSymbolicLink(Path.Combine(_folder, "circle.png"), Path.Combine(_folder, "circle.png"));
        Assert.False(Premises.Hold(Path.Combine(_folder, "circle.png"), _folder));
        Directory.CreateDirectory(Path.Combine(_folder, ".git"));
        File.WriteAllBytes(Path.Combine(_folder, ".git", "x.png"), [1]);
        File.WriteAllBytes(Path.Combine(_folder, "own.png"), [1]);
        try
        {
            var offline = new Offline(_folder);

            Assert.Contains("missing picture", offline.Enclose($"<img src=\"{address}\">"));
            Assert.Equal([address], offline.LeftOut);
            Assert.Contains("data:image/png", offline.Enclose("<img src=\"own.png\">"));
        }
        finally
        {
            File.Delete(Path.Combine(_folder, "..", "secret.png"));
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void A_picture_of_the_notebooks_repository_comes_along()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".git"));
        Directory.CreateDirectory(Path.Combine(_folder, "notebooks"));
        File.WriteAllBytes(Path.Combine(_folder, "own.png"), [1]);

        Assert.Contains("data:image/png", new Offline(Path.Combine(_folder, "notebooks")).Enclose("<img src=\"../own.png\">"));
    }

    [Theory]
    [InlineData("<script>")]
    [InlineData("<style>")]
    [InlineData("<video>")]
    [InlineData("<!--")]
    [InlineData("<img src='")]
    [InlineData("<svg>")]
    [InlineData("<p style='background:url(//'>")]
    [InlineData("<iframe srcdoc=\"")]
    public async Task The_time_grows_with_the_length_alone(string piece)
    {
        var html = string.Concat(Enumerable.Repeat(piece, 200_000 / piece.Length));

        await Task.Run(() => { Enclose(html); HarmlessHtml.Of(html); }, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

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
