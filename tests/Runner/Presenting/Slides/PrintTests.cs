using System.Diagnostics;
using Microsoft.Playwright;
using UglyToad.PdfPig;
using static Microsoft.Playwright.Assertions;

namespace Tests.Runner.Presenting.Slides;

/// <summary>Slides and notebooks on paper.</summary>
public sealed class PrintTests(PrintTests.ServedTalk served) : IClassFixture<PrintTests.ServedTalk>
{
    private const string Talk = """
        #!markdown

        # Kernels

        <!-- notes: 3 min. Ask who has seen one. -->

        Nobody reads this on the wall.

        > one or two

        #!csharp

        $"{6 * 7} weights"

        #!markdown

        ## Stride

        - three
        """;

    // The quotation, the cell with what came out, the list below the second heading.
    private const int TalksSteps = 3;

    public sealed class ServedTalk : Served
    {
        protected override string Root
        {
            get
            {
                Write("talk.dib", Talk);
                return Course;
            }
        }
    }

    [Fact]
    public async Task A_command_prints_a_page_a_step_with_what_came_out()
    {
        var (code, output, pages) = await PrintAsync("talk.dib", "deck.pdf");

        Assert.Equal((0, TalksSteps), (code, pages.Count));
        Assert.Contains($"deck.pdf, {TalksSteps} pages", output);
        Assert.All(pages, page => Assert.Equal(16 / 9.0, page.Width / page.Height, 0.01));
        Assert.Contains("42 weights", pages[1].Words);
        Assert.DoesNotContain(pages, page => page.Words.Contains("Ask who has seen one", StringComparison.Ordinal) || page.Words.Contains("Nobody reads this", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_said_stands_below_where_it_is_asked_for()
    {
        var (_, _, pages) = await PrintAsync("talk.dib", "handout.pdf", "--notes", "--no-run");

        Assert.Equal(TalksSteps, pages.Count);
        Assert.All(pages, page => Assert.True(page.Height > page.Width));
        Assert.Contains("Ask who has seen one", pages[0].Words);
        Assert.Single(pages, page => page.Words.Contains("Nobody reads this on the wall", StringComparison.Ordinal));
        Assert.DoesNotContain("42 weights", pages[1].Words);
    }

    [Fact]
    public async Task A_cell_that_fails_is_told_and_printed_as_it_stands()
    {
        served.Write("fails.dib", "#!markdown\n\n# Fails\n\n#!csharp\n\nthrow new Exception(\"it broke\");\n");

        var (code, output, pages) = await PrintAsync("fails.dib", "fails.pdf");

        Assert.Equal(1, code);
        Assert.Contains("cell 2 failed", output);
        Assert.Contains("it broke", Assert.Single(pages).Words);
    }

    [Fact]
    public async Task Without_a_browser_it_says_so_and_writes_nothing()
    {
        var (code, output) = await RunAsync(new() { ["CHROME_PATH"] = "/nowhere/chrome" }, "talk.dib", "none.pdf");

        Assert.Equal(1, code);
        Assert.Contains("CHROME_PATH names /nowhere/chrome, and there is no such file.", output);
        Assert.False(File.Exists(Path.Combine(served.Course, "none.pdf")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_a_PDF_is_refused() =>
        Assert.Equal(2, (await RunAsync([], "talk.dib", "deck.txt")).Code);

    [Fact]
    public Task A_key_prints_the_steps_that_are_shown() => Chromium.UseAsync(async browser =>
    {
        var context = await browser.NewContextAsync();
        await context.AddInitScriptAsync("window.print = () => document.documentElement.dataset.asked = ''");
        var page = await context.NewPageAsync();
        await page.ComeInAsync(served.Server.NewLaunchAddress());
        await page.GotoAsync($"{served.Server.Origin}/slides/talk.dib");
        await page.ReadyAsync();

        var paper = await context.RunAndWaitForPageAsync(() => page.Keyboard.PressAsync("Control+p"));
        await paper.Locator("html[data-asked]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });

        await Expect(paper.Locator(".paper")).ToHaveCountAsync(TalksSteps);
    });

    [Fact]
    public Task A_notebook_is_printed_without_its_buttons() => Chromium.UseAsync(async browser =>
    {
        var window = await Window.OpenAsync(browser, served, "talk.dib");
        await window.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await Expect(window.Page.Locator("button:visible, .toolbar:visible, nav:visible, .tools:visible")).ToHaveCountAsync(0);
        await Expect(window.Page.Locator(".prose").GetByText("Nobody reads this")).ToBeVisibleAsync();
    });

    private async Task<(int Code, string Output, List<(double Width, double Height, string Words)> Pages)> PrintAsync(string notebook, string pdf, params string[] options)
    {
        Chromium.SkipWhereThereIsNone();
        var (code, output) = await RunAsync([], [notebook, pdf, .. options]);
        using var document = PdfDocument.Open(Path.Combine(served.Course, pdf));
        return (code, output, [.. document.GetPages().Select(page => (page.Width, page.Height, string.Join(' ', page.GetWords().Select(word => word.Text))))]);
    }

    private async Task<(int Code, string Output)> RunAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "runner.dll"), "slides", .. arguments])
        {
            WorkingDirectory = served.Course,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }
}
