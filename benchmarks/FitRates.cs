using System.Diagnostics;
using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using TorchSharp;

namespace Benchmarks;

/// <summary>
/// The lesson's network on Fashion-MNIST, batches of 64, trained in ways that take turns. A ratio compares neighbours in
/// time, so that a slow moment of the machine hits both; the median over the rounds is what counts.
/// </summary>
internal static class FitRates
{
    public static void Measure(int rounds, int batches)
    {
        using var dataset = FashionMnist.Load().Take(batches * 64);

        (string Name, Func<ImageDataset, torch.nn.Module<torch.Tensor, torch.Tensor>, torch.optim.Optimizer, (double Loss, double Accuracy)> Epoch)[] ways =
        [
            ("Trainer.Fit", TrainingLoops.Fit),
            ("loop over tensors by hand", TrainingLoops.ByHand),
            ("DataLoader, samples from bytes", TrainingLoops.LoaderFromBytes),
            ("DataLoader, samples ready", TrainingLoops.LoaderFromTensors),
        ];
        var rates = ways.Select(_ => new List<double>()).ToArray();

        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (way, i) in ways.Select((way, i) => (way, i)))
            {
                Seeds.SeedEverything(1);
                using var model = new Convnet();
                using var adam = torch.optim.Adam(model.parameters(), lr: 1e-3);
                var clock = Stopwatch.StartNew();
                var (loss, accuracy) = way.Epoch(dataset, model, adam);
                var rate = batches / clock.Elapsed.TotalSeconds;
                if (round == 0) Console.WriteLine($"{way.Name,-31} loss {loss:F4}, accuracy {accuracy * 100:F2}% after {batches} batches (warm-up)");
                else rates[i].Add(rate);
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{"",-31} {"batches/s",9}  {"lowest",7} {"highest",7}  Fit is");
        foreach (var ((name, _), rate) in ways.Zip(rates))
        {
            var ratio = Statistics.Median(rates[0].Zip(rate, (fit, other) => fit / other));
            Console.WriteLine($"{name,-31} {Statistics.Median(rate),9:F1}  {rate.Min(),7:F1} {rate.Max(),7:F1}  {ratio:F2} times as fast");
        }
    }
}
