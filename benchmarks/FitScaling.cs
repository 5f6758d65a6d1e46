using System.Globalization;

namespace Benchmarks;

/// <summary>How the advantage of <c>Fit</c> over the loop by hand holds for other batches, threads and networks, and that memory does not grow.</summary>
internal static class FitScaling
{
    public static void Measure(int rounds)
    {
        Console.WriteLine($"{"",-40} {"Fit, images/s",14} {"by hand",10} {"ratio",6}");
        foreach (var batchSize in (int[])[16, 64, 256])
            Pair($"Convnet, batches of {batchSize}", "convnet", batchSize, 6400 / batchSize, threads: 0);
        for (var threads = 1; threads <= Environment.ProcessorCount; threads *= 2)
            Pair($"Convnet, {threads} threads", "convnet", 64, 100, threads);
        Pair("LeNet-5", "lenet5", 64, 100, threads: 0);
        Pair("ResNet-18 on 32x32", "resnet18", 64, 5, threads: 0);

        using var fit = TrainingProcess.Start("fit", batches: 300).WhenReady("Fit, for memory"); // That was the first epoch.
        List<double> memory = [.. Enumerable.Range(2, 19).Select(_ => fit.Train().Memory)];
        Console.WriteLine($"Resident memory after each epoch from the second, MiB: {string.Join(' ', memory)}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Resident memory after epoch 2: {memory[0]} MiB, after epoch 20: {memory[^1]} MiB ({(memory[^1] / memory[0]) - 1:+0.0%;-0.0%}; at most 2 %)"));

        void Pair(string name, string network, int batchSize, int batches, int threads)
        {
            using var ours = TrainingProcess.Start("fit", network, batchSize, batches, threads).WhenReady(name);
            using var byHand = TrainingProcess.Start("by-hand", network, batchSize, batches, threads).WhenReady(name);
            var pairs = Enumerable.Range(0, rounds).Select(_ => (Fit: ours.Train().Seconds, ByHand: byHand.Train().Seconds)).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-40} {batchSize / Statistics.Median(pairs.Select(pair => pair.Fit)),14:0} {batchSize / Statistics.Median(pairs.Select(pair => pair.ByHand)),10:0} {Statistics.Median(pairs.Select(pair => pair.ByHand / pair.Fit)),6:0.00}"));
        }
    }
}
