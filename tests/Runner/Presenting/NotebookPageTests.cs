using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Tests.Runner.Presenting;

/// <summary>The notebook view, driven as a person would.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class NotebookPageTests(Served served) : IClassFixture<Served>
{
    private Task UseAsync(string text, Func<Window, Task> test) => Chromium.UseAsync(async browser =>
    {
        var window = await Window.OpenAsync(browser, served, served.Write($"{Guid.NewGuid():n}.dib", text));
        await test(window);
        Assert.Empty(window.Problems);
    });

    [Fact]
    public Task A_cell_is_edited_fails_with_its_line_marked_and_is_mended() => UseAsync("#!markdown\n\n# Errors\n\n#!csharp\n\nvar a = 1;\na + 1\n", async window =>
    {
        await window.TypeAsync(0, "var a = 2;\nint.Parse(\"no\");\n");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await window.StateAsync(0, "failed");
        await window.ShowsAsync(0, "System.FormatException");
        await window.ShowsAsync(0, "line 2");
        await window.Page.Keyboard.PressAsync("Escape");
        Assert.Equal("2", await window.Code.First.Locator(".fault").EvaluateAsync<string>("fault => fault.style.getPropertyValue('--line').trim()"));

        await window.TypeAsync(0, "var a = 2;\na * 21");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await window.StateAsync(0, "done");
        await window.ShowsAsync(0, "42");
        Assert.Contains("not saved", await window.Page.Locator(".toolbar .file").TextContentAsync());
        await window.Page.Keyboard.PressAsync("Control+s");
        await Assertions.Expect(window.Page.Locator(".toolbar .file")).Not.ToContainTextAsync("not saved");
    });

    [Fact]
    public Task A_cell_that_asks_gets_what_is_typed() => UseAsync("#!csharp\n\nConsole.Write(\"Name? \");\nConsole.Write($\"Hello {Console.ReadLine()}\");\n\n#!csharp\n\n#!set --name key --value @password:\"The key\"\nkey.GetClearTextPassword().Length\n", async window =>
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Run all", Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.GetByLabel("The cell asks:")).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync("Ada dd r"); // Letters that mean something elsewhere.
        await window.Page.Keyboard.PressAsync("Enter");
        await window.ShowsAsync(0, "Hello Ada dd r");
        await window.StateAsync(0, "done");

        var password = window.Page.GetByLabel("The key");
        await Assertions.Expect(password).ToHaveAttributeAsync("type", "password");
        await password.FillAsync("secret");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Answer", Exact = true }).ClickAsync();
        await window.ShowsAsync(1, "6");
        await Assertions.Expect(window.Page.Locator("form.question")).ToHaveCountAsync(0);
    });

    [Fact]
    public Task An_endless_loop_is_stopped_and_the_notebook_goes_on() => UseAsync("#!csharp\n\nvar a = 1;\n\n#!csharp\n\nConsole.Write(\"on and on\"); while (true) { }\n\n#!csharp\n\n\"after\"\n", async window =>
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Run all", Exact = true }).ClickAsync();
        await window.ShowsAsync(1, "on and on");
        await window.Page.Locator(".actions").GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await window.StateAsync(1, "failed");
        await window.StateAsync(0, "stale");
        await window.Code.Nth(2).GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await window.ShowsAsync(2, "after");
    });

    [Fact]
    public Task A_dead_kernel_is_told_and_restarted() => UseAsync("#!csharp\n\nEnvironment.Exit(1);\n", async window =>
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).First.ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Restart the kernel" }).Last.ClickAsync();
        await Assertions.Expect(window.Page.Locator(".toolbar .kernel")).ToHaveTextAsync("ready");
    });

    [Fact]
    public Task A_file_that_cannot_be_written_is_told() => UseAsync("#!csharp\n\n1\n", async window =>
    {
        await window.TypeAsync(0, "2");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await window.StateAsync(0, "done");
        var file = Path.Combine(served.Course, new Uri(window.Page.Url).Segments[^1]);
        File.Delete(file);
        Directory.CreateDirectory(file);
        await window.Page.Keyboard.PressAsync("Control+s");
        await Assertions.Expect(window.Page.Locator(".banner.bad")).ToContainTextAsync("Not saved: ");
        Directory.Delete(file);
        await window.Page.Keyboard.PressAsync("Control+s");
        await Assertions.Expect(window.Page.Locator(".banner")).ToHaveCountAsync(0);
    });

    [Fact]
    public Task What_two_windows_type_and_take_back_is_the_same_in_both() => UseAsync("#!csharp\n\n1\n", async first =>
    {
        var second = await Window.OpenAsync(first.Page.Context, served, new Uri(first.Page.Url).Segments[^1]);
        string[] texts = ["11", "22", "11", "22"];
        foreach (var (i, text) in texts.Index())
        {
            var (typed, other) = i % 2 == 0 ? (first, second) : (second, first);
            await typed.Page.BringToFrontAsync();
            await typed.TypeAsync(0, text);
            await Assertions.Expect(other.Code.First.Locator("[data-text]")).ToHaveTextAsync(text);
            await other.Page.BringToFrontAsync();
            await other.Code.First.Locator("[data-source]").ClickAsync();
            await Assertions.Expect(other.Code.First.Locator(".monaco-editor[role=code] .view-lines")).ToHaveTextAsync(text);
        }
    });

    [Fact]
    public Task A_link_leads_to_the_next_lesson_and_what_is_done_there_is_not_done_here() => Chromium.UseAsync(async browser =>
    {
        served.Write("next lesson #2.dib", "#!markdown\n\n# Next\n\n[back](first%20lesson.dib#below)\n\n#!csharp\n\nvar lesson = \"next\";\nlesson\n");
        var window = await Window.OpenAsync(browser, served, served.Write("first lesson.dib",
            $"#!markdown\n\n# First\n\n[on](next%20lesson%20%232.dib), [below](#below)\n\n#!csharp\n\nvar lesson = \"first\";\nlesson\n\n#!markdown\n\n{string.Concat(Enumerable.Repeat("text\n\n", 60))}## Below\n"));
        await window.Page.GetByText("below", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("[id='text:below']")).ToBeInViewportAsync();
        Assert.EndsWith("/notebook/first%20lesson.dib#text:below", window.Page.Url);
        await window.TypeAsync(0, "\"typed in the first\"");

        await window.Page.GetByText("on", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Next");
        await Assertions.Expect(window.Page.Locator("[data-editing], .monaco-editor")).ToHaveCountAsync(0);
        await window.TypeAsync(0, "\"typed in the next\"");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await window.ShowsAsync(0, "typed in the next");

        await window.Page.GetByText("back", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("First");
        await Assertions.Expect(window.Page.Locator("[id='text:below']")).ToBeInViewportAsync();
        await Assertions.Expect(window.Code.First.Locator("[data-text]")).ToHaveTextAsync("\"typed in the first\"");
        await Assertions.Expect(window.Page.Locator(".outputs")).ToHaveCountAsync(0);
        await window.Page.GoBackAsync();
        await window.ShowsAsync(0, "typed in the next");
        Assert.Empty(window.Problems);
    });

    [Fact]
    public Task A_page_beside_the_notebooks_is_read() => Chromium.UseAsync(async browser =>
    {
        served.Write("C# words.md", "# Words\n\nA *kernel* $k$, see the [lesson](lesson.dib).\n");
        var window = await Window.OpenAsync(browser, served, served.Write("reader.dib", "#!markdown\n\n# Reader\n\n[words](C%23%20words.md) and [nothing](gone.md)\n"));
        await window.Page.GetByText("words", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Words");
        await Assertions.Expect(window.Page.Locator(".prose .katex").First).ToBeVisibleAsync();
        await AssertReadableAsync(window.Page);
        await window.Page.GetByText("lesson", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Lesson");

        await window.Page.GetByTitle("All notebooks").ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Words" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".prose h1")).ToHaveTextAsync("Words");
        Assert.EndsWith("/page/C%23%20words.md", window.Page.Url);
        await window.Page.GotoAsync($"{served.Server.Origin}/page/gone.md");
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("There is no page gone.md.");
        Assert.Empty(window.Problems);
    });

    [Theory]
    [InlineData("C# basics.dib")]
    [InlineData("100% + ?.dib")]
    [InlineData("a%23b.dib")]
    public Task A_notebook_of_any_name_is_opened_from_the_list_and_shown_as_slides(string name) => Chromium.UseAsync(async browser =>
    {
        served.Write(name, $"#!markdown\n\n# Of the name {name}\n\n#!csharp\n\n1\n");
        var window = await Window.OpenAsync(browser, served, "lesson.dib");
        await window.Page.GetByTitle("All notebooks").ClickAsync();
        await window.Page.GetByText($"Of the name {name}", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".prose h1")).ToHaveTextAsync($"Of the name {name}");
        await window.Page.ReloadAsync();
        await Assertions.Expect(window.Page.Locator(".prose h1")).ToHaveTextAsync($"Of the name {name}");
        await window.Page.GetByTitle("Show as slides").ClickAsync();
        await Assertions.Expect(window.Page.Locator(".viewport h1")).ToHaveTextAsync($"Of the name {name}");
        await window.Page.GetByText("Notebook", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".cell h1")).ToHaveTextAsync($"Of the name {name}");
        Assert.Empty(window.Problems);
    });

    [Fact]
    public Task Prose_that_would_cover_the_page_stands_in_a_frame_and_a_heading_is_no_part_of_the_page() =>
        UseAsync("#!markdown\n\n# Kind\n\n<style>.run { position: fixed !important; inset: 0; opacity: 0 }</style>\n\n<div class=\"overlay\">over</div>\n\n#!markdown\n\n## Keys\n\n#!csharp\n\n1\n", async window =>
        {
            await Assertions.Expect(window.Page.Locator("iframe[title=Prose]").ContentFrame.Locator("h1")).ToHaveTextAsync("Kind");
            Assert.Equal("absolute", await window.Page.Locator(".run").EvaluateAsync<string>("run => getComputedStyle(run).position"));
            await window.Page.Keyboard.PressAsync("?");
            await Assertions.Expect(window.Page.Locator("dialog")).ToBeVisibleAsync();
        });

    [Fact]
    public Task Two_windows_stay_in_step_and_a_reload_in_the_middle_finds_everything() => UseAsync("#!csharp\n\nfor (var i = 0; ; i++) { Console.WriteLine($\"step {i}\"); await Task.Delay(50, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken); }\n", async first =>
    {
        var second = await Window.OpenAsync(first.Page.Context, served, new Uri(first.Page.Url).Segments[^1]);
        await first.Page.Keyboard.PressAsync("ArrowDown");
        await first.Page.Keyboard.PressAsync("Control+Enter");
        await second.ShowsAsync(0, "step 5");

        await first.Page.ReloadAsync();
        await first.StateAsync(0, "running");
        await first.ShowsAsync(0, "step 5");
        await second.Page.Keyboard.PressAsync(".");
        await first.StateAsync(0, "failed");

        await second.TypeAsync(0, "\"typed elsewhere\"");
        await Assertions.Expect(first.Code.First.Locator("[data-text]")).ToHaveTextAsync("\"typed elsewhere\"");
    });

    [Fact]
    public Task The_kernel_helps_while_someone_types() => UseAsync("#!csharp\n\n/// <summary>How far a kernel moves.</summary>\nint Stride(int by) => by;\n\n#!csharp\n\n1\n", async window =>
    {
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("Shift+Enter");
        await window.StateAsync(0, "done");
        await window.TypeAsync(1, "Strid");
        await window.Page.Keyboard.PressAsync("Control+Space");
        await window.Page.Locator(".suggest-widget.visible .monaco-list-row").First.WaitForAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Keyboard.TypeAsync("(");
        await Assertions.Expect(window.Page.Locator(".parameter-hints-widget.visible")).ToContainTextAsync("int Stride(int by)");
        await window.Page.Keyboard.TypeAsync("\"no\")");
        await window.Page.Locator(".squiggly-error").First.WaitForAsync();
    });

    [Fact]
    public Task Cells_are_added_moved_and_deleted_by_keys() => UseAsync("#!csharp\n\n\"one\"\n\n#!csharp\n\n\"two\"\n", async window =>
    {
        var keyboard = window.Page.Keyboard;
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("b");
        await Assertions.Expect(window.Cells).ToHaveCountAsync(3);
        await Assertions.Expect(window.Cells.Nth(1)).ToBeFocusedAsync();
        await keyboard.PressAsync("m");
        await Assertions.Expect(window.Page.Locator(".prose-cell")).ToHaveCountAsync(1);
        await keyboard.PressAsync("Enter");
        await window.Page.Locator(".prose-cell .monaco-editor[role=code]").WaitForAsync();
        await keyboard.TypeAsync("## Between");
        await Assertions.Expect(window.Page.Locator(".prose-cell h2")).ToHaveTextAsync("Between");
        await keyboard.PressAsync("Escape");
        await keyboard.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(window.Cells.First).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("prose-cell"));
        await keyboard.PressAsync("Delete");
        await Assertions.Expect(window.Cells).ToHaveCountAsync(2);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Bring it back" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".prose-cell h2")).ToHaveTextAsync("Between");
    });

    [Fact]
    public Task A_script_in_an_output_reaches_neither_page_nor_cookie_nor_server() => Chromium.UseAsync(async browser =>
    {
        var name = served.Write("hostile.dib", """"
            #!html

            <p id="said">waiting</p>
            <script>
            (async () => {
              const tried = {
                cookie: () => document.cookie,
                page: () => parent.document.title,
                storage: () => localStorage.length,
                call: () => fetch("/own/page.css").then(() => "reached"),
                origin: () => fetch(document.referrer || "http://127.0.0.1/", { mode: "no-cors" }).then(() => "reached"),
                socket: () => new Promise((done, failed) => { const socket = new WebSocket(`ws://${location.host}/_blazor`); socket.onopen = () => done("reached"); socket.onerror = () => failed(); }),
                picture: () => new Promise((done, failed) => { const image = new Image(); image.onload = () => done("reached"); image.onerror = () => failed(); image.src = "/own/page.css"; }),
                leave: () => { top.location = "http://127.0.0.1:9/"; return "left"; },
              };
              const said = [];
              for (const [name, attempt] of Object.entries(tried)) said.push(await Promise.resolve().then(attempt).then(() => name, () => "refused"));
              document.getElementById("said").textContent = said.join(" ");
            })();
            </script>

            #!csharp

            HTML("<details open ontoggle=\"document.title='taken'\"><summary>second</summary></details>")
            """");
        var window = await Window.OpenAsync(browser, served, name);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Run all", Exact = true }).ClickAsync();
        await window.AtRestAsync();

        var frames = window.Page.Locator("iframe.sandboxed");
        await Assertions.Expect(frames).ToHaveCountAsync(2);
        await Assertions.Expect(frames.First.ContentFrame.Locator("#said")).ToHaveTextAsync(string.Join(' ', Enumerable.Repeat("refused", 8)), new() { Timeout = 20_000 });
        Assert.Equal("allow-scripts", await frames.First.GetAttributeAsync("sandbox"));
        Assert.NotEqual("taken", await window.Page.TitleAsync());
        Assert.EndsWith(name, window.Page.Url);
    });

    [Theory]
    [InlineData(ColorScheme.Light, 1920)]
    [InlineData(ColorScheme.Dark, 390)]
    public Task Everybody_can_read_it(ColorScheme scheme, int width) => Chromium.UseAsync(async browser =>
    {
        var name = served.Write($"readable-{width}.dib", """
            #!markdown

            # A lesson

            With $n \times n$ and `code`, a [link](https://host.example/), and

            | a | b |
            |---|---|
            | 1 | 2 |

            #!csharp

            Console.WriteLine(new string('x', 300)); // a comment
            for (var i = 0; i < 100; i++) Console.WriteLine(i);
            new[] { 1, 2 }

            #!csharp

            HTML("<p>framed</p><script>1</script>")

            #!csharp

            Console.Error.WriteLine("careful"); throw new Exception("no")
            ;
            """);
        var window = await Window.OpenAsync(browser, served, name, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Run all", Exact = true }).ClickAsync();
        await window.AtRestAsync();
        await window.Code.Last.Locator("[data-source]").ClickAsync();
        await window.Page.Locator(".monaco-editor[role=code]").WaitForAsync();

        await AssertReadableAsync(window.Page);
        Assert.True(await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "the page scrolls sideways");
        await window.Page.GotoAsync(served.Server.Origin);
        await Assertions.Expect(window.Page).ToHaveTitleAsync(new Regex(".")); // Once its own connection has filled it.
        await AssertReadableAsync(window.Page);
    });

    private static async Task AssertReadableAsync(IPage page)
    {
        var axe = await page.RunAxe();
        Assert.Empty(axe.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
    }
}
