using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>What one round took, for each batch.</summary>
/// <param name="Seconds">Of the clock.</param>
/// <param name="Processor">Of all cores together, in seconds.</param>
/// <param name="Memory">Resident after the round, in MiB.</param>
internal sealed record Round(double Seconds, double Processor, double Memory);

/// <summary>A contender in a process of its own, which sleeps while the others have their turn.</summary>
internal sealed class TrainingProcess : IDisposable
{
    private readonly Process _process;
    private readonly int _batches;

    private TrainingProcess(Process process, int batches) => (_process, _batches) = (process, batches);

    /// <summary>Starts this program again as a contender.</summary>
    /// <param name="threads">How many it computes with; 0 for libtorch's choice.</param>
    public static TrainingProcess Start(string way, string network = "convnet", int batchSize = 64, int batches = 100, int threads = 0) =>
        Start("dotnet", ["exec", typeof(TrainingProcess).Assembly.Location, "child", way, network, $"{batchSize}", $"{batches}"], batches, threads);

    /// <summary>Starts PyTorch with a recipe of <c>pytorch.py</c>; null where no Python here has it.</summary>
    public static TrainingProcess? PyTorch(string recipe, int batches)
    {
        foreach (var python in (string[])["python3", "/usr/bin/python3"])
        {
            try
            {
                using var probe = Process.Start(new ProcessStartInfo(python, ["-c", "import torch"]) { RedirectStandardError = true })!;
                probe.StandardError.ReadToEnd();
                probe.WaitForExit();
                if (probe.ExitCode == 0)
                    return Start(python, [Path.Combine(RunnerProcess.Root, "benchmarks", "pytorch.py"), recipe, Path.Combine(RunnerProcess.Root, "data", "fashion-mnist"), $"{batches}"], batches, 0);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program: the next.
            }
        }
        return null;
    }

    /// <summary>Waits until it is warm, and writes the loss of its first round.</summary>
    public TrainingProcess WhenReady(string name)
    {
        Console.WriteLine($"{name}: loss {Line()} after {_batches} batches");
        return this;
    }

    /// <summary>Lets it train one round.</summary>
    public Round Train()
    {
        _process.StandardInput.WriteLine();
        double[] numbers = [.. Line().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new(numbers[0] / _batches, numbers[1] / _batches, numbers[2]);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static TrainingProcess Start(string program, string[] arguments, int batches, int threads)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = RunnerProcess.Root };
        if (threads > 0) start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        return new(Process.Start(start)!, batches);
    }

    private string Line() => _process.StandardOutput.ReadLine() ?? throw Failure();

    private InvalidOperationException Failure() => new($"A contender ended: {string.Join(' ', _process.StartInfo.ArgumentList)}");
}
