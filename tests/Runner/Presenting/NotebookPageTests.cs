using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Tests.Runner.Presenting;

/// <summary>The notebook view, driven as a person would.</summary>
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
        await window.Page.ReadyAsync();
        await window.Page.Mouse.MoveAsync(200, 200); // The bar comes with the mouse.
        await window.Page.Mouse.MoveAsync(220, 200);
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

    [Fact]
    public Task Every_key_is_the_editors_until_it_is_left() => UseAsync("#!csharp\n\n\"first\"\n\n#!csharp\n\n\"second\"\n", async window =>
    {
        var keyboard = window.Page.Keyboard;
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("Control+Enter");
        await window.StateAsync(0, "done"); // A kernel that still starts knows of nothing.
        await window.TypeAsync(0, "Console.");
        await window.Page.Locator(".suggest-widget.visible .monaco-list-row").First.WaitForAsync(); // Opened by the dot.
        await keyboard.PressAsync("Escape");
        await Assertions.Expect(window.Page.Locator(".suggest-widget.visible")).ToHaveCountAsync(0);
        await keyboard.TypeAsync("Reverse");
        await Assertions.Expect(window.Code.First.Locator("[data-text]")).ToHaveTextAsync("Console.Reverse");
        await keyboard.PressAsync("Escape"); // Of the list that the letters opened, or of the editor.
        await keyboard.PressAsync("Escape");
        await Assertions.Expect(window.Page.Locator("[data-editing]")).ToHaveCountAsync(0);
        await Assertions.Expect(window.Code.First).ToBeFocusedAsync();
    });

    [Fact]
    public Task A_name_is_changed_in_all_cells_or_the_page_says_why_not() => UseAsync("#!csharp\n\nvar rate = 0.1;\n\n#!markdown\n\nThe rate\n\n#!csharp\n\n1\n", async window =>
    {
        var (keyboard, box) = (window.Page.Keyboard, window.Page.Locator(".rename-box input"));
        await window.TypeAsync(1, "rate + rate; // rate");
        await keyboard.PressAsync("Home");
        await keyboard.PressAsync("F2");
        await Assertions.Expect(box).ToHaveValueAsync("rate");
        await box.FillAsync("speed");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Code.Nth(1).Locator("[data-text]")).ToHaveTextAsync("speed + speed; // rate");
        await Assertions.Expect(window.Code.First.Locator("[data-text]")).ToHaveTextAsync("var speed = 0.1;");
        await Assertions.Expect(window.Page.Locator(".prose-cell")).ToContainTextAsync("The rate");

        await keyboard.PressAsync("F2");
        await box.FillAsync("class");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator(".monaco-editor-overlaymessage")).ToContainTextAsync("'class' is a keyword of C#.");
        await keyboard.PressAsync("End");
        await keyboard.PressAsync("F2");
        await Assertions.Expect(window.Page.Locator(".monaco-editor-overlaymessage")).ToContainTextAsync("There is no name here.");
        await keyboard.PressAsync("Control+z"); // What was renamed here can be taken back here.
        await Assertions.Expect(window.Code.Nth(1).Locator("[data-text]")).ToHaveTextAsync("rate + rate; // rate");
    });

    [Fact]
    public Task An_error_is_mended_by_what_its_menu_offers() => UseAsync("#!csharp\n\n1\n", async window =>
    {
        var keyboard = window.Page.Keyboard;
        await window.TypeAsync(0, "Stopwatch.StartNew()");
        await window.Page.Locator(".squiggly-error").First.WaitForAsync();
        await keyboard.PressAsync("Home");
        await keyboard.PressAsync("Control+.");
        await window.Page.GetByText("using System.Diagnostics;").First.WaitForAsync();
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Code.First.Locator("[data-text]")).ToHaveTextAsync("using System.Diagnostics;\nStopwatch.StartNew()");
        await keyboard.PressAsync("Control+Enter"); // Still in its editor.
        await window.StateAsync(0, "done");
    });

    [Fact]
    public Task Behind_override_a_whole_member_is_put_in() => UseAsync("#!csharp\n\n1\n", async window =>
    {
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await window.StateAsync(0, "done"); // A kernel that still starts knows of nothing.
        await window.TypeAsync(0, "class A { override ");
        await window.Page.Locator(".suggest-widget.visible .monaco-list-row").GetByText("string ToString()").First.WaitForAsync(); // Opened by the blank.
        await window.Page.Keyboard.TypeAsync("ToSt");
        await Assertions.Expect(window.Page.Locator(".suggest-widget.visible .monaco-list-row")).ToHaveCountAsync(1);
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Code.First.Locator("[data-text]")).ToHaveTextAsync("class A { public override string ToString()\n{\n    return base.ToString();\n}}");
    });

    [Fact]
    public Task A_cell_that_was_emptied_stays_empty() => UseAsync("#!csharp\n\n1\n", async window =>
    {
        var text = window.Code.First.Locator("[data-text]");
        await window.TypeAsync(0, "");
        await Assertions.Expect(text).ToBeEmptyAsync(); // The server has it, and has told.
        await window.Page.Keyboard.TypeAsync("6 * 7");
        await Assertions.Expect(text).ToHaveTextAsync("6 * 7");
        Assert.Equal("6 * 7", await text.TextContentAsync());
    });

    [Fact]
    public Task A_new_cell_is_written_in_at_once() => UseAsync("#!csharp\n\n1\n", async window =>
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Code" }).Last.ClickAsync();
        await window.Code.Nth(1).Locator(".monaco-editor.focused").WaitForAsync();
        await window.Page.Keyboard.TypeAsync("6 * 7");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await window.ShowsAsync(1, "42");
    });

    [Fact]
    public Task Restarting_asks_where_variables_would_be_lost_and_there_is_a_way_back() => UseAsync("#!csharp\n\nvar a = 20;\na\n\n#!csharp\n\na + 1\n\n#!csharp\n\na + 2\n", async window =>
    {
        var restart = window.Page.GetByRole(AriaRole.Button, new() { Name = "Restart", Exact = true });
        var asked = window.Page.GetByRole(AriaRole.Dialog);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Run all", Exact = true }).ClickAsync();
        await window.ShowsAsync(2, "22");
        await window.AtRestAsync();

        await restart.ClickAsync();
        await Assertions.Expect(asked).ToContainTextAsync(new Regex("3 cells have run, .* of computing. What they declared is lost."));
        await Assertions.Expect(asked.GetByText("Leave it as it is")).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(asked).ToHaveCountAsync(0);
        await window.StateAsync(0, "done");

        await restart.ClickAsync();
        await asked.GetByText("Restart", new() { Exact = true }).ClickAsync();
        await window.StateAsync(2, "stale");
        await Assertions.Expect(window.Page.Locator(".banner")).ToContainTextAsync("What 3 cells declared is gone.");
        await AssertReadableAsync(window.Page);
        await window.Code.Nth(1).FocusAsync();
        await window.Page.GetByText("Run up to here").ClickAsync();
        await window.StateAsync(1, "done");
        await window.StateAsync(2, "stale");
        await Assertions.Expect(window.Page.Locator(".banner")).ToHaveCountAsync(0);

        await window.TypeAsync(0, "var a = 30;\na");
        await window.StateAsync(1, "stale");
        await Assertions.Expect(window.Code.Nth(1).Locator(".status")).ToHaveTextAsync("out of date");
        await window.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Run . out of date") }).ClickAsync();
        await window.ShowsAsync(2, "32");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Drop my edits" }).ClickAsync();
        await asked.GetByText("Drop my edits").ClickAsync();
        await Assertions.Expect(window.Code.First.Locator("[data-text]")).ToHaveTextAsync("var a = 20;\na");
        await Assertions.Expect(window.Page.Locator(".toolbar .file")).Not.ToContainTextAsync("not saved");
    });

    [Fact]
    public Task The_line_of_a_failure_is_marked_until_its_text_is_another() => UseAsync("#!csharp\n\nint.Parse(\"no\")\n", async window =>
    {
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await window.StateAsync(0, "failed");
        await Assertions.Expect(window.Page.Locator(".fault")).ToHaveCountAsync(1);
        await window.TypeAsync(0, "int.Parse(\"1\")");
        await Assertions.Expect(window.Page.Locator(".fault")).ToHaveCountAsync(0);
        await Assertions.Expect(window.Code.First.Locator(".status")).ToHaveTextAsync("changed since it ran");
    });

    [Fact]
    public Task What_another_window_types_leaves_the_cursor_where_it_was_and_selects_nothing() => UseAsync("#!csharp\n\n1\n", async first =>
    {
        var second = await Window.OpenAsync(first.Page.Context, served, new Uri(first.Page.Url).Segments[^1]);
        await first.TypeAsync(0, "one two");
        await Assertions.Expect(second.Code.First.Locator("[data-text]")).ToHaveTextAsync("one two");
        await second.Page.BringToFrontAsync();
        await second.Code.First.Locator("[data-source]").ClickAsync();
        await second.Code.First.Locator(".monaco-editor.focused").WaitForAsync();
        await second.Page.Keyboard.PressAsync("Control+End");
        await first.Page.BringToFrontAsync();
        await first.Page.Keyboard.PressAsync("Control+Home");
        await first.Page.Keyboard.TypeAsync("no ");
        await Assertions.Expect(second.Code.First.Locator(".monaco-editor[role=code] .view-lines")).ToHaveTextAsync("no one two");
        await second.Page.BringToFrontAsync();
        await second.Page.Keyboard.TypeAsync("!");
        await Assertions.Expect(first.Code.First.Locator("[data-text]")).ToHaveTextAsync("no one two!");
    });

    [Fact]
    public Task Formulas_beside_a_diagram_are_set_in_its_frame_in_the_pages_fonts() => UseAsync("#!markdown\n\n# Drawn\n\n```mermaid\ngraph LR; A-->B\n```\n\nWith $k^2$ weights.\n", async window =>
    {
        var frame = window.Page.Locator("iframe.sandboxed").ContentFrame;
        await Assertions.Expect(frame.Locator(".katex-html")).ToHaveCountAsync(1);
        await Assertions.Expect(frame.Locator(".drawn svg")).ToBeVisibleAsync();
        Assert.True(await frame.Locator("h1").EvaluateAsync<bool>("async () => { await document.fonts.ready; return [...document.fonts].some(font => font.family.includes('Source Sans 3') && font.status === 'loaded'); }"));
    });

    [Fact]
    public Task A_long_table_is_sorted_and_shown_page_by_page() => UseAsync("""
        #!csharp

        HTML($"<table><thead><tr><th>n</th><th>word</th></tr></thead><tbody>{string.Concat(Enumerable.Range(1, 45).Select(i => $"<tr><td>{i}</td><td>w{i}</td></tr>"))}</tbody></table>")
        """, async window =>
    {
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        var rows = window.Page.Locator(".shown tbody tr:visible");
        await Assertions.Expect(rows).ToHaveCountAsync(20);
        await window.Page.GetByLabel("Later rows").ClickAsync();
        await Assertions.Expect(rows.First).ToContainTextAsync("w21");
        await Assertions.Expect(window.Page.Locator(".pages")).ToContainTextAsync("21 to 40 of 45");
        await window.Page.GetByRole(AriaRole.Columnheader, new() { Name = "n", Exact = true }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Columnheader, new() { Name = "n" }).First.ClickAsync();
        await Assertions.Expect(rows.First).ToContainTextAsync("w45"); // As numbers: 45 is more than 9.
        await AssertReadableAsync(window.Page);
    });

    [Fact]
    public Task What_the_cells_declared_is_listed_and_again_after_each_run() => UseAsync("#!csharp\n\nvar picture = new float[3, 4];\n\n#!csharp\n\nvar size = 6 * 7;\n", async window =>
    {
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("Shift+Enter");
        await window.StateAsync(0, "done");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Variables" }).ClickAsync();
        var rows = window.Page.Locator(".variables tbody tr");
        await Assertions.Expect(rows).ToContainTextAsync(["picture"]);
        await Assertions.Expect(rows.First).ToContainTextAsync("3 × 4");
        await AssertReadableAsync(window.Page);
        await window.Code.Nth(1).FocusAsync();
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("42");
        await window.Page.Keyboard.PressAsync("v");
        await Assertions.Expect(rows).ToHaveCountAsync(0);
    });

    [Fact]
    public Task A_lesson_is_closed_from_the_list_and_shown_from_there_as_slides() => Chromium.UseAsync(async browser =>
    {
        var name = served.Write("to close.dib", "#!markdown\n\n# To close\n\n#!csharp\n\n1\n");
        var window = await Window.OpenAsync(browser, served, name);
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Code.First.FocusAsync();
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await window.StateAsync(0, "done");
        var other = await window.Page.Context.NewPageAsync();
        await other.GotoAsync(served.Server.Origin);
        await other.GetByRole(AriaRole.Button, new() { Name = "Close To close" }).ClickAsync();
        await Assertions.Expect(other.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 cell has run");
        await other.GetByRole(AriaRole.Dialog).GetByText("Close", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(other.GetByRole(AriaRole.Button, new() { Name = "Close To close" })).ToHaveCountAsync(0);

        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("This notebook was closed.");
        await window.Page.GetByText("Open it again").ClickAsync();
        await Assertions.Expect(window.Page.Locator(".code-cell.idle")).ToHaveCountAsync(1);

        await other.GetByRole(AriaRole.Link, new() { Name = "To close, as slides" }).ClickAsync();
        await Assertions.Expect(other.Locator(".viewport h1")).ToHaveTextAsync("To close");
        Assert.Empty(window.Problems);
    });

    private static async Task AssertReadableAsync(IPage page)
    {
        var axe = await page.RunAxe();
        Assert.Empty(axe.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
    }
}
