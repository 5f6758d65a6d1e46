using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using static TorchSharp.torch;

namespace Make;

/// <summary>Trains the lesson's convnet on the seven classes of Fashion-MNIST that are worn above the ankle.</summary>
public static class FashionSeven
{
    private static readonly string[] Classes = [.. FashionMnist.Classes.Except(["Sandal", "Sneaker", "Ankle Boot"])];

    public static void Train(string folder)
    {
        Seeds.SeedEverything(42);
        set_num_threads(1); // the order of additions, and with it the last digits, depends on the number of threads
        using var all = FashionMnist.Load(train: true).Only(Classes);
        using var training = all.Take(38_000);
        using var kept = all.Skip(38_000); // to choose the epoch by; the test images choose nothing
        using var test = FashionMnist.Load(train: false).Only(Classes);
        using var network = new Convnet(Classes.Length);
        using var loss = nn.CrossEntropyLoss();
        using var optimizer = optim.Adam(network.parameters(), lr: 1e-3);

        var path = Path.Combine(folder, "fashion-seven.safetensors");
        var unfinished = Path.GetTempFileName(); // the one in the folder stays as it is until the new one is complete
        var bestEpoch = 0;
        Trainer.Fit(new Batches(training, seed: 42), network, loss, optimizer, epochs: 10, validation: new Batches(kept, shuffle: false), onEpoch: state =>
        {
            var losses = state.History.ValidationLoss;
            if (losses[^1] > losses.Min()) return;
            bestEpoch = state.Epoch;
            SafeTensors.Save(network, unfinished);
        });

        SafeTensors.Load(network, unfinished);
        File.Delete(unfinished);
        SafeTensors.Save(network, path, ScalarType.Float16, new Dictionary<string, string>
        {
            ["classes"] = string.Join(", ", Classes),
            ["license"] = "MIT",
        });
        SafeTensors.Load(network, path);
        Console.WriteLine($"{path}: epoch {bestEpoch}, accuracy on the test images of its classes {Trainer.Evaluate(network, new Batches(test, shuffle: false)).Accuracy:P2}");
    }
}
