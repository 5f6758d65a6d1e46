using System.Diagnostics;
using Runner.Presenting.Safety;

namespace Runner.Commands;

/// <summary>A browser of this machine that prints a page without a window.</summary>
internal sealed class PrintingBrowser
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly string[] Names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge", "chrome", "msedge"];

    private readonly string _program;

    private PrintingBrowser(string program) => _program = program;

    /// <summary>The one that <c>CHROME_PATH</c> names, or else one that is installed.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static PrintingBrowser Find()
    {
        if (Environment.GetEnvironmentVariable("CHROME_PATH") is { Length: > 0 } named)
            return File.Exists(named) ? new(named) : throw new FileNotFoundException($"CHROME_PATH names {named}, and there is no such file.");
        return Places().FirstOrDefault(File.Exists) is { } found ? new(found)
            : throw new FileNotFoundException("Printing needs Chromium, Chrome or Edge, and none is installed here. CHROME_PATH names one elsewhere; without one, print the slides in your own browser: present, then Ctrl+P.");
    }

    /// <summary>Prints a page once all of it has loaded.</summary>
    /// <param name="address">It may hold a token: no command line shows it.</param>
    /// <param name="pdf">The file to write, in a folder that is this user's alone.</param>
    /// <exception cref="IOException">The browser did not print.</exception>
    public async Task PrintAsync(string address, string pdf, CancellationToken cancellationToken)
    {
        using var launch = new LaunchFile(address);
        var profile = Path.Combine(Path.GetDirectoryName(pdf)!, "browser");
        var start = new ProcessStartInfo(_program,
        [
            "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions", $"--user-data-dir={profile}",
            "--no-pdf-header-footer", "--print-to-pdf-no-header", $"--print-to-pdf={pdf}",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()) start.ArgumentList.Add("--no-sandbox"); // It does not start as root with one.
        start.ArgumentList.Add(new Uri(launch.Path).AbsoluteUri);
        string said;
        try
        {
            using var browser = Process.Start(start)!;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            end.CancelAfter(Longest);
            try
            {
                var output = browser.StandardOutput.ReadToEndAsync(end.Token);
                said = await browser.StandardError.ReadToEndAsync(end.Token);
                await output;
                await browser.WaitForExitAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                browser.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                throw new IOException($"{_program} did not print within {Longest.TotalMinutes} minutes.");
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"{_program} cannot be started: {e.Message}", e);
        }

        if (!File.Exists(pdf)) throw new IOException($"{_program} wrote no PDF. CHROME_PATH names another browser. It said: {said.Trim()}");
    }

    private static IEnumerable<string> Places()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in Names)
            foreach (var folder in folders) yield return Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        foreach (var name in (string[])["Google Chrome", "Chromium", "Microsoft Edge"]) yield return $"/Applications/{name}.app/Contents/MacOS/{name}";
        if (!OperatingSystem.IsWindows()) yield break;
        foreach (var folder in (Environment.SpecialFolder[])[Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86, Environment.SpecialFolder.LocalApplicationData])
        {
            yield return Path.Combine(Environment.GetFolderPath(folder), "Google", "Chrome", "Application", "chrome.exe");
            yield return Path.Combine(Environment.GetFolderPath(folder), "Microsoft", "Edge", "Application", "msedge.exe");
        }
    }
}
