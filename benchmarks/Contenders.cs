using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Benchmarks;

/// <summary>What running notebooks took, in seconds from the start of the process.</summary>
/// <param name="FirstValue">To the first cell's value; where that cannot be seen from outside, to the end.</param>
/// <param name="Cells">What the cells took themselves; 0 where it is not told.</param>
/// <param name="Memory">The most that a kernel process held, in MiB; 0 where it is not told.</param>
internal sealed record RunTimes(double FirstValue, double Whole, double Cells = 0, double Memory = 0);

/// <summary>What runs notebooks, started anew each time, as a user would.</summary>
internal abstract record Contender(string Name)
{
    /// <summary>The folder of the version whose lessons it runs: an earlier engine runs the course that it came with.</summary>
    public string Course { get; init; } = RunnerProcess.Root;

    /// <param name="withReports">Whether to write reports, which tell what the cells took, where that is possible.</param>
    /// <exception cref="InvalidOperationException">A cell failed.</exception>
    public abstract RunTimes Run(string notebook, bool withReports = false);

    protected Exception Failure(string notebook) => new InvalidOperationException($"{Name} failed on {notebook}.");
}

/// <summary>Our runner, in this version or another.</summary>
/// <param name="Runner">Its <c>runner.dll</c>.</param>
internal sealed partial record OurRunner(string Name, string Runner) : Contender(Name)
{
    /// <param name="notebook">A notebook, or a folder of them.</param>
    public override RunTimes Run(string notebook, bool withReports = false)
    {
        var reports = Directory.CreateTempSubdirectory("benchmark-").FullName;
        try
        {
            var clock = Stopwatch.StartNew();
            using var process = RunnerProcess.StartOther(Runner, ["run", notebook, .. withReports ? ["--report", reports] : Array.Empty<string>()]);
            var (firstValue, memory) = (0.0, 0.0);
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (firstValue == 0 && line.StartsWith("    value ", StringComparison.Ordinal)) firstValue = clock.Elapsed.TotalSeconds;
                if (Mebibytes().Match(line) is { Success: true } found) memory = Math.Max(memory, double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture));
            }

            process.WaitForExit();
            var whole = clock.Elapsed.TotalSeconds;
            if (process.ExitCode != 0) throw Failure(notebook);

            if (!withReports) return new(firstValue, whole, Memory: memory);

            var cells = XDocument.Load(Path.Combine(reports, "junit.xml")).Descendants("testcase").Sum(each => (double)each.Attribute("time")!);
            return new(firstValue, whole, cells, memory);
        }
        finally
        {
            Directory.Delete(reports, recursive: true);
        }
    }

    [GeneratedRegex(@"(\d+) MiB")]
    private static partial Regex Mebibytes();
}

/// <summary>The retired tool, by the door that editors used, which wants the cells one by one.</summary>
internal sealed record RetiredTool(string Executable) : Contender("the retired tool")
{
    public override RunTimes Run(string notebook, bool withReports = false)
    {
        var cells = Cells(notebook);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(Executable, ["stdio", "--working-dir", Path.GetDirectoryName(notebook)!])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE"] = "1", ["NOTEBOOK_PARAM_live"] = "false" },
        })!;
        try
        {
            var firstValue = 0.0;
            foreach (var (index, code) in cells.Index())
            {
                process.StandardInput.WriteLine(new JsonObject
                {
                    ["token"] = $"{index}",
                    ["commandType"] = "SubmitCode",
                    ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" },
                }.ToJsonString());
                for (var ended = false; !ended;)
                {
                    var line = process.StandardOutput.ReadLine() ?? throw Failure(notebook);
                    if (!line.StartsWith('{')) continue;

                    using var message = JsonDocument.Parse(line);
                    var type = message.RootElement.GetProperty("eventType").GetString();
                    if (type == "CommandFailed") throw Failure(notebook);
                    if (type == "ReturnValueProduced" && firstValue == 0) firstValue = clock.Elapsed.TotalSeconds;
                    ended = type == "CommandSucceeded" && message.RootElement.GetProperty("command").GetProperty("token").GetString() == $"{index}";
                }
            }

            return new(firstValue, clock.Elapsed.TotalSeconds);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static List<string> Cells(string notebook)
    {
        using var process = RunnerProcess.Start("cells", notebook, "--json");
        using var cells = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        return [.. cells.RootElement.EnumerateArray().Where(cell => cell.GetProperty("kernel").GetString() == "csharp").Select(cell => cell.GetProperty("contents").GetString()!)];
    }
}

/// <summary>A console for the retired tool's kernels that also runs whole notebooks; it shows their values when all have run.</summary>
internal sealed record DotnetRepl(string Executable) : Contender("dotnet-repl")
{
    public override RunTimes Run(string notebook, bool withReports = false)
    {
        var output = Path.Combine(Path.GetTempPath(), $"benchmark-{Guid.NewGuid():N}.ipynb");
        try
        {
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo(
                Executable, ["--run", notebook, "--exit-after-run", "--output-format", "ipynb", "--output-path", output])
            {
                WorkingDirectory = Path.GetDirectoryName(notebook), // Its own option for that does not hold for --run.
                RedirectStandardOutput = true,
                Environment = { ["NOTEBOOK_PARAM_live"] = "false" },
            })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var whole = clock.Elapsed.TotalSeconds;
            return process.ExitCode == 0 && !File.ReadAllText(output).Contains("\"output_type\": \"error\"", StringComparison.Ordinal) ? new(whole, whole) : throw Failure(notebook);
        }
        finally
        {
            File.Delete(output);
        }
    }
}
