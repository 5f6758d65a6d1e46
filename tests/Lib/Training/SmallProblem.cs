using System.Text.Json;
using NotebookLib.Data;
using Tests.Reference;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Training;

/// <summary>The problem of <c>tests/Reference/training_runs.py</c>: eleven images and a small convnet, all from formulas.</summary>
internal static class SmallProblem
{
    public sealed record Reference(double[] Loss, double[] Accuracy, double[] ValidationLoss, double[] ValidationAccuracy, double[] Probabilities, double[][] Weights);

    public static Reference Run(string optimizer) =>
        JsonSerializer.Deserialize<Dictionary<string, Reference>>(File.ReadAllText(ReferenceFiles.PathOf("training-runs.json")), JsonSerializerOptions.Web)![optimizer];

    public static ImageDataset Dataset() =>
        new(Wave(11 * 64, 0.7).view(11, 1, 8, 8) * 0.5 + 0.5, tensor([.. Enumerable.Range(0, 11).Select(i => i * 7L % 3)], ScalarType.Int64), ["a", "b", "c"]);

    public static Module<Tensor, Tensor> Convnet()
    {
        var model = Sequential(Conv2d(1, 4, 3), ReLU(), MaxPool2d(2), Conv2d(4, 6, 2), ReLU(), Flatten(), Linear(24, 3));
        using var _ = no_grad();
        foreach (var (number, parameter) in model.parameters().Index())
            parameter.copy_(Wave(parameter.numel(), 1.3 + number).view(parameter.shape) * 0.4);
        return model;
    }

    public static optim.Optimizer Optimizer(string name, Module model) => name switch
    {
        "sgd" => optim.SGD(model.parameters(), learningRate: 0.1, momentum: 0.9),
        "adam" => optim.Adam(model.parameters(), lr: 0.01),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static Tensor Wave(long count, double step) => tensor([.. Enumerable.Range(0, (int)count).Select(i => (float)Math.Sin(i * step))]);
}
