using System.Diagnostics;

namespace Tests;

/// <summary>Another user of this machine, who attacks or is attacked: <c>nobody</c>, which only root can become.</summary>
internal static class SecondUser
{
    private const uint Id = 65534;

    /// <summary>Skips the test where there is no second user.</summary>
    /// <param name="mustRead">A file of the build that the second user has to be able to read.</param>
    public static void Require(string? mustRead = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv") && Run("true").Code == 0, "It takes root to become a second user.");
        Assert.SkipUnless(mustRead is null || Run("test", "-r", mustRead).Code == 0, $"The second user can't read {mustRead}.");
    }

    /// <summary>A program that the second user is to start.</summary>
    public static ProcessStartInfo Start(string program, params string[] arguments) =>
        new("/usr/bin/setpriv", [$"--reuid={Id}", $"--regid={Id}", "--clear-groups", "--", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };

    /// <summary>What a program of the second user's says.</summary>
    public static (int Code, string Output) Run(string program, params string[] arguments) => Run(Start(program, arguments));

    /// <inheritdoc cref="Run(string, string[])"/>
    public static (int Code, string Output) Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>Gives a file or folder to the second user.</summary>
    public static string Give(string path)
    {
        using var chown = Process.Start("chown", ["-h", $"{Id}:{Id}", path]);
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
        return path;
    }

    /// <summary>Lets everybody do everything with a file or folder.</summary>
    public static void Open(string path)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
    }

    /// <summary>Lets everybody make files in a folder, and change only their own: as <c>/tmp</c> is.</summary>
    public static void Share(string folder)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b1_111_111_111);
    }

    /// <summary>Whether nobody but its owner can do anything in a folder.</summary>
    public static bool IsClosed(string folder) => OperatingSystem.IsWindows() || File.GetUnixFileMode(folder) == (UnixFileMode)0b111_000_000;
}
