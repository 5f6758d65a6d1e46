using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Microsoft.Playwright;
using Runner.Documents;
using Runner.Reports;
using Tests.Runner;

namespace Tests.Editors;

/// <summary>The extension in real VS Code, as a person has it: one window for all tests, which takes most of the time.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class VSCodeTests(VSCodeTests.Window window) : IClassFixture<VSCodeTests.Window>, IAsyncLifetime
{
    private const string Own = """
        #!csharp

        var answer = 6 * 7;
        answer

        #!csharp

        void Deep(int n)
        {
            if (n == 0) throw new FormatException("too deep");
            Deep(n - 1);
        }
        Deep(2);

        #!csharp

        while (true) { }

        #!csharp

        answer + 1

        """;

    private Workbench Workbench => window.Workbench!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(CodeServer.Asked) == "1", $"Installs VS Code from npm and takes minutes; {CodeServer.Asked}=1 asks for it, as .ci/run does.");
        Assert.SkipWhen(window.Workbench is null, window.Missing ?? "There is no Chromium on this machine.");
        await Workbench.Page.Keyboard.PressAsync("Escape");
    }

    public async ValueTask DisposeAsync()
    {
        if (window.Workbench is null) return;
        if (TestContext.Current.TestState?.Result == TestResult.Failed) await Workbench.Page.ScreenshotAsync(new() { Path = Path.Combine(Path.GetTempPath(), $"vscode-{TestContext.Current.Test!.TestDisplayName.Split('.')[^1]}.png") });
        await Workbench.CloseAllAsync();
    }

    [Fact]
    public async Task An_error_leads_to_its_line()
    {
        await OpenAsync("error.dib", Own);

        await Workbench.RunAsync("void Deep");
        await Workbench.FailedAsync("void Deep");
        await (await Workbench.OutputAsync(frame => frame.GetByText("line 3", new() { Exact = true }))).ClickAsync();
        await Workbench.Page.Locator(".code-cell-row .monaco-editor.focused").WaitForAsync();
        await Workbench.Page.Keyboard.TypeAsync("/*here*/");

        await Assertions.Expect(Workbench.Cell("void Deep").Locator(".view-line").Nth(2)).ToContainTextAsync("/*here*/");
    }

    [Fact]
    public async Task A_cell_that_never_ends_is_stopped_and_what_was_lost_is_run_again()
    {
        await OpenAsync("endless.dib", Own);
        await Workbench.RunAsync("var answer");
        await Workbench.HeldAsync("var answer");
        await Assertions.Expect(Workbench.Cell("var answer").Locator(".execution-count-label")).ToHaveTextAsync("[1]");
        await Assertions.Expect(Workbench.Cell("var answer").Locator(".cell-statusbar-container")).ToContainTextAsync(Seconds());

        await Workbench.RunAsync("while (true)");
        await Workbench.Cell("while (true)").Locator(".codicon-notebook-state-executing").WaitForAsync();
        await Workbench.CommandAsync("Notebook: Stop Cell Execution");
        await RunLostAgainAsync("endless.dib");
    }

    [Fact]
    public async Task Restarting_forgets_and_running_up_to_a_cell_brings_it_back()
    {
        await OpenAsync("restart.dib", "#!csharp\n\nvar first = 20;\n\n#!csharp\n\nfirst + 2\n\n#!csharp\n\nfirst + 3\n");
        await Workbench.RunAsync("var first");
        await Workbench.HeldAsync("var first");

        await Workbench.CommandAsync("C# Notebook: Restart Kernel");
        await Workbench.RunAsync("first + 2");
        await Workbench.FailedAsync("first + 2");
        await Workbench.CommandAsync("C# Notebook: Run Up to Here");

        await Workbench.HeldAsync("first + 2");
        await Workbench.OutputAsync("22");
        await Assertions.Expect(Workbench.Cell("first + 3").Locator(".codicon-notebook-state-success")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_name_is_changed_in_all_cells_and_an_error_is_mended()
    {
        await OpenAsync("names.dib", "#!csharp\n\nvar rate = 1; // first\n\n#!csharp\n\nrate + 1 // second\n\n#!csharp\n\n// third\n");
        await Workbench.RunAsync("// first");
        await Workbench.HeldAsync("// first");
        await Workbench.RunAsync("// second");
        await Workbench.HeldAsync("// second"); // Names that a cell above may yet declare are no errors.
        await Workbench.EditAsync("// second");
        var (keyboard, box) = (Workbench.Page.Keyboard, Workbench.Page.Locator(".rename-box input").First);
        await keyboard.PressAsync("Home");
        await keyboard.PressAsync("F2");
        await Assertions.Expect(box).ToHaveValueAsync("rate");
        await box.FillAsync("speed");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(Workbench.Cell("// first").Locator(".view-lines")).ToContainTextAsync("speed");
        await Assertions.Expect(Workbench.Cell("// second").Locator(".view-lines")).ToContainTextAsync("speed");

        await Workbench.EditAsync("// third");
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("Stopwatch.StartNew()");
        await Workbench.Cell("StartNew").Locator(".squiggly-error").First.WaitForAsync();
        await keyboard.PressAsync("Home");
        await keyboard.PressAsync("Control+.");
        await Workbench.Page.GetByText("using System.Diagnostics;").First.WaitForAsync();
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(Workbench.Cell("StartNew").Locator(".view-lines")).ToContainTextAsync("using System.Diagnostics;");
    }

    [Fact]
    public async Task The_kernel_completes_describes_underlines_and_lays_out()
    {
        await OpenAsync("typing.dib", "#!csharp\n\nvar reader = new System.IO.StringReader(\"a\");\n\n#!csharp\n\n// here\n");
        await Workbench.RunAsync("var reader");
        await Workbench.HeldAsync("var reader");
        await Workbench.EditAsync("// here");
        var keyboard = Workbench.Page.Keyboard;
        await keyboard.PressAsync("Control+A");

        await keyboard.TypeAsync("reader.ReadL");
        await Workbench.Page.Locator(".suggest-widget .monaco-list-row").GetByText("ReadLine").First.WaitForAsync();
        await keyboard.PressAsync("Escape");
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("string.Join(");
        await Assertions.Expect(Workbench.Page.Locator(".parameter-hints-widget").First).ToContainTextAsync("separator");
        await keyboard.PressAsync("Escape");
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("var  x=reader.Missing ;");
        await Workbench.Page.Locator(".squiggly-error").First.WaitForAsync();
        await Workbench.CommandAsync("Format Cell");
        await Assertions.Expect(Workbench.Cell("Missing").Locator(".view-line").First).ToHaveTextAsync("var x = reader.Missing;");
        await Workbench.Cell("Missing").GetByText("reader").First.HoverAsync();
        await Workbench.Page.Locator(".monaco-hover").Filter(new() { HasText = "StringReader reader" }).First.WaitForAsync();
    }

    [Fact]
    public async Task Of_a_saved_file_only_what_was_changed_differs()
    {
        const string Before = "#!meta\n\n{ \"kernelInfo\":{\"defaultKernelName\":\"csharp\"} }\n\n#!c#\n\n\nvar one = 1;\n#!md\nprose\n\n\n#!cs\n\n// jupyter: {\"metadata\":{\"tags\":[\"a\"]}}\nvar two = 2;";
        var file = await OpenAsync("saved.dib", Before);

        await Workbench.EditAsync("var one");
        await Workbench.Page.Keyboard.PressAsync("Control+End");
        await Workbench.Page.Keyboard.TypeAsync(" // changed");
        await Workbench.Page.Keyboard.PressAsync("Control+S");
        var changed = Before.Replace("var one = 1;", "var one = 1; // changed");
        for (var i = 0; i < 100 && File.ReadAllText(file) != changed; i++) await Task.Delay(100, TestContext.Current.CancellationToken); // VS Code empties a file, then writes it.

        Assert.Equal(changed, Encoding.UTF8.GetString(File.ReadAllBytes(file)));
    }

    [Fact]
    public async Task A_broken_file_is_left_alone_and_its_line_is_named()
    {
        await window.ShowOwnAsync();
        const string Broken = "#!meta\n\n{\n  \"a\": oops\n}\n\n#!csharp\n\nx\n";
        var file = window.Write("broken.dib", Broken);

        await Workbench.OpenAsync("broken.dib");

        var dialog = Workbench.Page.GetByRole(AriaRole.Dialog).Filter(new() { HasText = "Line 4" }).First;
        await dialog.WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(Workbench.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Equal(Broken, File.ReadAllText(file));
    }

    [Fact]
    public async Task A_cell_asks_in_the_editor()
    {
        await OpenAsync("asks.dib", "#!csharp\n\nvar name = Console.ReadLine();\n$\"<{name}>\"\n");
        await Workbench.RunAsync("ReadLine");

        await Workbench.AnswerAsync("Ada");

        await Workbench.OutputAsync("<Ada>");
    }

    [Fact]
    public async Task A_password_is_hidden_while_it_is_typed_and_in_the_output()
    {
        await OpenAsync("password.dib", "#!csharp\n\n#!set --name key --value @password:\"The key\"\nkey.GetClearTextPassword().Length\n");
        await Workbench.RunAsync("The key");

        await Workbench.AnswerAsync("hunter2", isPassword: true);

        await Workbench.OutputAsync("The key •••");
        await Workbench.HeldAsync("The key");
        foreach (var frame in Workbench.Page.Frames) Assert.DoesNotContain("hunter2", await frame.ContentAsync());
    }

    [Fact]
    public async Task Variables_are_listed_with_their_types()
    {
        await OpenAsync("variables.dib", "#!csharp\n\nvar counts = new int[2, 3];\nvar title = \"word\";\n");
        await Workbench.CommandAsync("C# Notebook: Show Variables");
        await Workbench.RunAsync("var counts");

        var row = Workbench.Page.Locator(".pane-body .monaco-list-row").Filter(new() { HasText = "counts" }).First;
        await Assertions.Expect(row).ToContainTextAsync("[2, 3]");
        await Workbench.CommandAsync("View: Hide Panel");
    }

    [Fact]
    public async Task An_ipynb_notebook_runs_too()
    {
        await OpenAsync("other.ipynb", """
            {"cells":[{"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":["string.Concat(\"ker\", \"nel\")"]}],
             "metadata":{"kernelspec":{"display_name":".NET (C#)","language":"C#","name":".net-csharp"},"language_info":{"name":"csharp"}},"nbformat":4,"nbformat_minor":5}
            """);

        await Workbench.RunAsync("string.Concat");

        await Workbench.HeldAsync("string.Concat");
        await Workbench.OutputAsync("kernel");
    }

    [Fact]
    public async Task A_lesson_is_stepped_through_and_its_figure_follows_a_slider()
    {
        const string Slider = "Interact(Slider(\"amount\"";
        var cells = await OpenLessonAsync("02-convolution");

        await StepThroughAsync(cells, async cell =>
        {
            if (!cell.Contents.Contains(Slider, StringComparison.Ordinal)) return;
            var slider = await Workbench.OutputAsync(frame => frame.Locator("input[type=range]"));
            var picture = await Workbench.OutputAsync(frame => frame.Locator("figure.inputs img"));
            var before = await picture.GetAttributeAsync("alt");
            await slider.PressAsync("ArrowLeft");
            await Assertions.Expect(picture).Not.ToHaveAttributeAsync("alt", before!);
            await Workbench.EditAsync(Slider);
            await Workbench.Page.Keyboard.PressAsync("Escape");
        });
    }

    [Theory] // The others run by the engine alone, which is what VS Code shows.
    [InlineData("00-welcome")]
    [InlineData("04-pooling")]
    public async Task A_lesson_stepped_through_and_exported_shows_what_it_shows_headless(string lesson)
    {
        using var headless = await HeadlessLesson.RunAsync(lesson);
        var cells = await OpenLessonAsync(lesson);
        await StepThroughAsync(cells, cell => Task.CompletedTask);
        var page = await window.ExportAsync();

        Assert.Equal(Texts(headless.Page), Texts(page));
    }

    /// <summary>What stands below the cells of an exported notebook.</summary>
    private static IEnumerable<string> Texts(string page)
    {
        var document = new HtmlParser().ParseDocument(page);
        foreach (var element in document.QuerySelectorAll("style, script")) element.Remove();
        return document.QuerySelectorAll(".cell.code").Select(cell => $"{cell.Id}: {string.Join('\n', OutputText.Lines(cell.QuerySelectorAll(".outputs").Select(outputs => new TextOutput("stdout", outputs.TextContent))))}");
    }

    [Fact]
    public async Task A_lesson_trains_and_its_bar_and_curves_change_in_their_places()
    {
        var cells = await OpenLessonAsync("07-fashion-mnist");

        await StepThroughAsync(cells, cell => Task.CompletedTask, until: cell => cell.Contents.Contains("Fit(", StringComparison.Ordinal));
        await Workbench.Page.Keyboard.PressAsync("Control+Enter");
        var bar = await Workbench.OutputAsync(frame => frame.Locator("progress"));
        await ChangesAsync(() => bar.EvaluateAsync<string>("bar => String(bar.value)"));
        await ChangesAsync(async () => string.Join('|', await Task.WhenAll(Workbench.Page.Frames.Where(frame => frame.Url.Contains("fake.html", StringComparison.Ordinal))
            .Select(async frame => string.Join(' ', await frame.Locator("img").EvaluateAllAsync<string[]>("all => all.map(image => image.src.length + image.src.slice(-80))"))))));

        await Workbench.Page.Locator(".monaco-list-row.focused .codicon-notebook-state-success").First.WaitForAsync(new() { Timeout = 240_000 });
        Assert.Equal(1, await (await Workbench.OutputAsync(frame => frame.Locator("progress"))).CountAsync());
    }

    [GeneratedRegex(@"\d\.\ds")]
    private static partial Regex Seconds();

    /// <summary>Waits until something has changed twice.</summary>
    private static async Task ChangesAsync(Func<Task<string>> read)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < 600 && seen.Count < 3; i++)
        {
            seen.Add(await read());
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.True(seen.Count >= 3, string.Join('\n', seen));
    }

    private async Task<IReadOnlyList<Cell>> OpenLessonAsync(string name)
    {
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));
        await window.ShowAsync(root);
        await Workbench.OpenNotebookAsync("notebooks", $"{name}.dib");
        await Workbench.EditAsync("#!import setup.dib");
        await Workbench.Page.Keyboard.PressAsync("Escape");
        await Workbench.Page.Keyboard.PressAsync("Control+Home");
        return Dib.Parse(File.ReadAllText(Path.Combine(root, "notebooks", $"{name}.dib"))).Cells;
    }

    /// <summary>Runs cell by cell, each when the one before it has held.</summary>
    private async Task StepThroughAsync(IReadOnlyList<Cell> cells, Func<Cell, Task> then, Func<Cell, bool>? until = null)
    {
        foreach (var cell in cells)
        {
            if (until?.Invoke(cell) == true) return;
            if (cell.Kernel != "markdown")
            {
                await Workbench.Page.Keyboard.PressAsync("Control+Enter");
                await Workbench.Page.Locator(".monaco-list-row.focused .codicon-notebook-state-success").First.WaitForAsync(new() { Timeout = 60_000 });
                await then(cell);
            }

            await Workbench.Page.Keyboard.PressAsync("ArrowDown");
        }
    }

    private async Task<string> OpenAsync(string name, string text)
    {
        await window.ShowOwnAsync();
        var file = window.Write(name, text);
        await Workbench.OpenNotebookAsync(name);
        return file;
    }
}
