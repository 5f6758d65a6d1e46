using System.Text.RegularExpressions;
using NotebookLib.Notebook;
using Runner.Documents;
using Runner.Html;
using Runner.Presenting.Cells;
using Tests.Pictures;

namespace Tests.Runner.Presenting;

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

    [Theory]
    [InlineData("a<!-- for authors -->b", "ab")]
    [InlineData("<!---->a<!-- one - two\nthree -->", "a")]
    [InlineData("<!--><img src=x>-->", "<!--><img src=x>-->")]
    [InlineData("<!-- --!><img src=x> -->", "<!-- --!><img src=x> -->")]
    public void A_comment_that_nobody_reads_otherwise_is_left_out(string html, string expected) => Assert.Equal(expected, HarmlessHtml.WithoutComments(html));

    [Fact]
    public void The_prose_of_the_course_stands_in_the_page_and_its_links_lead_to_what_is_there()
    {
        var notebooks = Path.GetFullPath(Path.Combine(PictureFiles.Folder, "..", "notebooks"));
        var texts = from file in Directory.EnumerateFiles(notebooks)
                    from text in file.EndsWith(".md", StringComparison.Ordinal) ? [File.ReadAllText(file)] : Notebook.Parse(file, File.ReadAllText(file)).Cells.Where(cell => cell.Kernel == "markdown").Select(cell => cell.Contents)
                    let name = Path.GetFileName(file)
                    select (Name: name, Text: text, Html: new Links(file, name, "notebook").Enclose(HarmlessHtml.WithoutComments(new Prose().Render(text))));

        Assert.Empty(texts.Where(each => !HarmlessHtml.Is(each.Html)).Select(each => $"{each.Name}: {each.Text.Split('\n')[0]}"));
        var links = texts.SelectMany(each => Link().Matches(each.Html)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Contains("/notebook/02-convolution.dib", links);
        Assert.Contains("/page/glossary.md", links);
        Assert.All(links, link => Assert.True(link.StartsWith("https://", StringComparison.Ordinal) || File.Exists(Path.Combine(notebooks, link.Split('#')[0].Split('/')[^1])), link));
    }

    [GeneratedRegex("<a href=\"([^\"]*)\"")]
    private static partial Regex Link();
}
