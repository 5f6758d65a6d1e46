using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// Lesson 7's network on Fashion-MNIST in batches of 64, trained in several ways that take turns, first on a quiet machine and then
/// with two busy processes beside. A ratio compares neighbours in time, so that a slow moment of the machine hits both; the
/// median over the rounds is what counts.
/// </summary>
internal static class FitTable
{
    public static void Measure(int rounds, int batches)
    {
        List<(string Name, Func<TrainingProcess?> Start)> contenders =
        [
            ("Fit", () => TrainingProcess.Start("fit", batches: batches)),
            ("loop by hand", () => TrainingProcess.Start("by-hand", batches: batches)),
            ("DataLoader of TorchSharp, samples ready", () => TrainingProcess.Start("dataloader", batches: batches)),
            ("DataLoader, FashionMNIST of TorchVision", () => TrainingProcess.Start("torchvision", batches: batches)),
            ("PyTorch, the lesson's recipe", () => TrainingProcess.PyTorch("lesson", batches)),
            ("PyTorch, the best recipe", () => TrainingProcess.PyTorch("best", batches)),
            ("Fit in bfloat16", () => NotebookLib.Training.Devices.HaveBFloat16 ? TrainingProcess.Start("fit-bfloat16", batches: batches) : null),
            ("roofline: as many multiplications, libtorch", () => TrainingProcess.Start("roofline", batches: batches)),
            ("roofline: as many multiplications, PyTorch", () => TrainingProcess.PyTorch("roofline", batches)),
        ];
        var rows = new List<(string Name, TrainingProcess Process, List<Round> Quiet, List<Round> Busy)>();
        try
        {
            foreach (var (name, start) in contenders)
            {
                if (start() is { } process) rows.Add((name, process.WhenReady(name), [], []));
                else Console.WriteLine($"Left out: {name} (not on this machine)");
            }

            for (var round = 0; round < rounds; round++)
                rows.ForEach(row => row.Quiet.Add(row.Process.Train()));
            using (new BusyProcesses(2))
            {
                for (var round = 0; round < rounds; round++)
                    rows.ForEach(row => row.Busy.Add(row.Process.Train()));
            }
        }
        finally
        {
            rows.ForEach(row => row.Process.Dispose());
        }

        Console.WriteLine($"{"",-46} {"quiet: batches/s",18} {"CPU ms",7} {"Fit is",7}   {"busy: batches/s",16} {"CPU ms",7} {"Fit is",7} {"keeps",6}");
        foreach (var (name, _, quiet, busy) in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-46} {Rate(quiet),18:0.0} {Processor(quiet),7:0.0} {Ratio(rows[0].Quiet, quiet),7:0.00}   {Rate(busy),16:0.0} {Processor(busy),7:0.0} {Ratio(rows[0].Busy, busy),7:0.00} {Rate(busy) / Rate(quiet),6:0%}"));
        }

        static double Rate(List<Round> rounds) => 1 / Statistics.Median(rounds.Select(round => round.Seconds));
        static double Processor(List<Round> rounds) => 1000 * Statistics.Median(rounds.Select(round => round.Processor));
        static double Ratio(List<Round> fit, List<Round> other) => Statistics.Median(fit.Zip(other, (a, b) => b.Seconds / a.Seconds));
    }

    /// <summary>Processes that want a core each, for as long as this lives.</summary>
    private sealed class BusyProcesses(int count) : IDisposable
    {
        private readonly List<Process> _processes =
            [.. Enumerable.Range(0, count).Select(_ => Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(BusyProcesses).Assembly.Location, "busy"]) { RedirectStandardInput = true })!)];

        public void Dispose()
        {
            foreach (var process in _processes)
            {
                process.Kill();
                process.Dispose();
            }
        }
    }
}
