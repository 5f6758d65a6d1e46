using System.Diagnostics;
using System.Globalization;
using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Benchmarks;

/// <summary>
/// The process of one contender: it makes ready, says so by the loss of a first round, and then trains one round for each line that it reads, and answers
/// with what the round took: seconds, seconds of CPU time, resident memory in MiB. <c>pytorch.py</c> does the same.
/// </summary>
internal static class TrainingChild
{
    public static int Run(string way, string network, int batchSize, int batches)
    {
        Seeds.SeedEverything(1);
        using var dataset = network == "resnet18" ? Noise(batches * batchSize) : Fashion(batches * batchSize);
        using var model = Make(network);
        using var adam = optim.Adam(model.parameters(), lr: 1e-3);
        Func<double> round = way == "roofline" ? () => Multiply(batches) : new TrainingLoops(dataset, batchSize, model, adam).Named(way);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{round():F4}"));
        while (Console.ReadLine() is not null)
        {
            var (clock, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            _ = round();
            using var now = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{clock.Elapsed.TotalSeconds} {(now.TotalProcessorTime - processor).TotalSeconds} {now.WorkingSet64 >> 20}"));
        }
        return 0;
    }

    private static Module<Tensor, Tensor> Make(string network) => network switch
    {
        "convnet" => new Convnet(),
        "lenet5" => Sequential(
            Conv2d(1, 6, 5, padding: 2), Tanh(), AvgPool2d(2), Conv2d(6, 16, 5), Tanh(), AvgPool2d(2),
            Flatten(), Linear(400, 120), Tanh(), Linear(120, 84), Tanh(), Linear(84, 10)),
        "resnet18" => torchvision.models.resnet18(num_classes: 10),
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, null),
    };

    private static ImageDataset Fashion(int count)
    {
        using var all = FashionMnist.Load();
        return all.Subset(Enumerable.Range(0, count).Select(i => i % all.Count));
    }

    private static ImageDataset Noise(int count) => new(rand(count, 3, 32, 32), randint(10, count), FashionMnist.Classes);

    // As many multiplications as the steps of lesson 7's network have (2.63 million an image forward, as many again for the gradients of the
    // weights, and of the feature maps but the first), as matrices of the size that suits the processor best.
    private static double Multiply(int batches)
    {
        const int size = 1024;
        const double forward = 2_631_040, gradients = (2 * forward) - 194_688;
        using var matrix = rand(size, size);
        for (var left = batches * 64 * (forward + gradients); left > 0; left -= (double)size * size * size)
            matrix.mm(matrix).Dispose();
        return 0;
    }
}
