using System.Collections.Concurrent;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Tests.Runner.Chromium))]

namespace Tests.Runner;

/// <summary>The machine's own Chromium or Chrome; tests that need one are skipped where there is none.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string? Executable = new[]
    {
        Environment.GetEnvironmentVariable("CHROME_PATH"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    }.FirstOrDefault(File.Exists);

    // A browser takes a second of a core to start: the next test takes over one that the last has left as it was.
    private static readonly ConcurrentBag<IBrowser> Idle = [];
    private static readonly Lazy<Task<IPlaywright>> Driver = new(Playwright.CreateAsync);

    public static void SkipWhereThereIsNone() => Assert.SkipWhen(Executable is null, "There is no Chromium on this machine; CHROME_PATH names one elsewhere.");

    /// <summary>Gives a test a browser without a context, as if it had just been started.</summary>
    public static async Task UseAsync(Func<IBrowser, Task> test)
    {
        SkipWhereThereIsNone();
        Assertions.SetDefaultExpectTimeout(30_000); // A kernel process has to start, on a machine that may have other things to do.
        if (!Idle.TryTake(out var browser)) browser = await (await Driver.Value).Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] });
        try
        {
            await test(browser);
            foreach (var context in browser.Contexts) await context.CloseAsync();
        }
        catch
        {
            await browser.CloseAsync();
            throw;
        }
        Idle.Add(browser);
    }

    /// <summary>Ends the browsers when all tests have run.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var browser in Idle) await browser.CloseAsync();
        if (Driver.IsValueCreated) (await Driver.Value).Dispose();
    }
}
