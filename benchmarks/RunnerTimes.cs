using System.Diagnostics;
using System.Xml.Linq;

namespace Benchmarks;

/// <summary>
/// What the runner adds to the cells: from the start of its process to the first value, for each further cell, and to the course.
/// Every round starts it anew, as a user would, and the median over the rounds is what counts; the course runs once, for minutes.
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
            var (first, cell) = (new List<double>(), new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                var (short_, long_) = (Run(one), Run(many));
                if (round == 0) continue; // The files are in the system's memory from here on.

                first.Add(short_.FirstValue);
                cell.Add((long_.Whole - short_.Whole) / (ManyCells - 1) * 1000);
            }

            Statistics.WriteHeader();
            Statistics.Write("from process start to the first cell's value", first, "under 0.9 s");
            Statistics.Write("a trivial cell adds", cell, "under 10 ms");
            var course = Run(Path.Combine(RunnerProcess.Root, "notebooks"), "--report", folder).Whole;
            var cells = XDocument.Load(Path.Combine(folder, "junit.xml")).Descendants("testcase").Sum(each => (double)each.Attribute("time")!);
            Statistics.Write("the course takes longer than its cells, with reports, by", [(course / cells - 1) * 100], "under 10 %");
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
