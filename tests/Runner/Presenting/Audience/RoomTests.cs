using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tests.Runner.Presenting.Audience;

/// <summary>The wall, the speaker's window and phones together, in a browser.</summary>
public sealed class RoomTests
{
    private const string Talk = """
        #!markdown

        # Kernels

        <!-- notes: 5 min. Take the vote. -->

        **Predict first:** what comes out?

        - **A** thirty-six
        - **B** forty-two

        #!csharp

        Console.WriteLine($"{6 * 7} weights");

        #!markdown

        ## Padding

        <!-- notes: 3 min. Ask for a number. -->

        **Predict first:** how many zeros?

        - **Number** from 0 to 100

        #!csharp

        "sixteen" + " zeros"
        """;

    [Fact]
    public Task Phones_predict_the_wall_counts_and_shows_and_then_the_cell_tells() => OnStage.ShowAsync(Talk, async (wall, hall) =>
    {
        var (one, two) = (await wall.PhoneAsync(hall), await wall.PhoneAsync(hall));
        await Expect(wall.Locator(".poll")).ToHaveTextAsync("0 of 2 have answered");
        await one.Locator("#Ask").GetByText("forty-two").ClickAsync();
        await Expect(one.Locator("#Ask")).ToContainTextAsync("You predict B.");
        await Expect(wall.Locator(".poll")).ToHaveTextAsync("1 of 2 have answered");
        await one.ReloadAsync();
        await Expect(one.Locator("#Ask")).ToContainTextAsync("You predict B.");
        await wall.CheckAsync();
        await two.CheckAsync();

        await wall.Keyboard.PressAsync("Shift+Enter");
        await Expect(wall.Locator(".poll.shown li").Nth(1)).ToContainTextAsync("forty-two 1");
        await Expect(wall.Locator(".outputs")).ToHaveCountAsync(0);
        await Expect(two.Locator("#Ask li").Nth(1)).ToContainTextAsync("forty-two");
        await Expect(two.Locator("#Ask button")).ToHaveCountAsync(0);
        await wall.CheckAsync();
        await two.CheckAsync();

        await wall.Keyboard.PressAsync("v"); // The room talks it over.
        await Expect(wall.Locator(".poll")).ToHaveTextAsync("0 of 2 have answered");
        await two.Locator("#Ask").GetByText("forty-two").ClickAsync();
        await one.Locator("#Ask").GetByText("forty-two").ClickAsync();
        await Expect(wall.Locator(".poll")).ToHaveTextAsync("2 of 2 have answered");
        await wall.Keyboard.PressAsync("Shift+Enter");
        await Expect(wall.Locator(".poll.shown li").Nth(1)).ToContainTextAsync("forty-two 1 → 2");
        await wall.CheckAsync();

        await wall.Keyboard.PressAsync("Shift+Enter");
        await Expect(wall.Locator(".outputs")).ToHaveTextAsync("42 weights");
        var (answers, result) = (await wall.Locator(".poll.shown").BoundingBoxAsync(), await wall.Locator(".outputs").BoundingBoxAsync());
        Assert.True(result!.X + result.Width <= answers!.X); // Side by side.

        await wall.Keyboard.PressAsync("a");
        await Expect(wall.Locator(".poll")).ToHaveCountAsync(0);
        await wall.Keyboard.PressAsync("End");
        await two.GetByLabel("Your prediction").And(two.Locator("input")).FillAsync("16");
        await two.GetByText("Send").ClickAsync();
        await Expect(two.Locator("#Ask")).ToContainTextAsync("You predict 16.");
        await wall.Keyboard.PressAsync("a");
        await Expect(wall.Locator(".poll.shown li")).ToContainTextAsync("16");
    });

