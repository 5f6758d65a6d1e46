using System.Diagnostics;
using System.Globalization;
using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>What bfloat16 costs and saves: lesson 7's training in both precisions, from the same weights over the same batches.</summary>
internal static class FitPrecision
{
    public static void Measure(int epochs)
    {
        using var training = FashionMnist.Load(count: 55_000);
        using var test = FashionMnist.Load(train: false);
        var (single, half) = (Train(Precision.Float32), Train(Precision.BFloat16));

        Console.WriteLine($"{"epoch",5} {"loss, float32",14} {"bfloat16",10} {"of it",8}");
        foreach (var (i, (loss, other)) in single.Losses.Zip(half.Losses).Index())
            Write($"{i + 1,5} {loss,14:0.0000} {other,10:0.0000} {(other / loss) - 1,8:+0.0%;-0.0%}");
        Write($"test accuracy: {single.Accuracy:P2} and {half.Accuracy:P2} ({100 * (half.Accuracy - single.Accuracy):+0.00;-0.00} points)");
        Write($"{single.Seconds:0} s and {half.Seconds:0} s");

        (IReadOnlyList<double> Losses, double Accuracy, double Seconds) Train(Precision precision)
        {
            Seeds.SeedEverything(42);
            using var model = new Convnet();
            using var adam = optim.Adam(model.parameters(), lr: 1e-3);
            var clock = Stopwatch.StartNew();
            var history = Trainer.Fit(new Batches(training, 64, seed: 42), model, nn.CrossEntropyLoss(), adam, epochs, verbose: false, precision: precision);
            var seconds = clock.Elapsed.TotalSeconds;
            return (history.Loss, Trainer.Evaluate(model, new Batches(test, 500, shuffle: false)).Accuracy, seconds);
        }

        static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
