namespace Runner.Processes;

/// <summary>
/// The sockets and pipes that the .NET runtime opens in the temp folder for debuggers and tracing tools. It removes them
/// when it ends by itself; a process that is killed leaves them behind, three for each.
/// </summary>
internal static class DebuggerFiles
{
    /// <summary>Removes those of a process that has ended, or is about to.</summary>
    public static void Remove(int processId)
    {
        if (OperatingSystem.IsWindows()) return; // They are no files there.
        foreach (var pattern in (string[])[$"dotnet-diagnostic-{processId}-*-socket", $"clr-debug-pipe-{processId}-*"])
        {
            try
            {
                foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), pattern)) File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Litter at worst.
            }
        }
    }
}
