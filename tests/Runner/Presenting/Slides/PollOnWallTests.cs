using System.Net;
using Tests.Runner.Presenting.Audience;
using static Microsoft.Playwright.Assertions;

namespace Tests.Runner.Presenting.Slides;

/// <summary>What the room believes, beside the step that asks.</summary>
public sealed class PollOnWallTests
{
    private static readonly string Talk = $"""
        #!markdown

        # One

        **Predict first:** what comes out of all this code, which is as long as a screen holds?

        - **A** nothing at all
        - **B** forty-two

        #!csharp

        {string.Join("\n", Enumerable.Range(1, 12).Select(i => $"var number{i} = {i}; // {new string('x', 80)}"))}
        6 * 7
        """;

    // What reaches out of the part of the screen that the poll leaves, and how large the step's text is.
    private const string Look = """
        () => {
          const view = document.querySelector(".viewport[data-live]"), free = document.querySelector(".poll.shown").getBoundingClientRect().left;
          return [...view.querySelectorAll(".prose, pre, .outputs")].filter(each => {
            const box = each.getBoundingClientRect();
            return box.right > free || box.bottom > innerHeight || each.scrollWidth > each.clientWidth + 1;
          }).length + (view.scrollHeight > view.clientHeight + 1 ? 1 : 0);
        }
        """;

    [Fact]
    public Task A_step_makes_room_for_what_the_room_believes() => Chromium.UseAsync(async browser =>
    {
        await using var hall = await Hall.OpenAsync(Talk);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
        await page.ComeInAsync($"{hall.Origin}{hall.LaunchToken}");
        await page.GotoAsync($"{hall.Origin}slides/talk.dib");
        await page.ReadyAsync();
        hall.Ballot!.Take("somebody", IPAddress.Loopback, 1, 1);

        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Locator(".poll.shown").WaitForAsync();
        await page.WaitForFunctionAsync($"() => ({Look})() === 0");
        await page.Keyboard.PressAsync("Shift+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("42", new() { Timeout = 30_000 });
        await page.WaitForFunctionAsync($"() => ({Look})() === 0");
    });
}
