using System.Diagnostics;
using System.Xml.Linq;

namespace Benchmarks;

/// <summary>
/// What the runner adds to the cells: from the start of its process to the first value, for each further cell, and to a whole lesson.
/// Every round starts it anew, as a user would, and measures all three; the median over the rounds is what counts.
/// </summary>
internal static class RunnerTimes
{
    private const int ManyCells = 101;

    public static int Measure(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        try
        {
            var (one, many) = (Path.Combine(folder, "one.dib"), Path.Combine(folder, "many.dib"));
            File.WriteAllText(one, Cells(1));
            File.WriteAllText(many, Cells(ManyCells));
            var lesson = Path.Combine(RunnerProcess.Root, "notebooks", "00-welcome.dib");

            var (first, cell, share) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                var (short_, long_) = (Run(one), Run(many));
                var report = Path.Combine(folder, "out");
                var whole = Run(lesson, "--report", report);
                var cells = XDocument.Load(Path.Combine(report, "junit.xml")).Descendants("testcase").Sum(each => (double)each.Attribute("time")!);
                if (round == 0) continue; // The files are in the system's memory from here on.

                first.Add(short_.FirstValue);
                cell.Add((long_.Whole - short_.Whole) / (ManyCells - 1) * 1000);
                share.Add((whole.Whole / cells - 1) * 100);
            }

            Statistics.WriteHeader();
            Statistics.Write("from process start to the first cell's value", first, "under 0.9 s");
            Statistics.Write("a trivial cell adds", cell, "under 10 ms");
            Statistics.Write("a lesson takes longer than its cells, with reports, by", share, "under 10 %");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Cells(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"#!csharp\n\n\"value \" + {i}\n\n"));

    /// <summary>Runs a notebook in a process of the runner's own; times in seconds from its start.</summary>
    private static (double FirstValue, double Whole) Run(params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = RunnerProcess.Start(["run", .. arguments]);
        var firstValue = 0.0;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (firstValue == 0 && line.StartsWith("    value ", StringComparison.Ordinal)) firstValue = clock.Elapsed.TotalSeconds;
        }

        process.WaitForExit();
        return process.ExitCode == 0 ? (firstValue, clock.Elapsed.TotalSeconds) : throw new InvalidOperationException($"The runner failed on {arguments[0]}.");
    }
}
