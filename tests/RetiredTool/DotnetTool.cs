using System.Diagnostics;

namespace Tests.RetiredTool;

/// <summary>A .NET tool of one exact version, installed into a folder of its own in the user's cache, where later runs find it.</summary>
internal sealed record DotnetTool(string Package, string Version, string Command)
{
    /// <summary>The tool that ran these notebooks before it was retired, in its last version.</summary>
    public static DotnetTool Interactive { get; } = new("Microsoft.dotnet-interactive", "1.0.712001", "dotnet-interactive");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private string Folder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "NotebookLib", "tools", $"{Package}-{Version}");

    /// <summary>The tool's executable, installed if it is not there.</summary>
    /// <exception cref="IOException">It cannot be had here; the message says why.</exception>
    public async Task<string> InstallAsync()
    {
        var executable = Path.Combine(Folder, OperatingSystem.IsWindows() ? $"{Command}.exe" : Command);
        if (File.Exists(executable)) return executable;

        // Put in place whole and at once: another process may be doing the same.
        var unfinished = $"{Folder}.{Guid.NewGuid():N}";
        MakePrivate(Path.GetDirectoryName(Folder)!);
        try
        {
            await InstallAsync(unfinished);
            try
            {
                Directory.Move(unfinished, Folder);
            }
            catch (IOException) when (File.Exists(executable))
            {
                // The other was faster.
            }
        }
        finally
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        }

        return executable;
    }

    private async Task InstallAsync(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["tool", "install", Package, "--version", Version, "--tool-path", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new IOException($"{Package} {Version} was not installed within {Patience.TotalMinutes:0} minutes.");
        }

        if (process.ExitCode != 0) throw new IOException($"{Package} {Version} cannot be installed: {string.Concat(await said).Trim()}");
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
