using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Runner.Presenting.Live;
using Runner.Presenting.Safety;
using Runner.Presenting.Slides;
using static Microsoft.Playwright.Assertions;

namespace Tests.Runner.Presenting.Slides;

/// <summary>An hour of teaching in a few minutes, with all that goes wrong in one: nothing is lost, and it ends where it should.</summary>
public sealed class HourTests
{
    private const string Lesson = """
        #!markdown

        # An hour

        #!csharp

        var learned = 40 + 2;

        #!markdown

        ## What goes wrong

        #!csharp

        Console.WriteLine(int.Parse("forty"));

        #!csharp

        while (true) { }

        #!csharp

        Console.WriteLine($"process {Environment.ProcessId}");

        #!markdown

        ## What is known

        #!csharp

        $"learned: {learned}"

        #!markdown

        ## The next lesson

        <!-- slide: show -->

        It is [here](next.dib).
        """;

    [Fact]
    public Task An_hour_of_slips_and_failures_loses_nothing() => OnStage.ShowAsync(Lesson, async (page, hall) =>
    {
        var notebook = hall.Notebook;
        await File.WriteAllTextAsync(Path.Combine(hall.Folder, "next.dib"), "#!markdown\n\n# Next\n\n#!csharp\n\n6 * 7\n", TestContext.Current.CancellationToken);
        await page.KeysAsync("Shift+Enter");
        await Expect(page.Locator(".code-cell.done")).ToHaveCountAsync(1);

        await PressEveryKeyAsync(page);
        Assert.Equal((0, 1), (notebook.Lost, notebook.Cells.Count(cell => cell.State == CellState.Done)));
        Assert.False(notebook.IsEdited);

        // An error is shown, and the lesson goes on.
        await GoToAsync(page, "What goes wrong");
        await page.KeysAsync("Shift+Enter");
        await Expect(page.Locator(".code-cell.failed")).ToContainTextAsync("FormatException");

        // A loop without an end, and an impatient finger: the presses do not queue up, and what has to be lost can be had again.
        await page.KeysAsync("ArrowRight");
        await Expect(page.Locator(".code-cell.selected")).ToContainTextAsync("while");
        await page.KeysAsync("Shift+Enter", "Shift+Enter", "Shift+Enter");
        await Expect(page.Locator(".code-cell.running")).ToHaveCountAsync(1);
        await page.KeysAsync("i");
        await Expect(page.Locator(".banner")).ToContainTextAsync("is gone");
        Assert.Equal(CellState.Idle, notebook.Cells[^4].State);
        await KnowAgainAsync(page, notebook);

        // The kernel process is killed.
        await GoToAsync(page, "What goes wrong");
        await page.KeysAsync("ArrowRight", "ArrowRight", "Control+Enter");
        await Expect(page.Locator(".outputs")).ToContainTextAsync("process ");
        var number = int.Parse((await page.Locator(".outputs").InnerTextAsync()).Trim()["process ".Length..], CultureInfo.InvariantCulture);
        using (var kernel = Process.GetProcessById(number)) kernel.Kill();
        await Expect(page.Locator(".banner")).ToContainTextAsync("has ended");
        await KnowAgainAsync(page, notebook);

        // The window is loaded again, and another one leads for a while.
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.Heading()).ToHaveTextAsync("What is known");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("learned: 42");
        var speaker = await page.Context.RunAndWaitForPageAsync(() => page.KeysAsync("s"));
        await speaker.ReadyAsync();
        await speaker.KeysAsync("PageUp");
        await Expect(page.Heading()).ToHaveTextAsync("What goes wrong");
        await speaker.KeysAsync("PageDown");
        await Expect(page.Heading()).ToHaveTextAsync("What is known");
        await speaker.CloseAsync();

        // The file changes: what nobody has edited here is taken, what somebody has is asked about.
        await WriteAsync(notebook, Lesson.Replace("\"learned: ", "\"still learned: ", StringComparison.Ordinal));
        await Expect(page.Locator("[data-source]")).ToContainTextAsync("still learned");
        notebook.By(new(Role.Presenter)).Edit(notebook.Cells[^2].Id, "$\"mine: {learned}\"");
        await WriteAsync(notebook, Lesson);
        await Expect(page.Locator(".banner")).ToContainTextAsync("changed on disk");
        await Expect(page.Locator("[data-source]")).ToContainTextAsync("mine");
        await page.GetByText("Overwrite it with what is here").ClickAsync();
        await Expect(page.Locator(".banner")).ToHaveCountAsync(0);
        Assert.Contains("mine: {learned}", await File.ReadAllTextAsync(notebook.File, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("mine: 42");

        // The next lesson, and back: this one is as it was left.
        await page.KeysAsync("End");
        await page.GetByText("here", new() { Exact = true }).ClickAsync();
        await Expect(page.Heading()).ToHaveTextAsync("Next");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.ReadyAsync(); // Its keys lead the lesson that is shown.
        await page.KeysAsync("ArrowRight", "Control+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("42");
        await page.GoBackAsync();
        await Expect(page.Heading()).ToHaveTextAsync("The next lesson");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.ReadyAsync();
        await GoToAsync(page, "What is known");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("mine: 42");
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("mine: 42");
        Assert.Equal(0, notebook.Lost);
    });

    // Each of them once, as a hand does that looks for another; what opens is closed again.
    private static async Task PressEveryKeyAsync(IPage page)
    {
        foreach (var key in Shortcut.ByKey.Keys.Select(key => key.Replace("Ctrl+", "Control+", StringComparison.Ordinal)))
        {
            if (Shortcut.ByKey.GetValueOrDefault(key) is "fullscreen" || key == "Control+Shift+Enter") continue; // The one has no screen here; the other does what it says, and here that has no end.
            if (Shortcut.ByKey.GetValueOrDefault(key) is "speaker" or "run-stale" or "run-above" or "run" or "advance") await page.KeysAsync("Home");
            if (key == "s") await (await page.Context.RunAndWaitForPageAsync(() => page.KeysAsync(key))).CloseAsync();
            else await page.KeysAsync(key);
            await page.KeysAsync("Escape", "Escape", "Escape");
            await Expect(page.Locator("[data-editing]")).ToHaveCountAsync(0);
            await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
            await Expect(page.Locator(".code-cell:is(.running, .waiting)")).ToHaveCountAsync(0);
        }

        await page.KeysAsync("Home");
    }

    private static async Task GoToAsync(IPage page, string title)
    {
        await page.KeysAsync("g");
        await Expect(page.GetByLabel("Go to slide")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(title);
        await page.KeysAsync("Enter");
        await Expect(page.Heading()).ToHaveTextAsync(title);
    }

    private static async Task KnowAgainAsync(IPage page, LiveNotebook notebook)
    {
        await GoToAsync(page, "What is known");
        await page.Locator(".banner [data-here]").ClickAsync();
        await Expect(page.Locator(".banner")).ToHaveCountAsync(0);
        await Expect(page.Locator(".code-cell:is(.running, .waiting)")).ToHaveCountAsync(0);
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("learned: 42");
        Assert.Equal(0, notebook.Lost);
    }

    private static Task WriteAsync(LiveNotebook notebook, string text) => File.WriteAllTextAsync(notebook.File, text, TestContext.Current.CancellationToken);
}
