using Runner.Documents;
using Runner.Html;
using Runner.Presenting.Cells;
using Tests.Pictures;

namespace Tests.Runner.Presenting;

public sealed class HarmlessHtmlTests
{
    [Theory]
    [InlineData("plain & simple")]
    [InlineData("<p>1 &lt; 2</p><br><hr/>")]
    [InlineData("<table class=\"t\"><thead><tr><th scope='col'>a</th></tr></thead></table>")]
    [InlineData("<div style=\"color: #123; padding: 2px 4px; border-left: 3px solid rgb(1, 2, 3)\">x</div>")]
    [InlineData("<a href=\"https://host.example/x?y=1\">x</a><a href='#here'>y</a><a href='02-convolution.dib'>z</a>")]
    [InlineData("<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"a\" width='10'>")]
    [InlineData("<input type=\"checkbox\" disabled checked>")]
    public void What_only_shows_may_stand_in_the_page(string html) => Assert.True(HarmlessHtml.Is(html));

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
    [InlineData("<p title=\"a\"onclick=\"b\">x</p>")]
    [InlineData("<p title=\"<img>\">x</p>")]
    [InlineData("a < b")]
    [InlineData("<p")]
    [InlineData("<![CDATA[x]]>")]
    [InlineData("<?php ?>")]
    public void What_runs_loads_covers_or_reads_in_two_ways_needs_a_frame(string html) => Assert.False(HarmlessHtml.Is(html));

    [Fact]
    public void The_prose_of_the_course_stands_in_the_page()
    {
        var notebooks = Path.Combine(PictureFiles.Folder, "..", "notebooks");
        var framed = from file in Directory.EnumerateFiles(notebooks, "*.dib")
                     from cell in Notebook.Parse(file, File.ReadAllText(file)).Cells
                     where cell.Kernel == "markdown" && !HarmlessHtml.Is(new Offline(notebooks).Enclose(new Prose().Render(cell.Contents)))
                     select $"{Path.GetFileName(file)}: {cell.Contents.Split('\n')[0]}";

        Assert.Empty(framed);
    }
}
