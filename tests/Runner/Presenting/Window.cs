using Microsoft.Playwright;

namespace Tests.Runner.Presenting;

/// <summary>A browser's window on a notebook, used as a person uses it.</summary>
public sealed class Window(IPage page, List<string> problems)
{
    private const int Long = 60_000;

    public IPage Page => page;

    /// <summary>What the browser complained about: errors of scripts, and what a policy forbade.</summary>
    public IReadOnlyList<string> Problems => problems;

    public ILocator Cells => page.Locator(".cell");

    public ILocator Code => page.Locator(".code-cell");

    /// <summary>Lets a new browser session in and opens a notebook.</summary>
    public static async Task<Window> OpenAsync(IBrowser browser, Served served, string notebook, BrowserNewContextOptions? options = null)
    {
        var context = await browser.NewContextAsync(options);
        return await OpenAsync(context, served, notebook, served.Server.NewLaunchAddress());
    }

    /// <summary>Opens a notebook in a further window of a session.</summary>
    public static async Task<Window> OpenAsync(IBrowserContext context, Served served, string notebook, string? address = null)
    {
        var page = await context.NewPageAsync();
        var problems = new List<string>();
        page.Console += (_, message) => problems.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, error) => problems.Add(error);
        page.SetDefaultTimeout(Long);
        if (address is not null) await page.ComeInAsync(address);
        await page.GotoAsync($"{served.Server.Origin}/notebook/{notebook}");
        await page.Locator("body[data-editor=ready]").WaitForAsync();
        return new(page, problems);
    }

    /// <summary>Waits until no cell runs or waits.</summary>
    public Task AtRestAsync() => Assertions.Expect(page.Locator(".cell.running, .cell.queued, .kernel.restarting")).ToHaveCountAsync(0, new() { Timeout = 8 * Long });

    /// <summary>Waits for a cell to be in a state: <c>done</c>, <c>failed</c>, …</summary>
    public Task StateAsync(int code, string state) => Assertions.Expect(Code.Nth(code)).ToHaveClassAsync(new System.Text.RegularExpressions.Regex($@"\b{state}\b"), new() { Timeout = Long });

    /// <summary>Waits for a text among a cell's outputs.</summary>
    public Task ShowsAsync(int code, string text) => Assertions.Expect(Code.Nth(code).Locator(".outputs")).ToContainTextAsync(text, new() { Timeout = Long });

    /// <summary>Replaces the text of a code cell by hand.</summary>
    public async Task TypeAsync(int code, string text)
    {
        await Code.Nth(code).Locator("[data-source]").ClickAsync();
        await Code.Nth(code).Locator(".monaco-editor[role=code]").WaitForAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.PressAsync("Delete");
        await page.Keyboard.TypeAsync(text);
    }
}
