using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Runner.Presenting;
using Runner.Presenting.Live;
using Runner.Presenting.Safety;
using static Microsoft.Playwright.Assertions;

namespace Tests.Runner.Presenting;

/// <summary>Figures with inputs in the browser, with a kernel behind them that draws.</summary>
public sealed class MovingInputsTests : IDisposable
{
    private const string Lesson = """
        #!csharp

        #r "nuget: TorchSharp-cpu, 0.107.0"
        #r "nuget: ScottPlot, 5.1.59"
        #r "LIBRARY"

        #!csharp

        using Microsoft.DotNet.Interactive;
        using NotebookLib.Notebook;
        using static NotebookLib.Live.LiveFigures;
        using static NotebookLib.Plotting.Plots;
        using static TorchSharp.torch;
        NotebookLib.Libtorch.Load();
        LiveOutput.Show = value => KernelInvocationContext.Current.Display(value).Update;
        var drawn = 0;
        Interact(Slider("stride", 1, 40), Choice("photo", ("cat", "cat"), ("cup", "cup")), Matrix("kernel", eye(2)), (stride, photo, kernel) =>
        {
            drawn++;
            if (stride == 13) throw new System.Exception("Thirteen does not fit.");
            return PlotImages(ones(1, 4, 4), alt: $"stride {stride}, {photo}, sum {kernel.sum().item<float>()}, drawing {drawn}");
        });
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task The_kernel_draws_anew_what_a_reader_sets_and_another_window_follows() => PresentAsync(async page =>
    {
        await ShowsAsync(page, "stride 7, cat, sum 2", () => page.GetByLabel("stride").FillAsync("7"));
        await page.GetByLabel("photo").SelectOptionAsync("cup");
        await ShowsAsync(page, "stride 7, cup, sum 2");
        await page.GetByLabel("kernel, row 1, column 2").FillAsync("-4");
        await ShowsAsync(page, "stride 7, cup, sum -2");
        await page.Keyboard.PressAsync("ArrowUp");
        await ShowsAsync(page, "stride 7, cup, sum -1");

        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        await ShowsAsync(other, "stride 8, cup, sum -1", () => page.GetByLabel("stride").FillAsync("8"));
        await Expect(other.GetByLabel("stride")).ToHaveValueAsync("8");
    });

    [Fact]
    public Task A_number_is_dragged_and_of_what_waits_only_the_latest_is_drawn() => PresentAsync(async page =>
    {
        await ShowsAsync(page, "stride 2, cat, sum 2", () => page.GetByLabel("stride").FillAsync("2"));
        var weight = page.GetByLabel("kernel, row 2, column 2");
        await weight.ScrollIntoViewIfNeededAsync();
        var box = (await weight.BoundingBoxAsync())!;
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + 49, y - 30, new() { Steps = 20 });
        await page.Mouse.UpAsync();
        await ShowsAsync(page, "stride 2, cat, sum 6"); // four steps of 12 pixels
        await Expect(weight).ToHaveValueAsync("5");

        var before = await DrawingAsync(page);
        await page.GetByLabel("stride").EvaluateAsync("slider => { for (let value = 3; value <= 40; value++) { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); } }");
        await ShowsAsync(page, "stride 40, cat, sum 6");
        Assert.InRange(await DrawingAsync(page) - before, 1, 30);
    });

    [Fact]
    public Task Values_that_cannot_be_drawn_say_so_and_the_next_are_drawn() => PresentAsync(async page =>
    {
        await ShowsAsync(page, "stride 12, cat, sum 2", () => page.GetByLabel("stride").FillAsync("12"));
        await page.GetByLabel("stride").FillAsync("13");
        await Expect(page.Locator(".inputs .problem")).ToHaveTextAsync("Thirteen does not fit.", new() { Timeout = 30_000 });
        await page.GetByLabel("stride").FillAsync("14");
        await ShowsAsync(page, "stride 14, cat, sum 2");
        await Expect(page.Locator(".inputs .problem")).ToHaveTextAsync("");
    });

    /// <summary>Waits for a picture; what is to make it is done again where a page that has just come does not listen yet.</summary>
    private static async Task ShowsAsync(IPage page, string alt, Func<Task>? move = null)
    {
        for (var tries = move is null ? 1 : 10; ; tries--)
        {
            if (move is not null) await move();
            try
            {
                await Expect(page.Locator(".inputs img")).ToHaveAttributeAsync("alt", new System.Text.RegularExpressions.Regex($"^{alt},"), new() { Timeout = move is null ? 30_000 : 3_000 });
                return;
            }
            catch (PlaywrightException) when (tries > 1)
            {
            }
        }
    }

    private static async Task<int> DrawingAsync(IPage page) =>
        int.Parse((await page.Locator(".inputs img").GetAttributeAsync("alt"))!.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private Task PresentAsync(Func<IPage, Task> test) => Chromium.UseAsync(async browser =>
    {
        var library = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "bin", "NotebookLib.dll"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "figure.dib"), Lesson.Replace("LIBRARY", library));
        await using var server = await PresentServer.StartAsync(new(_folder) { Drafts = new(Path.Combine(_folder, "drafts")) });
        var notebook = server.Services.GetRequiredService<Bookshelf>().Open("figure.dib")!;
        notebook.By(new(Role.Presenter)).RunAll();
        var page = await (await browser.NewContextAsync()).NewPageAsync();
        await page.ComeInAsync(server.NewLaunchAddress());
        await page.GotoAsync($"{server.Origin}/notebook/figure.dib");
        await ShowsAsync(page, "stride 1, cat, sum 2");
        await test(page);
    });
}