    [Fact]
    public Task The_speakers_window_goes_along_to_the_next_lesson_with_its_clock() => OnStage.ShowAsync(Talk, async (wall, hall) =>
    {
        await File.WriteAllTextAsync(Path.Combine(hall.Folder, "more #2.dib"), "#!markdown\n\n# More\n\n<!-- notes: 4 min. Go on. -->\n", TestContext.Current.CancellationToken);
        var speaker = await wall.Context.RunAndWaitForPageAsync(() => wall.Keyboard.PressAsync("s"));
        await speaker.ReadyAsync();
        await Expect(speaker.Locator(".notes h2")).ToHaveTextAsync("Notes · 5 of 8 min");
        await Expect(speaker.Locator(".talk input")).ToHaveValueAsync("8");
        await Expect(speaker.Locator(".pace")).ToHaveTextAsync("in time");
        await speaker.CheckAsync();

        await wall.Keyboard.PressAsync("ArrowRight");
        await Expect(speaker.Locator(".pace")).ToHaveTextAsync("4 min ahead");
        await speaker.GetByRole(AriaRole.Button, new() { Name = "Stop the clock" }).ClickAsync();
        await speaker.Locator(".talk input").FillAsync("45");
        await speaker.Locator(".talk input").PressAsync("Tab");
        await Expect(speaker.Locator(".talk time")).ToHaveAttributeAsync("data-target", "2700000");

        await wall.GotoAsync($"{hall.Origin}slides/more%20%232.dib");
        await Expect(speaker).ToHaveTitleAsync("Speaker · More");
        await Expect(speaker.Locator(".notes")).ToContainTextAsync("Go on.");
        await Expect(speaker.Locator(".talk input")).ToHaveValueAsync("45");
        await Expect(speaker.GetByRole(AriaRole.Button, new() { Name = "Let the clock go on" })).ToBeVisibleAsync();
    });

    [Fact]
    public Task A_phone_is_dark_with_the_wall_and_comes_back_to_where_the_room_is() => OnStage.ShowAsync(Talk, async (wall, hall) =>
    {
        var phone = await wall.PhoneAsync(hall);
        await wall.Keyboard.PressAsync("b");
        await Expect(phone.Locator("#Dark")).ToBeVisibleAsync();
        await wall.Keyboard.PressAsync("b");
        await Expect(phone.Locator("#Dark")).ToBeHiddenAsync();
        await wall.Keyboard.PressAsync("End");
        await Expect(phone.Locator("#Slide h2")).ToHaveTextAsync("Padding");
        await phone.GetByLabel("Earlier slide").ClickAsync();
        await Expect(phone.Locator("#Slide h1")).ToHaveTextAsync("Kernels");
        await Expect(phone.Locator("#Ask")).ToBeHiddenAsync(); // Who looks back is not asked what the room is.
        await phone.GetByText("Live", new() { Exact = true }).ClickAsync();
        await Expect(phone.Locator("#Slide h2")).ToHaveTextAsync("Padding");
        await Expect(phone.Locator("#Ask")).ToBeVisibleAsync();
    });

    [Fact]
    public Task Phones_see_the_pointer_and_the_pen_on_the_same_output() => OnStage.ShowAsync(Talk, async (wall, hall) =>
    {
        var phone = await wall.PhoneAsync(hall);
        await wall.Keyboard.PressAsync("Control+Enter");
        await Expect(phone.Locator(".output")).ToHaveTextAsync("42 weights");
        var box = (await wall.Locator(".outputs > *").BoundingBoxAsync())!;
        await wall.Keyboard.PressAsync("p");
        await wall.Mouse.MoveAsync(box.X + (.25f * box.Width), box.Y + (.5f * box.Height), new() { Steps = 3 });
        await Expect(phone.Locator(".dot.mark")).ToHaveCountAsync(1);
        await wall.Keyboard.PressAsync("p");
        await Expect(phone.Locator(".dot.mark")).ToHaveCountAsync(0);

        await wall.Keyboard.PressAsync("w");
        await wall.Mouse.MoveAsync(box.X + (.2f * box.Width), box.Y + (.3f * box.Height));
        await wall.Mouse.DownAsync();
        await wall.Mouse.MoveAsync(box.X + (.4f * box.Width), box.Y + (.7f * box.Height), new() { Steps = 4 });
        await wall.Mouse.UpAsync();
        await Expect(phone.Locator("svg.mark path")).ToHaveCountAsync(1);
        var (output, line) = ((await phone.Locator(".output").BoundingBoxAsync())!, (await phone.Locator("svg.mark path").BoundingBoxAsync())!);
        Assert.InRange(((line.X + (line.Width / 2)) - output.X) / output.Width, .2, .4);
        await wall.Keyboard.PressAsync("x");
        await Expect(phone.Locator(".mark")).ToHaveCountAsync(0);
    });
}
