using Microsoft.Playwright;
using Runner.Presenting.Safety;
using static Microsoft.Playwright.Assertions;

namespace Tests.Runner.Presenting.Slides;

/// <summary>Slides, the speaker's window and the audience's page in a browser, used as people use them.</summary>
public sealed class SlideShowTests
{
    private const string Talk = """
        #!markdown

        # Kernels

        What a kernel is.

        <!-- notes: Ask who has seen one. -->

        #!csharp

        Console.WriteLine($"{6 * 7} weights");

        #!csharp

        "second" + " cell"

        #!markdown

        ## Stride

        How far it moves.

        ## Padding

        What is around, as a formula: $p = \frac{k-1}{2}$.
        """;

    [Fact]
    public Task Slides_are_presented_by_keyboard() => OnStage.ShowAsync(Talk, async (page, _) =>
    {
        await Expect(page.Locator(".viewport h1")).ToHaveTextAsync("Kernels");
        await page.KeysAsync("PageDown", "PageDown");
        await Expect(page.Heading()).ToHaveTextAsync("Stride");
        await page.KeysAsync("ArrowRight", "End");
        await Expect(page.Heading()).ToHaveTextAsync("Padding");
        await page.KeysAsync("PageUp");
        await Expect(page.Heading()).ToHaveTextAsync("Stride");

        await page.KeysAsync("o");
        await Expect(page.GetByRole(AriaRole.Dialog).Locator("li")).ToHaveCountAsync(3);
        await page.KeysAsync("ArrowRight", "Enter");
        await Expect(page.Heading()).ToHaveTextAsync("Padding");

        await page.KeysAsync("g");
        await Expect(page.GetByLabel("Go to slide")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("kern");
        await Expect(page.GetByRole(AriaRole.Dialog).Locator("li")).ToHaveCountAsync(1);
        await page.KeysAsync("Enter");
        await Expect(page.Heading()).ToHaveTextAsync("Kernels");

        await page.KeysAsync("b");
        await Expect(page.Locator(".black")).ToBeVisibleAsync();
        await page.KeysAsync(".");
        await Expect(page.Locator(".black")).ToHaveCountAsync(0);
        await page.KeysAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Speaker's window");
        await page.KeysAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    });

    [Fact]
    public Task Cells_run_and_are_edited_on_the_slide() => OnStage.ShowAsync(Talk, async (page, _) =>
    {
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs").First).ToHaveTextAsync("42 weights");

        await page.KeysAsync("Enter");
        await Expect(page.Locator(".code-cell.selected .monaco-editor").First).ToBeVisibleAsync();
        await page.KeysAsync("Control+a");
        await page.Keyboard.TypeAsync("Console.WriteLine(\"mended\")");
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs").First).ToHaveTextAsync("mended");
        await page.KeysAsync("Escape");
        await Expect(page.Locator("[data-editing]")).ToHaveCountAsync(0);

        await Expect(page.Locator(".code-cell.done")).ToHaveCountAsync(1); // A press while a cell runs does nothing.
        await page.KeysAsync("PageDown");
        await Expect(page.Locator(".code-cell.selected")).ToContainTextAsync("second");
        await page.KeysAsync("Shift+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("second cell");
        await Expect(page.Heading()).ToHaveTextAsync("Kernels");
        await page.KeysAsync("Shift+Enter");
        await Expect(page.Heading()).ToHaveTextAsync("Stride");

        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.Heading()).ToHaveTextAsync("Stride");
    });

    [Fact]
    public Task Prose_is_on_the_wall_on_demand_and_the_end_is_said() => OnStage.ShowAsync(Talk, async (page, _) =>
    {
        await Expect(page.Locator(".viewport")).Not.ToContainTextAsync("What a kernel is.");
        await page.KeysAsync("t");
        await Expect(page.Locator(".viewport")).ToContainTextAsync("What a kernel is.");
        await Expect(page.Locator(".viewport .code-cell")).ToHaveCountAsync(0);
        await page.KeysAsync("t");
        await Expect(page.Locator(".viewport .code-cell")).ToHaveCountAsync(1);
        await page.KeysAsync("End", "ArrowRight");
        await Expect(page.Locator(".over")).ToContainTextAsync("This was the last step");
        await page.KeysAsync("ArrowLeft");
        await Expect(page.Locator(".over")).ToHaveCountAsync(0);
        await Expect(page.Heading()).ToHaveTextAsync("Padding");
    });

    [Fact]
    public Task What_is_long_and_wide_stays_whole() => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        var by = hall.Notebook.By(new(Role.Presenter));
        by.Edit(hall.Notebook.Cells[0].Id, $"# Kernels\n\n|{string.Concat(Enumerable.Range(1, 20).Select(i => $" column {i} |"))}\n|{string.Concat(Enumerable.Repeat("---|", 20))}\n|{string.Concat(Enumerable.Range(1, 20).Select(i => $" {i * 1000} |"))}");
        by.Edit(hall.Notebook.Cells[1].Id, $"Console.WriteLine(new string('x', 200));");
        await IsWholeAsync("column 20");
        await page.KeysAsync("ArrowRight", "Control+Enter");
        await Expect(page.Locator(".outputs")).ToContainTextAsync("xxx");
        await IsWholeAsync("xxx");

        async Task IsWholeAsync(string text)
        {
            await Expect(page.Locator(".viewport")).ToContainTextAsync(text);
            await page.WaitForFunctionAsync("""
                () => {
                  const view = document.querySelector("[data-live]"), sheet = view.querySelector(".sheet");
                  return view.dataset.fitted === sheet.dataset.step
                    && [view, sheet].every(each => each.scrollWidth <= each.clientWidth + 1 && each.scrollHeight <= each.clientHeight + 1)
                    && [...view.querySelectorAll("pre, table")].every(each => each.scrollWidth <= each.clientWidth + 1 && each.getBoundingClientRect().right <= innerWidth);
                }
                """);
        }
    });

    [Fact]
    public Task A_dead_kernel_is_told_to_whoever_leads_and_restarted_by_key_or_button() => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        var by = hall.Notebook.By(new(Role.Presenter));
        by.Edit(hall.Notebook.Cells[1].Id, "Environment.Exit(1);");
        var speaker = await page.Context.RunAndWaitForPageAsync(() => page.KeysAsync("s"));
        await speaker.ReadyAsync();
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".banner")).ToContainTextAsync("The kernel process has ended.");
        await speaker.GetByRole(AriaRole.Button, new() { Name = "Restart the kernel" }).ClickAsync();
        await Expect(page.Locator(".banner")).ToHaveCountAsync(0);

        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".banner")).ToHaveCountAsync(1);
        await page.KeysAsync("r");
        await Expect(page.Locator(".banner")).ToHaveCountAsync(0);
        await Expect(speaker.Locator(".kernel")).ToHaveTextAsync("Kernel: idle");
    });

    [Fact]
    public Task A_link_leads_to_the_slides_of_another_lesson_which_the_keys_then_lead() => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(hall.Notebook.File)!, "more #2.dib"), "#!markdown\n\n# More\n\n#!csharp\n\n\"of more\"\n\n#!markdown\n\n## Last\n", TestContext.Current.CancellationToken);
        hall.Notebook.By(new(Role.Presenter)).Edit(hall.Notebook.Cells[0].Id, "# Kernels\n\n<!-- slide: show -->\n\n[more](more%20%232.dib)");
        await page.KeysAsync("Enter");
        await Expect(page.Locator(".monaco-editor").First).ToBeVisibleAsync();
        hall.Notebook.By(new(Role.Presenter)).Edit(hall.Notebook.Cells[0].Id, "# Kernels\n\n<!-- slide: show -->\n\nThere is [more](more%20%232.dib).");
        await Expect(page.Locator(".viewport")).ToContainTextAsync("There is");
        await Expect(page.Locator(".monaco-editor").First).ToBeVisibleAsync();
        await page.GetByText("more", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator(".viewport h1")).ToHaveTextAsync("More");
        await page.ReadyAsync();
        await Expect(page.Locator("[data-editing], .monaco-editor")).ToHaveCountAsync(0);
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("of more");
        await page.Locator(".code-cell [data-source]").ClickAsync();
        await Expect(page.Locator(".monaco-editor").First).ToBeVisibleAsync();
        await page.KeysAsync("Control+a", "Delete");
        await page.Keyboard.TypeAsync("\"of more, edited\"");
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("of more, edited");
        await page.KeysAsync("Escape", "End");
        await Expect(page.Heading()).ToHaveTextAsync("Last");
        Assert.StartsWith("Console.WriteLine", hall.Notebook.Cells[1].Text, StringComparison.Ordinal);
        Assert.Empty(hall.Notebook.Cells[1].Outputs);
        var speaker = await page.Context.RunAndWaitForPageAsync(() => page.KeysAsync("s"));
        await Expect(speaker).ToHaveTitleAsync("Speaker · More");
    });

    [Fact]
    public Task The_speakers_window_is_in_step_and_alone_shows_the_notes() => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        var speaker = await page.Context.RunAndWaitForPageAsync(() => page.KeysAsync("s"));
        await speaker.ReadyAsync();
        await Expect(speaker.Locator(".notes")).ToContainTextAsync("Ask who has seen one.");
        await Expect(speaker.Locator(".notes")).ToContainTextAsync("What a kernel is.");
        await Expect(speaker.Locator(".then")).ToContainTextAsync("second");
        Assert.DoesNotContain("Ask who", await page.ContentAsync(), StringComparison.Ordinal);

        await speaker.KeysAsync("PageDown", "PageDown");
        await Expect(page.Heading()).ToHaveTextAsync("Stride");
        await page.KeysAsync("PageDown");
        await Expect(speaker.Locator(".now .viewport :is(h1, h2)")).ToHaveTextAsync("Padding");
        await Expect(speaker.Locator(".then")).ToContainTextAsync("last step");

        await speaker.KeysAsync("w");
        await speaker.Mouse.MoveAsync(200, 200);
        await speaker.Mouse.DownAsync();
        await speaker.Mouse.MoveAsync(300, 250, new() { Steps = 4 });
        await speaker.Mouse.UpAsync();
        await Expect(page.Locator(".ink:not(.wet) path")).ToHaveCountAsync(1);
        await speaker.KeysAsync("x");
        await Expect(page.Locator(".ink:not(.wet) path")).ToHaveCountAsync(0);

        await speaker.KeysAsync("q");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(hall.Door.Authority);
    });

    [Fact]
    public Task The_audience_follows_looks_back_and_returns() => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        var phone = await page.PhoneAsync(hall);
        await Expect(phone.Locator("#Slide")).ToContainTextAsync("What a kernel is.");
        await page.KeysAsync("Control+Enter");
        await Expect(phone.Locator("#Slide .output")).ToHaveTextAsync("42 weights");
        await page.KeysAsync("End");
        await Expect(phone.Locator("#Slide h2")).ToHaveTextAsync("Padding");
        await Expect(phone.Locator("#Slide .katex").First).ToBeVisibleAsync();

        await phone.GetByLabel("Earlier slide").ClickAsync();
        await Expect(phone.Locator("#Slide h2")).ToHaveTextAsync("Stride");
        await Expect(phone.Locator("#State")).ToHaveTextAsync("Live is at slide 3");
        await page.KeysAsync("Home");
        await Expect(phone.Locator("#State")).ToHaveTextAsync("Live is at slide 1");
        await Expect(phone.Locator("#Slide h2")).ToHaveTextAsync("Stride");
        await phone.GetByText("Live", new() { Exact = true }).ClickAsync();
        await Expect(phone.Locator("#Slide")).ToContainTextAsync("What a kernel is.");
        await Expect(phone.Locator("#State")).ToHaveTextAsync("Live");
    });

    [Fact]
    public Task No_slip_of_the_finger_loses_what_has_run() => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs").First).ToHaveTextAsync("42 weights");

        await page.KeysAsync("Enter");
        await page.Locator(".monaco-editor.focused").WaitForAsync();
        await page.KeysAsync("Control+a");
        await page.Keyboard.TypeAsync("Console.");
        await page.Locator(".suggest-widget.visible .monaco-list-row").First.WaitForAsync();
        await page.KeysAsync("Escape");
        await page.Keyboard.TypeAsync("Reverse o");
        await Expect(page.Locator("[data-text]").First).ToHaveTextAsync("Console.Reverse o");
        await page.KeysAsync("Escape", "Escape", "Escape");
        await Expect(page.Locator("[data-editing]")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.Locator(".code-cell.stale .status").First).ToHaveTextAsync("changed since it ran");

        await page.KeysAsync("r");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 cell has run");
        await page.CheckAsync();
        await page.KeysAsync("Enter"); // The button that loses nothing has the keyboard.
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.KeysAsync("r", "Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Equal(1, hall.Notebook.Work.Cells);

        await page.KeysAsync("h");
        await page.GetByText("Drop my edits").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByText("Drop my edits").ClickAsync();
        await Expect(page.Locator("[data-text]").First).ToContainTextAsync("weights");
        await page.KeysAsync("r");
        await page.GetByRole(AriaRole.Dialog).GetByText("Restart", new() { Exact = true }).ClickAsync();
        await page.GetByText("Run up to here").ClickAsync();
        await Expect(page.Locator(".code-cell.done")).ToHaveCountAsync(1);
        await Expect(page.Locator(".banner")).ToHaveCountAsync(0);
    });

    [Fact]
    public Task A_cell_that_has_run_for_long_is_not_stopped_by_a_slip() => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        hall.Notebook.By(new(Role.Presenter)).Edit(hall.Notebook.Cells[1].Id, "Console.Write(\"epoch\"); while (true) await Task.Delay(50, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken);");
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("epoch");
        while (!hall.Notebook.Cells[1].IsLongRunning) await Task.Delay(200, TestContext.Current.CancellationToken);
        await page.KeysAsync("i");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("It has run for");
        await page.KeysAsync("Enter"); // The button that loses nothing has the keyboard.
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.True(hall.Notebook.Cells[1] is { IsBusy: true, IsStopping: false });
        await page.KeysAsync("i");
        await page.GetByRole(AriaRole.Dialog).GetByText("Stop it").ClickAsync();
        await Expect(page.Locator(".code-cell.failed")).ToHaveCountAsync(1);
    });

    [Fact]
    public Task Long_code_takes_several_steps_in_letters_that_can_be_read() => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        hall.Notebook.By(new(Role.Presenter)).Edit(hall.Notebook.Cells[1].Id, string.Join('\n', Enumerable.Range(1, 60).Select(i => $"var line{i} = {i};")));
        foreach (var (first, last) in new[] { (1, 20), (21, 40), (41, 60) })
        {
            if (first > 1) await page.KeysAsync("ArrowRight");
            await page.WaitForFunctionAsync("""
                ([first, last]) => {
                  const view = document.querySelector("[data-live]"), source = view.querySelector("pre.source"), box = source.getBoundingClientRect();
                  if (view.dataset.fitted !== view.querySelector(".sheet").dataset.step || parseFloat(getComputedStyle(source).fontSize) < 24) return false;
                  const seen = [];
                  const texts = document.createTreeWalker(source, NodeFilter.SHOW_TEXT), range = document.createRange();
                  for (let text; text = texts.nextNode();) for (const { 0: word, index } of text.data.matchAll(/line[0-9]+/g)) {
                    range.setStart(text, index);
                    range.setEnd(text, index + word.length);
                    const { top, bottom } = range.getBoundingClientRect();
                    if (top >= box.top && bottom <= box.bottom && bottom < innerHeight) seen.push(word);
                  }
                  return seen.length === 20 && seen[0] === `line${first}` && seen[19] === `line${last}`;
                }
                """, new[] { first, last });
        }

        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".code-cell.done")).ToHaveCountAsync(1);
    });

    [Fact]
    public Task Two_pictures_beside_each_other_are_equally_high_whatever_their_shapes() => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        const string Picture = """$"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} 300' width='{width}' height='300'><rect width='100%' height='100%' fill='teal'/></svg>".DisplayAs("image/svg+xml");""";
        hall.Notebook.By(new(Role.Presenter)).Edit(hall.Notebook.Cells[1].Id, $"foreach (var width in new[] {{ 240, 540 }})\n    {Picture}");
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".code-cell.done")).ToHaveCountAsync(1);
        await page.WaitForFunctionAsync("""
            () => {
              const view = document.querySelector("[data-live]"), sheet = view.querySelector(".sheet[data-columns]");
              if (!sheet || view.dataset.fitted !== sheet.dataset.step) return false;
              const [narrow, wide] = [...sheet.querySelectorAll(".outputs img")].map(each => each.getBoundingClientRect());
              return narrow.right <= wide.left && Math.abs(narrow.height - wide.height) < .05 * narrow.height && narrow.width + wide.width > .8 * innerWidth;
            }
            """);
    });

    [Fact]
    public Task A_result_stays_in_the_corner_while_the_talk_goes_on() => OnStage.ShowAsync(Talk, async (page, _) =>
    {
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("42 weights");
        await page.KeysAsync("c");
        await Expect(page.Locator(".pinned")).ToHaveCountAsync(0); // It is seen at its cell.
        await page.KeysAsync("End");
        await Expect(page.Heading()).ToHaveTextAsync("Padding");
        await Expect(page.Locator(".pinned")).ToHaveTextAsync("42 weights");
        await page.KeysAsync("c");
        await Expect(page.Locator(".pinned")).ToHaveCountAsync(0);
    });

    [Fact]
    public Task A_slider_that_was_dragged_leaves_the_keys_to_the_slides() => OnStage.ShowAsync(Talk, async (page, _) =>
    {
        await page.EvaluateAsync("""
            const slider = Object.assign(document.createElement("input"), { type: "range", id: "slider" });
            document.querySelector(".viewport .part").append(slider);
            """);
        var slider = page.Locator("#slider");
        await slider.ClickAsync();
        await page.KeysAsync("ArrowRight");
        await Expect(page.Locator(".code-cell.selected")).ToContainTextAsync("second");
    });

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public Task Everybody_can_use_every_view(ColorScheme scheme) => OnStage.ShowAsync(Talk, async (page, hall) =>
    {
        await page.KeysAsync("Control+Enter");
        await Expect(page.Locator(".outputs")).ToHaveTextAsync("42 weights");
        await page.CheckAsync();
        foreach (var key in new[] { "o", "g", "?", "q" })
        {
            await page.KeysAsync(key);
            await page.GetByRole(AriaRole.Dialog).WaitForAsync();
            await page.CheckAsync();
            await page.KeysAsync("Escape");
            await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }

        var speaker = await page.Context.RunAndWaitForPageAsync(() => page.KeysAsync("s"));
        await speaker.ReadyAsync();
        await speaker.CheckAsync();
        await page.SetViewportSizeAsync(390, 844);
        await page.CheckAsync();
        var phone = await page.PhoneAsync(hall, scheme);
        await phone.Locator("#Slide .output").WaitForAsync();
        await phone.CheckAsync();
    }, scheme);
}
