using System.Text.RegularExpressions;
using NotebookLib.Notebook;
using Runner.Documents;
using Runner.Html;
using Runner.Presenting.Cells;
using Tests.Pictures;

namespace Tests.Runner.Html;

public sealed partial class HarmlessHtmlTests
{
    [Theory]
    [InlineData("plain & simple")]
    [InlineData("<p>1 &lt; 2</p><br><hr/>")]
    [InlineData("<table class=\"t\"><thead><tr><th scope='col'>a</th></tr></thead></table>")]
    [InlineData("<div style=\"color: #123; padding: 2px 4px; border-left: 3px solid rgb(1, 2, 3)\">x</div>")]
    [InlineData("<a href=\"https://host.example/x?y=1\">x</a><a href='#here'>y</a><a href='02-convolution.dib'>z</a>")]
    [InlineData("<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"a\" width='10'>")]
    [InlineData("<input type=\"checkbox\" disabled checked>")]
    [InlineData("<details class=\"dni-treeview\" open><summary><span class=\"dni-code-hint\"><code>x</code></span></summary></details>")]
    [InlineData("<p class=\"not-shown\" style=\"display: inline-block; margin: 0 auto; font-family: 'Source Sans 3', sans-serif; grid-template-columns: repeat(2, auto)\">x</p>")]
    [InlineData("<a href=\"https://host.example/?a=1&amp;b=2\">x</a><a>y</a>")]
    public void What_only_shows_may_stand_in_the_page(string html) => Assert.True(HarmlessHtml.Is(html));

