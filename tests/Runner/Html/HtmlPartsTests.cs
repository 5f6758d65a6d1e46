using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using Runner.Html;
using Runner.Protocol;

namespace Tests.Runner.Html;

/// <summary>Code, prose and outputs as HTML.</summary>
public partial class HtmlPartsTests
{
    [Theory]
    [InlineData("var x = 1;", "<span class=\"k\">var</span> x = <span class=\"n\">1</span>;")]
    [InlineData("// if (x)\n1", "<span class=\"c\">// if (x)</span>\n<span class=\"n\">1</span>")]
    [InlineData("/* a\nb */", "<span class=\"c\">/* a\nb */</span>")]
    [InlineData("#r \"nuget: A\"\nx", "<span class=\"d\">#r &quot;nuget: A&quot;</span>\nx")]
    [InlineData("\"a // b\"", "<span class=\"s\">&quot;a // b&quot;</span>")]
    [InlineData("@\"c:\\\" + 1", "<span class=\"s\">@&quot;c:\\&quot;</span> + <span class=\"n\">1</span>")]
    [InlineData("$\"{d[\"k\"]}\" + 1", "<span class=\"s\">$&quot;{d[&quot;k&quot;]}&quot;</span> + <span class=\"n\">1</span>")]
    [InlineData("\"\"\"a \"b\" // c\"\"\" + 1", "<span class=\"s\">&quot;&quot;&quot;a &quot;b&quot; // c&quot;&quot;&quot;</span> + <span class=\"n\">1</span>")]
    [InlineData("'\\'' + 'a'", "<span class=\"s\">&#39;\\&#39;&#39;</span> + <span class=\"s\">&#39;a&#39;</span>")]
    [InlineData("new Linear(28, 1.5e-3f)", "<span class=\"k\">new</span> <span class=\"t\">Linear</span>(<span class=\"n\">28</span>, <span class=\"n\">1.5e-3f</span>)")]
    [InlineData("x.Sum()", "x.<span class=\"m\">Sum</span>()")]
    [InlineData("0..28", "<span class=\"n\">0</span>..<span class=\"n\">28</span>")]
    public void Words_of_Csharp_are_told_apart(string code, string html) => Assert.Equal(html, CodeHtml.Highlight(code, "csharp"));

    [Fact]
    public void Other_languages_are_only_escaped() => Assert.Equal("if a &lt; b", CodeHtml.Highlight("if a < b", "fsharp"));

    [Fact]
    public void Highlighting_changes_no_letter_of_any_code() =>
        Gen.OneOf(Gen.String, Gen.OneOf("\"", "'", "\\", "\n", "{", "}", "$", "@", "/*", "*/", "//", "#", "1", ".", "<b>", "&amp;", "var", "\"\"\"", " ").Array[0, 15].Select(string.Concat))
            .Sample(code => Assert.Equal(code, WebUtility.HtmlDecode(Span().Replace(CodeHtml.Highlight(code, "csharp"), ""))));

    [Fact]
    public void Prose_has_tables_formulas_and_code_in_colour()
    {
        var html = new Prose().Render("Let $n < 5$.\n\n$$\nn^2\n$$\n\n|a|b|\n|-|-|\n|1|2|\n\n```csharp\nvar x = 1;\n```\n");

        Assert.Contains("<span class=\"math\">\\(n &lt; 5\\)</span>", html);
        Assert.Matches("<div class=\"math\">\\s*\\\\\\[\\s*n\\^2\\s*\\\\\\]\\s*</div>", html);
        Assert.Contains("<th>a</th>", html);
        Assert.Contains("<pre><code><span class=\"k\">var</span>", html);
    }

    [Fact]
    public void Headings_of_all_texts_of_a_page_have_anchors_of_their_own()
    {
        var prose = new Prose();

        prose.Render("# Was *ist* `n`?\n\n## [Same](x.html)\n");
        prose.Render("## Same\n\n## ???\n");
        var shown = prose.Render("## Same\n", isListed: false);

        Assert.Equal(
            [new(1, "was-ist-n", "Was ist n?", "Was <em>ist</em> <code>n</code>?"), new(2, "same", "Same", "Same"), new(2, "same-2", "Same", "Same"), new(2, "section", "???", "???")],
            prose.Headings);
        Assert.Contains("id=\"same-3\"", shown);
    }

