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
        await AssertReadableAsync(window.Page);
    });

    private static async Task AssertReadableAsync(IPage page)
    {
        var axe = await page.RunAxe();
        Assert.Empty(axe.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
    }
}
