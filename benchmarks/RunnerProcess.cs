using System.Diagnostics;
using System.Reflection;

namespace Benchmarks;

/// <summary>The runner as its users start it: a process of its own.</summary>
internal static class RunnerProcess
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Metadata("Root"));

    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.GetFullPath(Metadata("Runner")), .. arguments]) { RedirectStandardOutput = true })!;

    private static string Metadata(string key) => Path.Combine(
        AppContext.BaseDirectory, typeof(RunnerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!);
}
