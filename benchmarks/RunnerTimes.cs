using Tests.RetiredTool;

namespace Benchmarks;

/// <summary>
/// What the runner adds to the cells: from the start of its process to the first value, for each further cell, and to the course.
/// Every round starts all contenders anew, one after the other, as a user would, and the medians over the rounds are what counts.
/// </summary>
internal static class RunnerTimes
{
    private const int ManyCells = 101;

    /// <summary>This version's times and, beside them, as ratios, those of others.</summary>
    /// <param name="earlier">The folder of an earlier version, built, to compare with; null for the retired tool and dotnet-repl, as far as they can be had.</param>
    public static async Task<int> MeasureAsync(int rounds, string? earlier)
    {
        if (earlier is not null && !File.Exists(RunnerIn(earlier)))
        {
            Console.Error.WriteLine($"{RunnerIn(earlier)} is not there: build the earlier version first, in its folder, with dotnet build -c Release runner.");
            return 1;
        }

        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        try
        {
            var (one, many) = (Path.Combine(folder, "one.dib"), Path.Combine(folder, "many.dib"));
            File.WriteAllText(one, Cells(1));
            File.WriteAllText(many, Cells(ManyCells));
            var lessons = (earlier is null ? ["02-convolution"] : (string[])["00-welcome", "01-why-convnets", "02-convolution", "03-padding", "04-pooling"])
                .Select(name => Path.Combine("notebooks", $"{name}.dib")).ToArray();
            var ours = new OurRunner("this version", RunnerProcess.Runner);
            Contender[] others = earlier is null ? await PeersAsync() : [new OurRunner("the one before", RunnerIn(earlier)) { Course = Path.GetFullPath(earlier) }];
            var measured = ((Contender[])[ours, .. others]).ToDictionary(contender => contender, _ => new Measured());
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var (contender, figures) in measured)
                {
                    var (short_, long_) = (contender.Run(one), contender.Run(many));
                    if (round == 0) continue; // The files are in the system's memory from here on.

                    figures.FirstValue.Add(short_.FirstValue);
                    figures.Cell.Add((long_.Whole - short_.Whole) / (ManyCells - 1) * 1000);
                    figures.Memory.Add(short_.Memory);
                    figures.Lessons.Add(lessons.Select(lesson => Path.Combine(contender.Course, lesson)).Sum(lesson => earlier is null ? contender.Run(lesson).Whole : contender.Run(lesson, withReports: true).Cells));
                }
            }

            Statistics.WriteHeader();
            Statistics.Write("from process start to the first cell's value, s", measured[ours].FirstValue, "under 0.9 s");
            Statistics.Write("a trivial cell adds, ms", measured[ours].Cell, "under 10 ms");
            Statistics.Write("peak memory of the kernel process, MiB", measured[ours].Memory, "");
            foreach (var other in others) WriteRatios(ours.Name, measured[ours], other.Name, measured[other], isEarlier: earlier is not null);
            if (earlier is not null) return 0;

            var whole = ours.Run(Path.Combine(RunnerProcess.Root, "notebooks"), withReports: true);
            Statistics.Write("the course takes longer than its cells, with reports, by, %", [(whole.Whole / whole.Cells - 1) * 100], "under 10 %");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WriteRatios(string name, Measured ours, string other, Measured theirs, bool isEarlier)
    {
        Statistics.WriteRatio($"first value, {name} to {other}", ours.FirstValue, theirs.FirstValue, isEarlier ? "at most 1.05" : "");
        Statistics.WriteRatio($"a trivial cell, {name} to {other}", ours.Cell, theirs.Cell, "");
        if (isEarlier) Statistics.WriteRatio($"peak memory, {name} to {other}", ours.Memory, theirs.Memory, "at most 1.10");
        Statistics.WriteRatio(isEarlier ? $"cells of lessons 00 to 04, {name} to {other}" : $"lesson 02 whole, {name} to {other}", ours.Lessons, theirs.Lessons, isEarlier ? "at most 1.02" : "");
    }

    private static async Task<Contender[]> PeersAsync()
    {
        var peers = new List<Contender>();
        foreach (var (tool, contender) in new (DotnetTool, Func<string, Contender>)[] { (DotnetTool.Interactive, path => new RetiredTool(path)), (new("dotnet-repl", "0.3.259", "dotnet-repl"), path => new DotnetRepl(path)) })
        {
            try
            {
                peers.Add(contender(await tool.InstallAsync()));
            }
            catch (IOException e)
            {
                Console.WriteLine($"Left out: {e.Message}");
            }
        }

        return [.. peers];
    }

    private static string RunnerIn(string folder) => Path.GetFullPath(Path.Combine(folder, Path.GetRelativePath(RunnerProcess.Root, RunnerProcess.Runner)));

    private static string Cells(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"#!csharp\n\n\"value \" + {i}\n\n"));

    /// <summary>What one contender took, a figure a round.</summary>
    private sealed class Measured
    {
        public List<double> FirstValue { get; } = [];
        public List<double> Cell { get; } = [];
        public List<double> Memory { get; } = [];
        public List<double> Lessons { get; } = [];
    }
}
