using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Tests.Runner.Presenting.Audience;

namespace Tests.Runner.Presenting;

/// <summary>A talk on the wall and the windows and phones that belong to it, used as people use them.</summary>
internal static class OnStage
{
    /// <summary>Shows a talk on the wall and holds that no page complained meanwhile.</summary>
    public static Task ShowAsync(string talk, Func<IPage, Hall, Task> test, ColorScheme scheme = ColorScheme.Light) => Chromium.UseAsync(async browser =>
    {
        await using var hall = await Hall.OpenAsync(talk);
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var page = await context.NewPageAsync();
        List<string> problems = [];
        page.PageError += (_, error) => problems.Add(error);
        page.Console += (_, message) => problems.AddRange(message.Type == "error" ? [message.Text] : []);
        await page.ComeInAsync($"{hall.Origin}{hall.LaunchToken}");
        await page.GotoAsync($"{hall.Origin}slides/talk.dib");
        await page.ReadyAsync();
        await test(page, hall);
        Assert.Empty(problems);
    });

    /// <summary>Comes in by an address that <c>present</c> prints, and waits for the page that it leads on to.</summary>
    public static async Task ComeInAsync(this IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Notebooks" }).WaitForAsync();
    }

    /// <summary>Waits until a page of slides listens to keys and the mouse.</summary>
    public static Task ReadyAsync(this IPage page) => page.Locator("html[data-stage]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>A phone that has come in by the audience's door.</summary>
    public static async Task<IPage> PhoneAsync(this IPage wall, Hall hall, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await wall.Context.Browser!.NewContextAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true, ColorScheme = scheme });
        var phone = await context.NewPageAsync();
        await phone.GotoAsync(hall.Door.ToString());
        return phone;
    }

    /// <summary>What heads the slide that a window shows.</summary>
    public static ILocator Heading(this IPage page) => page.Locator(".viewport[data-live] :is(h1, h2)");

    public static async Task KeysAsync(this IPage page, params string[] keys)
    {
        foreach (var key in keys) await page.Keyboard.PressAsync(key);
    }

    /// <summary>Holds that a page can be used by everybody.</summary>
    public static async Task CheckAsync(this IPage page)
    {
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{page.Url}: {violation.Id} {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
    }
}