    public static TheoryData<string> Pieces =>
    [
        "[", "![", "*a ", "_a*", "> ", "1. ", "==a", "[a](", "[a]: b\n", "[a][", "a**b", "**x* ", "^a^", "http://a.b/(", "(http://a.b", "*a_b", "~a~~", "a*b*", "`", "$", "|", "|-|\n", "<a ", "<!--", "<script>",
        "# a\n", "<h1 id=\"a\">", "<p>", "<b title='", "$\"",
    ];

    [Theory]
    [MemberData(nameof(Pieces))]
    public async Task No_prose_fails_or_takes_longer_than_its_length_asks_for(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length));

        var html = await Task.Run(() => new Prose().Render(text), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await Task.Run(() => CodeHtml.Highlight(text, "csharp"), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        if (piece is "[" or "[a][") Assert.Contains($"<pre class=\"text\">{piece}", html); // As text.
    }

    [Theory]
    [InlineData("a\n\n<!-- notes: secret -->\n\nb")]
    [InlineData("<!--notes: secret-->")]
    [InlineData("- a\n  <!-- notes: secret -->\n- b")]
    [InlineData("in a <!-- notes: secret --> line")]
    [InlineData("# A <!--notes: secret--> heading")]
    [InlineData("| a |\n|---|\n| <!-- secret --> |")]
    [InlineData("> <!-- secret -->")]
    [InlineData("a\n\n<!-- notes: secret")]
    [InlineData("<? secret ?>")]
    [InlineData("<div>\n<!-- secret -->\n</div>")]
    [InlineData("<div><noscript><!-- secret --></noscript></div>")]
    [InlineData("<p title=x><!-- secret --!> y</p>")]
    public void No_comment_is_in_what_is_shown(string markdown)
    {
        var prose = new Prose();

        Assert.DoesNotContain("secret", new Offline(Path.GetTempPath()).Enclose(prose.Render(markdown)));
        Assert.All(prose.Headings, heading => Assert.DoesNotContain("secret", heading.Html + heading.Text + heading.Id));
    }

    [Fact]
    public void No_comment_is_in_what_is_shown_as_text() => Assert.DoesNotContain("secret", new Prose().Render($"<!-- notes: secret -->{new string('[', 5_000)}<!-- secret"));

    private static string Render(params MimeContent[] data) => OutputHtml.Render(data, new Prose());

    [Fact]
    public void Text_is_escaped_and_HTML_is_not()
    {
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", Render(new MimeContent("text/plain", "<script>alert(1)</script>")));
        Assert.Contains("<b>bold</b>", Render(new MimeContent("text/html", "<b>bold</b>")));
        Assert.DoesNotContain("<a>", Render(new MimeContent("application/json", "{\"x\":\"<a>\"}")));
    }

    [Fact]
    public void The_first_type_that_a_page_can_show_is_shown() =>
        Assert.Equal("<div class=\"rich\"><i>x</i></div>", Render(new("application/x-unknown", "?"), new("text/html", "<i>x</i>"), new("text/plain", "x")));

    [Fact]
    public void What_no_page_can_show_is_shown_as_text() =>
        Assert.Contains("[application/x-unknown]\n&lt;?&gt;", Render(new MimeContent("application/x-unknown", "<?>")));

    [Fact]
    public void A_picture_has_the_plain_text_for_its_alternative() =>
        Assert.Equal("<img src=\"data:image/png;base64,iVBO\" alt=\"loss &lt; 1\">", Render(new("image/png", "iV\nBO"), new("text/plain", "loss < 1")));

    [Fact]
    public void A_chart_carries_its_figure_and_is_named_by_its_title()
    {
        var html = Render(new MimeContent(OutputHtml.Plotly, """{"data":[{"name":"</script><b>"}],"layout":{"title":{"text":"Errors \u0026 years"}}}"""));

        Assert.Contains("aria-label=\"Errors &amp; years\"", html);
        Assert.DoesNotContain("</script><b>", html);
    }

    [Fact]
    public void Of_a_long_text_the_rest_unfolds()
    {
        var text = string.Join('\n', Enumerable.Range(1, 100));

        var html = OutputHtml.Text(text);

        Assert.Contains("70 more lines", html);
        Assert.Equal(text, WebUtility.HtmlDecode(string.Join('\n', Pre().Matches(html).Select(match => match.Groups[1].Value))));
        Assert.DoesNotContain("details", OutputHtml.Text(string.Join('\n', Enumerable.Range(1, 40))));
    }

    [GeneratedRegex("</?span[^>]*>")]
    private static partial Regex Span();

    [GeneratedRegex("<pre[^>]*>([^<]*)</pre>")]
    private static partial Regex Pre();
}
