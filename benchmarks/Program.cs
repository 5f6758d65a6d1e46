using System.Diagnostics;
using Benchmarks;
using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using TorchSharp;

// The lesson's network on Fashion-MNIST, batches of 64, trained in three ways that take turns, so that a slow moment of the
// machine hits them all alike. The ratios compare medians.
var (rounds, batches) = (args is [var r, ..] ? int.Parse(r) : 7, args is [_, var b, ..] ? int.Parse(b) : 150);
using var dataset = FashionMnist.Load().Take(batches * 64);

(string Name, Func<ImageDataset, torch.nn.Module<torch.Tensor, torch.Tensor>, torch.optim.Optimizer, (double Loss, double Accuracy)> Epoch)[] ways =
[
    ("Trainer.Fit", TrainingLoops.Fit),
    ("loop over tensors by hand", TrainingLoops.ByHand),
    ("TorchSharp's DataLoader", TrainingLoops.Loader),
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
        if (round == 0) Console.WriteLine($"{way.Name,-26} loss {loss:F4}, accuracy {accuracy * 100:F2}% after {batches} batches (warm-up)");
        else rates[i].Add(rate);
    }
}

Console.WriteLine();
Console.WriteLine($"{"",-26} {"batches/s",9}  {"lowest",7} {"highest",7}  Fit is");
var medians = rates.Select(rate => rate.Order().ElementAt(rate.Count / 2)).ToArray();
foreach (var ((way, rate), median) in ways.Zip(rates).Zip(medians))
    Console.WriteLine($"{way.Name,-26} {median,9:F1}  {rate.Min(),7:F1} {rate.Max(),7:F1}  {medians[0] / median:F2} times as fast");
