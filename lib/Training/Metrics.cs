using NotebookLib.Data;
using NotebookLib.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Training;

/// <summary>An image that a classifier gets wrong.</summary>
/// <param name="Index">Its place in the dataset.</param>
/// <param name="Label">What it is.</param>
/// <param name="Predicted">What the classifier takes it for.</param>
/// <param name="Probability">How sure the classifier is of that, in [0, 1].</param>
/// <param name="LabelProbability">The probability it gives to the truth, in [0, 1].</param>
public sealed record Mistake(int Index, int Label, int Predicted, double Probability, double LabelProbability);

/// <summary>What a trained classifier gets right and wrong.</summary>
public static class Metrics
{
    /// <summary>The class that a classifier predicts for each image.</summary>
    /// <param name="model">Images (B, C, H, W) to logits (B, classes). Its mode is afterwards what it was.</param>
    /// <param name="images">float32 (N, C, H, W), on any device.</param>
    /// <returns>int64 (N) on the CPU.</returns>
    public static Tensor Predict(Module<Tensor, Tensor> model, Tensor images)
    {
        using var probabilities = PredictProbabilities(model, images);
        return probabilities.argmax(1);
    }

    /// <summary>The probability that a classifier gives to each class for each image (softmax of its logits).</summary>
    /// <param name="model">Images (B, C, H, W) to logits (B, classes). Its mode is afterwards what it was.</param>
    /// <param name="images">float32 (N, C, H, W), on any device.</param>
    /// <returns>float32 (N, classes) on the CPU; each row adds up to 1.</returns>
    public static Tensor PredictProbabilities(Module<Tensor, Tensor> model, Tensor images)
    {
        const int batchSize = 256;
        var device = Devices.Of(model);
        using var evaluation = new EvaluationMode(model);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (long start = 0; start < images.shape[0]; start += batchSize)
        {
            using var part = NewDisposeScope();
            var batch = images.narrow(0, start, Math.Min(batchSize, images.shape[0] - start)).to(device);
            parts.Add(model.call(batch).softmax(1).cpu().MoveToOuterDisposeScope());
        }
        return cat(parts).MoveToOuterDisposeScope();
    }

    /// <summary>How often each class was taken for each: the row is the truth, the column the prediction.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="dataset">Images with their true labels.</param>
    /// <returns>Counts [true class, predicted class]; right predictions stand on the diagonal.</returns>
    public static long[,] ConfusionMatrix(Module<Tensor, Tensor> model, ImageDataset dataset)
    {
        using var predicted = Predict(model, dataset.Images);
        var counts = new long[dataset.Classes.Count, dataset.Classes.Count];
        foreach (var (truth, guess) in Numbers(dataset.Labels).Zip(Numbers(predicted))) counts[truth, guess]++;
        return counts;
    }

    /// <summary>The share of each class that was predicted right.</summary>
    /// <param name="confusion">Counts [true class, predicted class].</param>
    /// <returns>In [0, 1] by class; NaN for a class without a sample.</returns>
    public static double[] AccuracyPerClass(long[,] confusion) =>
        [.. Enumerable.Range(0, confusion.GetLength(0)).Select(truth =>
            (double)confusion[truth, truth] / Enumerable.Range(0, confusion.GetLength(1)).Sum(guess => confusion[truth, guess]))];

    /// <summary>The images on which a classifier's loss is highest among those it gets wrong: it gave the truth the least.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="dataset">Images with their true labels.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>The worst first.</returns>
    public static IReadOnlyList<Mistake> WorstMistakes(Module<Tensor, Tensor> model, ImageDataset dataset, int count = 16)
    {
        using var probabilities = PredictProbabilities(model, dataset.Images);
        using var predicted = probabilities.argmax(1);
        var (rows, classes) = (probabilities.data<float>().ToArray(), (int)probabilities.shape[1]);
        return [.. Numbers(dataset.Labels).Zip(Numbers(predicted), (truth, guess) => (truth, guess)).Index()
            .Where(image => image.Item.truth != image.Item.guess)
            .Select(image => new Mistake(image.Index, image.Item.truth, image.Item.guess,
                rows[(image.Index * classes) + image.Item.guess], rows[(image.Index * classes) + image.Item.truth]))
            .OrderBy(mistake => mistake.LabelProbability).ThenBy(mistake => mistake.Index)
            .Take(count)];
    }

    private static IEnumerable<int> Numbers(Tensor classes)
    {
        using var local = classes.cpu();
        return [.. local.data<long>().Select(n => (int)n)];
    }
}
