using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Runner.Reports;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Reports;

/// <summary>A report as a reader has it: opened from disk, in both colour schemes, on a desktop and on a phone.</summary>
public sealed class HtmlReportInBrowserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write()
    {
        var notebook = Notebook(Path.Combine(_folder, "lesson.dib"),
            Cell(1, "markdown", "# Convolution\n\nLet $n \\times n$ be **the** [picture](https://host.example/).\n\n$$\\left\\lfloor \\frac{n+2p-k}{s} \\right\\rfloor + 1$$\n\n## Table\n\n|a|b|\n|-|-|\n|1|2|\n\n```mermaid\ngraph LR\n  A[image] --> B[feature map]\n```\n\n```csharp\nvar x = \"s\" + 1; // c\n```\n\n![gone](https://host.example/a.png)"),
            Cell(2, "csharp", "// " + new string('x', 200) + "\nvar x = new List<int> { 1 }; x.Sum()", Wrote(string.Join('\n', Enumerable.Range(1, 100))), Wrote("warning " + new string('w', 300), "stderr")),
            Cell(3, "csharp", "chart", Showed("application/vnd.plotly.v1+json", """{"data":[{"type":"bar","x":["a","b"],"y":[1,2]}],"layout":{"width":800,"title":{"text":"Errors"}}}""")),
            Cell(4, "html", "<p>x</p>", Showed("text/html", "<p>x</p><img src='https://host.example/b.png'><iframe src='https://host.example/v' title='film'></iframe><script src='https://host.example/x.js'></script>")),
            Cell(5, "csharp", "boom()", Failed("it broke " + new string('y', 300), new(Path.Combine(_folder, "lesson.dib"), 5, 1, 1), "at f")),
            Cell(6, "mermaid", "graph", Showed("text/vnd.mermaid", "sequenceDiagram\n  Learner->>Kernel: run")),
            Cell(7, "mermaid", "broken", Showed("text/vnd.mermaid", "graph LR\n  A --> --> B")),
            NotRun(8, "never"));
        var path = Path.Combine(_folder, "lesson.html");
        File.WriteAllText(path, new HtmlReport(notebook, CellOutput.Fold(notebook.Cells)).Write());
        return new Uri(path).AbsoluteUri;
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 360)]
    public Task It_opens_from_disk_without_network_or_error_readable_for_all(ColorScheme scheme, int width) => Chromium.UseAsync(async browser =>
    {
        var page = await browser.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        var (errors, loads) = (new List<string>(), new List<string>());
        page.Console += (_, message) => errors.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, error) => errors.Add(error);
        page.Request += (_, request) => loads.AddRange(request.Url.StartsWith("data:", StringComparison.Ordinal) || request.Url.StartsWith("blob:", StringComparison.Ordinal) ? [] : [request.Url]);

        var url = Write();
        await page.GotoAsync(url);

        Assert.Equal([url], loads);
        Assert.Empty(errors);
        Assert.Equal(2, await page.Locator(".katex-html").CountAsync());
        Assert.Equal(2, await page.Locator(".chart .bars .point").CountAsync());
        await Assertions.Expect(page.Locator(".diagram .drawn svg")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator(".diagram .problem")).ToContainTextAsync("can't be drawn: Parse error on line 2");
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "the page scrolls sideways");
        var axe = await page.RunAxe();
        Assert.Empty(axe.Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
    });

    [Fact]
    public Task The_keyboard_reaches_the_notebook_first() => Chromium.UseAsync(async browser =>
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(Write());

        await page.Keyboard.PressAsync("Tab");

        Assert.Equal("#Content", await page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
        Assert.True((await page.Locator(".skip").BoundingBoxAsync())!.X >= 0);
    });
}
