using System.Runtime.InteropServices;

namespace Runner.Processes;

/// <summary>The <c>dotnet</c> command that this process runs on.</summary>
internal static class Dotnet
{
    /// <summary>Its full path: three folders above the shared framework.</summary>
    public static string Host { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet")) is var path
        && File.Exists(path) ? path : "dotnet";
}
