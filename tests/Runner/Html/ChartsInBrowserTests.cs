using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Runner.Jupyter;
using Runner.Presenting;
using Runner.Presenting.Live;
using Runner.Presenting.Safety;
using Runner.Reports;
using Runner.Sessions;
using Runner.Sites;
using Tests.Runner.Jupyter;
using Tests.Runner.Presenting;
using static Microsoft.Playwright.Assertions;

namespace Tests.Runner.Html;

/// <summary>A chart of Plotly.NET, and one that the course library gives a picture, in every face and without a network.</summary>
public sealed class ChartsInBrowserTests(ChartsInBrowserTests.Charted charted) : IClassFixture<ChartsInBrowserTests.Charted>
{
    private static readonly string Library = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "bin", "NotebookLib.dll"));

    private static readonly string[] Cells =
    [
        $$"""
        #r "nuget: TorchSharp, 0.107.0"
        #r "nuget: ScottPlot, 5.1.59"
        #r "nuget: Plotly.NET.Interactive, 6.0.0"
        #r "nuget: Plotly.NET.CSharp, 0.14.0"
        #r "{{Library}}"
        """,
        """
        using Microsoft.DotNet.Interactive.Formatting;
        using Plotly.NET.CSharp;
        NotebookLib.Notebook.LiveOutput.Html = value => value.ToDisplayString("text/html");
        Chart.Column<double, string, string>(new[] { 16.4, 7.3, 3.6 }, Keys: new[] { "AlexNet", "VGG16", "ResNet" })
        """,
        """
        NotebookLib.Plotting.Plots.PlotBars("Top-5 error", "error (%)", new[] { ("AlexNet", 16.4), ("VGG16", 7.3), ("ResNet", 3.6) }, reference: (5.1, "a person"), interactive: true)
        """,
    ];

    private static readonly string Notebook = $"#!markdown\n\n# Charts\n\n{string.Concat(Cells.Select(cell => $"#!csharp\n\n{cell}\n\n"))}";

    /// <summary>The notebook, and what came out of it once.</summary>
    public sealed class Charted : IAsyncLifetime, IRunObserver
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("charts-").FullName;

        public string File => Path.Combine(Folder, "charts.dib");

        public NotebookResult Result { get; private set; } = null!;

        /// <summary>The HTML of what a front end of Jupyter is sent, in order.</summary>
        public IReadOnlyList<string> Jupyter { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            await System.IO.File.WriteAllTextAsync(File, Notebook);
            await new NotebookRun([this]).RunAsync([File]);
            Assert.True(Result.Held);

            using var frontEnd = new FrontEnd();
            await using var kernel = new JupyterKernel(frontEnd.Connection, new(Folder), "notebook");
            frontEnd.WaitUntilReady();
            Jupyter = [.. Cells.SelectMany(cell => frontEnd.Hear(frontEnd.Execute(cell))).Select(message => (string?)message.Content["data"]?["text/html"]).OfType<string>()];
        }

        void IRunObserver.NotebookEnded(NotebookResult notebook) => Result = notebook; // with its outputs, which the run does not keep

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private string WriteReport()
    {
        var path = Path.Combine(charted.Folder, "report.html");
        File.WriteAllText(path, new HtmlReport(charted.Result, CellOutput.Fold(charted.Result.Cells)).Write());
        return new Uri(path).AbsoluteUri;
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 360)]
    public Task A_report_draws_them(ColorScheme scheme, int width) => UseAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } }, async page =>
    {
        await page.GotoAsync(WriteReport());
        await AreDrawnAsync(page.Locator("body"), 2);
        await TurnsWithThePageAsync(page.Locator("body"), scheme);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "the page scrolls sideways");
    });

    // White paper on a dark page is a lamp: lines and bars are shown the other way round there, as chart and as picture.
    private static async Task TurnsWithThePageAsync(ILocator body, ColorScheme scheme)
    {
        foreach (var drawn in new[] { body.Locator(".interactive-chart .js-plotly-plot"), body.Locator(".interactive-chart > img") })
            Assert.Equal(scheme == ColorScheme.Dark, await drawn.EvaluateAsync<string>("drawn => getComputedStyle(drawn).filter") != "none");
    }

    [Fact]
    public Task Where_scripts_cannot_run_the_picture_is_seen() => UseAsync(new() { JavaScriptEnabled = false }, async page =>
    {
        await page.GotoAsync(WriteReport());
        await Expect(page.Locator(".interactive-chart > img")).ToBeVisibleAsync();
    });

    [Fact]
    public Task A_site_draws_them() => UseAsync(new(), async page =>
    {
        var output = Path.Combine(charted.Folder, "site");
        var writer = new SiteWriter(output, [charted.File], null, new([]), TextWriter.Null);
        writer.NotebookEnded(charted.Result);
        writer.RunEnded(new([charted.Result], TimeSpan.Zero));

        await page.GotoAsync(new Uri(Path.Combine(output, "charts.html")).AbsoluteUri);
        await AreDrawnAsync(page.Locator("body"), 2);
    });

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public Task A_notebook_in_the_browser_draws_them_in_frames(ColorScheme scheme) => UseAsync(new() { ColorScheme = scheme }, async page =>
    {
        await using var server = await PresentServer.StartAsync(new(charted.Folder) { Drafts = new(Path.Combine(charted.Folder, "drafts")) });
        server.Services.GetRequiredService<Bookshelf>().Open("charts.dib")!.By(new(Role.Presenter)).RunAll();
        await page.ComeInAsync(server.NewLaunchAddress());
        await page.GotoAsync($"{server.Origin}/notebook/charts.dib");

        await AreDrawnAsync(page.FrameLocator("iframe.sandboxed >> nth=0").Locator("body"), 1, pictures: 0);
        var chart = page.FrameLocator("iframe.sandboxed >> nth=1").Locator("body");
        await AreDrawnAsync(chart, 1);
        await TurnsWithThePageAsync(chart, scheme);
        await page.GotoAsync("about:blank"); // Before the server goes.
    });

    /// <param name="hasLoader">Whether the page has a require.js, which would ask the network.</param>
    /// <param name="isReloaded">Whether the outputs come into the page in another order than the cells ran.</param>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public Task Jupyter_draws_them(bool hasLoader, bool isReloaded) => UseAsync(new(), async page =>
    {
        List<string> outputs = [.. charted.Jupyter.Where(html => html.Contains("Plotly.newPlot"))];
        Assert.Equal([true, false], outputs.Select(html => html.Length > 3_000_000)); // plotly.js comes once
        if (isReloaded) outputs.Reverse();
        await page.GotoAsync("about:blank");
        if (hasLoader) await page.EvaluateAsync("() => { window.asked = 0; window.define = () => { asked++ }; define.amd = {}; window.require = window.requirejs = () => { asked++ }; requirejs.config = () => { asked++; return requirejs; }; }");

        // As JupyterLab puts HTML into its page: scripts are made anew, or they would not run.
        foreach (var html in outputs)
            await page.EvaluateAsync("""
                html => {
                    const place = document.body.appendChild(document.createElement("div"));
                    place.innerHTML = html;
                    for (const script of place.querySelectorAll("script")) {
                        const again = document.createElement("script");
                        again.textContent = script.textContent;
                        script.replaceWith(again);
                    }
                }
                """, html);

        await AreDrawnAsync(page.Locator("body"), 2);
        if (hasLoader) Assert.Equal(0, await page.EvaluateAsync<int>("asked"));
    });

    private static async Task AreDrawnAsync(ILocator page, int charts, int pictures = 1)
    {
        await Expect(page.Locator(".js-plotly-plot .bars")).ToHaveCountAsync(charts, new() { Timeout = 60_000 });
        await Expect(page.Locator(".interactive-chart > img")).ToHaveCountAsync(pictures);
        if (pictures > 0) await Expect(page.Locator(".interactive-chart > img")).ToBeHiddenAsync();
    }

    /// <summary>Does something with a page that must ask nobody but this machine, and complain of nothing.</summary>
    private static Task UseAsync(BrowserNewContextOptions options, Func<IPage, Task> test) => Chromium.UseAsync(async browser =>
    {
        var page = await (await browser.NewContextAsync(options)).NewPageAsync();
        var problems = new List<string>();
        page.Console += (_, message) => problems.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => problems.Add(error);
        page.Request += (_, request) => problems.AddRange(new Uri(request.Url) is { Scheme: "http" or "https", IsLoopback: false } ? [request.Url] : []);

        await test(page);

        Assert.Empty(problems);
    });
}
