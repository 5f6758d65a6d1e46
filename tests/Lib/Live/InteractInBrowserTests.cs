using Deque.AxeCore.Playwright;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookLib.Plotting;
using Tests.Lib.Notebook;
using Tests.Runner;
using static NotebookLib.Live.LiveFigures;
using static TorchSharp.torch;

namespace Tests.Lib.Live;

/// <summary>Figures whose pictures are all drawn beforehand, as a reader has them in a page without a kernel.</summary>
[Collection(LiveOutputCollection.Name)]
public sealed class InteractInBrowserTests
{
    [Fact]
    public Task The_picture_and_its_description_follow_slider_and_choice() => Chromium.UseAsync(async browser =>
    {
        var page = await browser.NewPageAsync();
        await page.SetContentAsync(Page());
        var (picture, slider) = (page.Locator("img"), page.GetByLabel("stride"));
        Assert.Equal("stride 2, cat", await picture.GetAttributeAsync("alt"));
        Assert.Equal("2", await slider.GetAttributeAsync("aria-valuetext"));
        var before = await picture.GetAttributeAsync("src");

        await slider.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");

        Assert.Equal("stride 3, cat", await picture.GetAttributeAsync("alt"));
        Assert.Equal("3", await slider.GetAttributeAsync("aria-valuetext"));
        Assert.NotEqual(before, await picture.GetAttributeAsync("src"));
        Assert.True(await picture.EvaluateAsync<bool>("async picture => { await picture.decode(); return picture.naturalWidth > 0; }"));

        await page.GetByLabel("photo").SelectOptionAsync("cup & saucer");

        Assert.Equal("stride 3, cup & saucer", await picture.GetAttributeAsync("alt"));
        Assert.Empty((await page.Locator("figure").RunAxe()).Violations.Select(violation => violation.Id));
    });

    [Fact]
    public Task Two_figures_of_a_page_move_each_for_itself() => Chromium.UseAsync(async browser =>
    {
        var page = await browser.NewPageAsync();
        await page.SetContentAsync(Page() + Page(start: 1));
        await page.GetByLabel("stride").Nth(1).FillAsync("3");
        Assert.Equal("stride 2, cat", await page.Locator("img").Nth(0).GetAttributeAsync("alt"));
        Assert.Equal("stride 4, cat", await page.Locator("img").Nth(1).GetAttributeAsync("alt"));
    });

    [Fact]
    public Task Without_scripts_the_picture_stands_with_what_it_shows() => Chromium.UseAsync(async browser =>
    {
        var page = await browser.NewPageAsync(new() { JavaScriptEnabled = false });
        await page.SetContentAsync(Page());
        Assert.Equal("stride 2, cat", await page.Locator("img").GetAttributeAsync("alt"));
        Assert.Equal("stride: 1 to 4, here 2; photo: cat, cup & saucer, here cat.", await page.Locator("figcaption").InnerTextAsync());
        Assert.Equal(0, await page.Locator("input, select").CountAsync());
    });

    [Fact]
    public Task A_convolution_is_computed_in_the_page_as_libtorch_computes_it() => Chromium.UseAsync(async browser =>
    {
        using var scope = NewDisposeScope();
        var image = (rand(9, 7, generator: new Generator(1)) * 255).round() / 255;
        var weights = tensor(new float[,] { { 0, -1, 0 }, { -1, 5, -1 }, { 2, 0, -1 } });
        var page = await browser.NewPageAsync();
        await page.SetContentAsync(Assert.Single(LiveOutputCollection.ShownBy(() => InteractKernel(image, weights))).ToDisplayString("text/html"));
        await AssertMapAsync();

        weights[1, 2] = 3;
        await page.GetByLabel("weight in row 2, column 3").FillAsync("3");
        await AssertMapAsync();
        Assert.Empty((await page.Locator("figure").RunAxe()).Violations.Select(violation => violation.Id));

        async Task AssertMapAsync()
        {
            var drawn = await page.Locator("canvas").Nth(1).EvaluateAsync<int[]>("canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].filter((_, place) => place % 4 === 0)");
            var map = nn.functional.conv2d(image.reshape(1, 1, 9, 7), weights.reshape(1, 1, 3, 3), padding: [1, 1]) / Math.Max(weights.sum().item<float>(), 1);
            Assert.All((map.abs().clamp(0, 1) * 255).data<float>().Zip(drawn), pair => Assert.InRange(pair.Second, pair.First - 1, pair.First + 1));
        }
    });

    [Fact]
    public void A_kernel_that_would_change_the_images_size_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("2x3", Assert.Throws<ArgumentException>(() => InteractKernel(zeros(4, 4), zeros(2, 3))).Message);
    }

    private static string Page(int start = 2) => Assert.Single(LiveOutputCollection.ShownBy(() =>
        Interact(Slider("stride", 1, 4, start), Choice("photo", ("cat", "cat"), ("cup & saucer", "cup & saucer")), Draw))).ToDisplayString("text/html");

    private static Picture Draw(int stride, string photo) => Plots.PlotImages(full([1, 8, 8], stride / 4.0), alt: $"stride {stride}, {photo}");
}
