using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Xml.Linq;

namespace Benchmarks;

/// <summary>
/// What the runner adds to the cells: from the start of its process to the first value, for each further cell, and to a whole lesson.
/// Every round starts it anew, as a user would, and measures all three; the median over the rounds is what counts.
/// </summary>
internal static class RunnerTimes
{
    private const int ManyCells = 101;

    private static readonly string Root = Path.GetFullPath(Metadata("Root"));

    public static int Measure(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        try
        {
            var (one, many) = (Path.Combine(folder, "one.dib"), Path.Combine(folder, "many.dib"));
            File.WriteAllText(one, Cells(1));
            File.WriteAllText(many, Cells(ManyCells));
            var lesson = Path.Combine(Root, "notebooks", "00-welcome.dib");

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

            Console.WriteLine($"{"",-52} {"median",8} {"lowest",8} {"highest",8}  target");
            Write("from process start to the first cell's value", first, "s", 0.9);
            Write("a trivial cell adds", cell, "ms", 10);
            Write("a lesson takes longer than its cells, with reports, by", share, "%", 10);
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
        var start = new ProcessStartInfo("dotnet", ["exec", Path.GetFullPath(Metadata("Runner")), "run", .. arguments]) { RedirectStandardOutput = true };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var firstValue = 0.0;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (firstValue == 0 && line.StartsWith("    value ", StringComparison.Ordinal)) firstValue = clock.Elapsed.TotalSeconds;
        }

        process.WaitForExit();
        return process.ExitCode == 0 ? (firstValue, clock.Elapsed.TotalSeconds) : throw new InvalidOperationException($"The runner failed on {arguments[0]}.");
    }

    private static void Write(string what, List<double> values, string unit, double target) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what,-52} {Statistics.Median(values),8:0.00} {values.Min(),8:0.00} {values.Max(),8:0.00}  under {target} {unit}"));

    private static string Metadata(string key) => typeof(RunnerTimes).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value is { } relative
        ? Path.Combine(AppContext.BaseDirectory, relative)
        : throw new InvalidOperationException(key);
}
