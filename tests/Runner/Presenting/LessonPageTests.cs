using Microsoft.Playwright;
using Tests.Pictures;

namespace Tests.Runner.Presenting;

/// <summary>Lessons of the course in the browser, as an instructor gives them.</summary>
public sealed class LessonPageTests(LessonPageTests.ServedLessons served) : IClassFixture<LessonPageTests.ServedLessons>
{
    /// <summary>The course itself, with one epoch wherever a network trains.</summary>
    public sealed class ServedLessons : Served
    {
        protected override string Root => Path.Combine(PictureFiles.Folder, "..", "notebooks");
    }

    [Fact]
    public Task Convolution_is_stepped_through_with_one_key() => Chromium.UseAsync(async browser =>
    {
        var window = await Window.OpenAsync(browser, served, "02-convolution.dib");
        await window.Page.Keyboard.PressAsync("ArrowDown");
        for (var count = await window.Cells.CountAsync() - 1; count > 0; count--) await window.Page.Keyboard.PressAsync("Shift+Enter");
        await window.AtRestAsync();

        Assert.Equal(0, await window.Page.Locator(".cell.failed").CountAsync());
        Assert.True(await window.Page.Locator(".outputs img, .outputs svg").CountAsync() > 3);
        Assert.True(await window.Page.Locator(".prose .katex-html").CountAsync() > 3);
        Assert.Empty(window.Problems);
    });

    [Fact]
    public Task Fashion_MNIST_trains_in_front_of_the_room_and_its_curve_grows_also_across_a_reload() => Chromium.UseAsync(async browser =>
    {
        var window = await Window.OpenAsync(browser, served, "07-fashion-mnist.dib");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Run all", Exact = true }).ClickAsync();
        var training = window.Code.Filter(new() { HasText = "LiveCurves()" });
        var curve = training.Locator(".outputs img").Last;
        await curve.WaitForAsync(new() { Timeout = 120_000 });
        var begun = await curve.GetAttributeAsync("src");
        await Assertions.Expect(curve).Not.ToHaveAttributeAsync("src", begun!);

        await window.Page.ReloadAsync();
        await curve.WaitForAsync();
        await window.AtRestAsync();

        Assert.Equal(0, await window.Page.Locator(".cell.failed, .code-cell.idle").CountAsync());
    });
}
