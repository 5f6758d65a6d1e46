using System.Diagnostics;
using System.Reflection;

namespace Benchmarks;

/// <summary>The runner as its users start it: a process of its own.</summary>
internal static class RunnerProcess
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Metadata("Root"));

    /// <summary>The runner of this version.</summary>
    public static string Runner { get; } = Path.GetFullPath(Metadata("Runner"));

    public static Process Start(params string[] arguments) => StartOther(Runner, arguments);

    /// <summary>Starts the runner of another version.</summary>
    /// <param name="runner">Its <c>runner.dll</c>.</param>
    public static Process StartOther(string runner, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", ["exec", runner, .. arguments]) { RedirectStandardOutput = true })!;

    private static string Metadata(string key) => Path.Combine(
        AppContext.BaseDirectory, typeof(RunnerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!);
}
