using Runner.Reports;
using Runner.Sites;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Reports;

/// <summary>An output that wants to load or send something, on the pages that a run writes.</summary>
public sealed class PagePolicyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("policy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("site/lesson.html")]
    [InlineData("report/lesson.html")]
    public Task No_output_loads_or_sends_anything_by_HTML_or_by_script(string file) => Chromium.UseAsync(async browser =>
    {
        using var elsewhere = new Elsewhere();
        var html = $$"""
            <input type="image" src="{E}/1"><p style="background-image:u\rl({E}/2)">x</p><svg><image href="{E}/3"/><style>p { background: url("{E}/4") }</style></svg><video poster="{E}/5"></video>
            <table background="{E}/6"><tr><td>x</td></tr></table><iframe srcdoc="<img src='{E}/7'><script>new Image().src='{E}/8'</scr&#105;pt>"></iframe><iframe srcdoc="<script>fetch('{E}/9')</script>"></iframe>
            <style>@import "{E}/10"; p { background: image-set("{E}/11" 1x) }</style>
            <script>
              const base = "{E}";
              new Image().src = base + "/12";
              fetch(base + "/13").catch(() => {});
              navigator.sendBeacon(base + "/14", "x");
              try { new WebSocket(base.replace("http", "ws") + "/15"); } catch {}
              for (const [tag, name, value] of [["script", "src", "/16"], ["iframe", "src", "/17"], ["embed", "src", "/18"], ["object", "data", "/19"], ["audio", "src", "/20"]]) document.body.append(Object.assign(document.createElement(tag), { [name]: base + value }));
              document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: base + "/21" }), Object.assign(document.createElement("link"), { rel: "prefetch", href: base + "/22" }));
              const form = Object.assign(document.createElement("form"), { action: base + "/23", method: "post", target: "_self" });
              document.body.append(form);
              setTimeout(() => form.submit(), 1500);
              document.body.dataset.ran = "all";
            </script>
            """.Replace("{E}", elsewhere.Origin);
        var path = Path.Combine(_folder, "lesson.dib");
        File.WriteAllText(path, "#!html\n\n<p>x</p>\n");
        var notebook = Notebook(path, Cell(1, "html", "<p>x</p>", Showed("text/html", html)));
        var site = new SiteWriter(Path.Combine(_folder, "site"), [path], "Site", new([]), TextWriter.Null);
        site.NotebookEnded(notebook);
        site.RunEnded(Run(notebook));
        Directory.CreateDirectory(Path.Combine(_folder, "report"));
        File.WriteAllText(Path.Combine(_folder, "report/lesson.html"), new HtmlReport(notebook, CellOutput.Fold(notebook.Cells)).Write());

        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(Path.Combine(_folder, file)).AbsoluteUri, new() { WaitUntil = Microsoft.Playwright.WaitUntilState.Commit });

        await page.Locator("body[data-ran=all]").WaitForAsync();
        await Task.Delay(3_000, TestContext.Current.CancellationToken); // The form is sent last: a browser that sends it is on its way to another page.
        Assert.Empty(elsewhere.Asked.Select(request => request.RawUrl));
    });
}