    // A frame that is filled anew each second costs the training that it tells of more than all else on the page.
    [Fact]
    public void The_progress_of_a_training_stands_in_the_page() =>
        Assert.True(HarmlessHtml.Is(new ProgressBar("Epoch 1/10", 412, 938, "batches", 118.3, TimeSpan.FromSeconds(52)).ToHtml()));

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<img src=\"https://host.example/pixel.png\">")]
    [InlineData("<img src='/logout'>")]
    [InlineData("<p onclick=\"x()\">a</p>")]
    [InlineData("<p/onclick=\"x()\">a</p>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("<a href=\"&#106;avascript:alert(1)\">x</a>")]
    [InlineData("<a href=\" javascript:alert(1)\">x</a>")]
    [InlineData("<a href=\"javascript&colon;alert(1)\">x</a>")]
    [InlineData("<a href=\"javascript&#58alert(1)\">x</a>")]
    [InlineData("<a href=\"&sol;&sol;host.example\">x</a>")]
    [InlineData("<a href=\"data:text/html,x\">x</a>")]
    [InlineData("<a href='//host.example'>x</a>")]
    [InlineData("<svg><use href=\"#x\"/></svg>")]
    [InlineData("<math><mtext></mtext></math>")]
    [InlineData("<style>body { display: none }</style>")]
    [InlineData("<iframe src='data:text/html,x'></iframe>")]
    [InlineData("<form action='/x'><button>go</button></form>")]
    [InlineData("<input type=\"text\">")]
    [InlineData("<textarea><img src=x onerror=alert(1)></textarea>")]
    [InlineData("<template><p>x</p></template>")]
    [InlineData("<meta http-equiv=refresh content='0;url=//x'>")]
    [InlineData("<base href='//host.example'>")]
    [InlineData("<!-- --!><img src=x onerror=alert(1)> -->")]
    [InlineData("<div style=\"position: fixed; top: 0\">over everything</div>")]
    [InlineData("<div style=\"background: url(https://host.example/x)\">x</div>")]
    [InlineData("<div style=\"background: u\\rl(x)\">x</div>")]
    [InlineData("<div style=\"margin-top: -500px\">x</div>")]
    [InlineData("<div style=\"margin-top: calc(0px - 900px)\">x</div>")]
    [InlineData("<div style=\"margin-top: calc(900px * cos(3.14))\">x</div>")]
    [InlineData("<div style=\"margin-left:-.9e3px\">x</div>")]
    [InlineData("<div style=\"width: var(--x)\">x</div>")]
    [InlineData("<div style=\"background: image-set('x' 1x)\">x</div>")]
    [InlineData("<div class=\"overlay\">over everything</div>")]
    [InlineData("<p class=\"math viewport\">x</p>")]
    [InlineData("<div role=\"dialog\">x</div>")]
    [InlineData("<p data-command=\"run\">x</p>")]
    [InlineData("<!--Blazor:{}-->")]
    [InlineData("<p title=\"a\"onclick=\"b\">x</p>")]
    [InlineData("<p title=\"<img>\">x</p>")]
    [InlineData("a < b")]
    [InlineData("<p")]
    [InlineData("<![CDATA[x]]>")]
    [InlineData("<?php ?>")]
    public void What_runs_loads_covers_or_reads_in_two_ways_needs_a_frame(string html) => Assert.False(HarmlessHtml.Is(html));

    // What .NET takes for white space, and HTML for a letter of a name: what stands behind it is an attribute all the same.
    public static TheoryData<int> Blanks => [0x00A0, 0x1680, 0x2003, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0x0085, 0xFEFF, 0x000B, 0x200B];

    [Theory]
    [MemberData(nameof(Blanks))]
    public void A_blank_that_HTML_does_not_know_hides_no_attribute(int letter)
    {
        var blank = (char)letter;

        foreach (var html in new[]
        {
            $"<p title=\"a\"{blank}style=\"position:fixed;inset:0;pointer-events:none\">x</p>", $"<p{blank}onclick=\"x()\">x</p>", $"<p title{blank}= \"\" onclick=\"x()\">x</p>",
            $"<p title={blank}\"><img src=x onerror=alert(1)>\">x</p>", $"<img src=\"data:image/png;base64,AA==\"{blank}name=\"querySelector\">", $"<p style=\"color:red;{blank}position:fixed\">x</p>",
            $"<p style=\"{blank}position:fixed\">x</p>", $"<p class=\"rich{blank}overlay\">x</p>", $"<a href=\"{blank}javascript:alert(1)\">x</a>",
        })
            Assert.Null(HarmlessHtml.Of(html));
    }

    [Theory]
    [InlineData("<img name=\"querySelector\" src=\"data:image/png;base64,AA==\">")]
    [InlineData("<input type=\"checkbox\" name=\"body\">")]
    [InlineData("<input>")]
    [InlineData("<p aria-owns=\"Keys\">x</p>")]
    [InlineData("<p tabindex=\"1\">x</p>")]
    [InlineData("<a href=\"/\t/host.example\">x</a>")]
    [InlineData("<a href=\"java\nscript:alert(1)\">x</a>")]
    [InlineData("<p title=\"a\" title=\"b\">x</p>")]
    [InlineData("<p>\0</p>")]
    [InlineData("</p onclick=x>")]
    [InlineData("<p style=\"pointer-events: none\">x</p>")]
    public void What_shadows_the_page_or_is_read_by_each_in_another_way_needs_a_frame(string html) => Assert.Null(HarmlessHtml.Of(html));

    [Fact]
    public void Ids_are_none_of_the_pages_own_and_links_find_them() => Assert.Equal(
        "<h2 id=\"text:Keys\">x</h2><a href=\"/notebook/a.dib#text:Keys\">y</a><a href=\"https://host.example/#z\">z</a>",
        HarmlessHtml.Of("<h2 id=\"Keys\">x</h2><a href='/notebook/a.dib#Keys'>y</a><a href=\"https://host.example/#z\">z</a>"));

    [Theory]
    [InlineData("<p title=\"a&quot; onclick=&quot;b\">x &lt; y</p>")]
    [InlineData("<hr><td align=\"right\">a&nbsp;b</td>")]
    public void What_is_harmless_is_shown_as_it_is(string html) => Assert.Equal(html, HarmlessHtml.Of(html));

    [Fact]
    public void The_prose_of_the_course_stands_in_the_page_and_its_links_lead_to_what_is_there()
    {
        var notebooks = Path.GetFullPath(Path.Combine(PictureFiles.Folder, "..", "notebooks"));
        var texts = from file in Directory.EnumerateFiles(notebooks)
                    from text in file.EndsWith(".md", StringComparison.Ordinal) ? [File.ReadAllText(file)] : Notebook.Parse(file, File.ReadAllText(file)).Cells.Where(cell => cell.Kernel == "markdown").Select(cell => cell.Contents)
                    let name = Path.GetFileName(file)
                    select (Name: name, Text: text, Html: new Links(file, name, "notebook").Enclose(new Prose().Render(text)));

        Assert.Empty(texts.Where(each => !HarmlessHtml.Is(each.Html)).Select(each => $"{each.Name}: {each.Text.Split('\n')[0]}"));
        var links = texts.SelectMany(each => Link().Matches(each.Html)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Contains("/notebook/02-convolution.dib", links);
        Assert.Contains("/page/glossary.md", links);
        Assert.All(links, link => Assert.True(link.StartsWith("https://", StringComparison.Ordinal) || File.Exists(Path.Combine(notebooks, link.Split('#')[0].Split('/')[^1])), link));
    }

    [GeneratedRegex("<a href=\"([^\"]*)\"")]
    private static partial Regex Link();
}
