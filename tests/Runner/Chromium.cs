using Microsoft.Playwright;

namespace Tests.Runner;

/// <summary>The machine's own Chromium or Chrome; tests that need one are skipped where there is none.</summary>
public static class Chromium
{
    private static readonly string? Executable = new[]
    {
        Environment.GetEnvironmentVariable("CHROME_PATH"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    }.FirstOrDefault(File.Exists);

    public static void SkipWhereThereIsNone() => Assert.SkipWhen(Executable is null, "There is no Chromium on this machine; CHROME_PATH names one elsewhere.");

    /// <summary>Runs a browser of its own for a test.</summary>
    public static async Task UseAsync(Func<IBrowser, Task> test)
    {
        SkipWhereThereIsNone();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] });
        await test(browser);
    }

    /// <summary>Comes in by an address that <c>present</c> prints, and waits for the page that it leads on to.</summary>
    public static async Task ComeInAsync(this IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Notebooks" }).WaitForAsync();
    }
}
