using NotebookLib.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>How much of the answer lies open in a layer: a linear classifier is fitted to its output, and nothing else.</summary>
/// <remarks>G. Alain and Y. Bengio, "Understanding intermediate layers using linear classifier probes", arXiv:1610.01644.</remarks>
public static class LinearProbe
{
    private const int TestBatch = 500;

    /// <summary>
    /// The accuracy of a linear classifier on the pixels and on the output of each layer. With few training images a
    /// classifier needs good features: use some ten a class.
    /// </summary>
    /// <param name="model">The network; it stays as it is.</param>
    /// <param name="train">Some hundred images to fit the classifiers to, best none that the network was trained on.</param>
    /// <param name="test">The images to predict.</param>
    /// <param name="layers">Names as in <c>named_modules()</c>.</param>
    /// <returns>The share of test images predicted right, in [0, 1]: first for the pixels, then for each layer.</returns>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public static IReadOnlyList<(string Name, double Accuracy)> ProbeAccuracies(
        Module<Tensor, Tensor> model, ImageDataset train, ImageDataset test, params IReadOnlyList<string> layers)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();

        var classifiers = Features(model, train.Images, layers).Select(features => Fit(features, train)).ToList();
        var right = new long[classifiers.Count];
        foreach (var (images, labels) in new Batches(test, TestBatch, shuffle: false))
        {
            using var batch = NewDisposeScope();
            foreach (var (i, features) in Features(model, images, layers).Index())
                right[i] += classifiers[i](features).argmax(1).eq(labels).sum().item<long>();
        }
        return [.. ((string[])["pixels", .. layers]).Zip(right, (name, count) => (name, (double)count / test.Count))];
    }

    // One row an image: the pixels, then the layers.
    private static List<Tensor> Features(Module<Tensor, Tensor> model, Tensor images, IReadOnlyList<string> layers)
    {
        if (layers.Count == 0) return [images.flatten(1)];
        using var maps = FeatureMaps.Of(model, images, layers);
        return [images.flatten(1), .. layers.Select(layer => maps[layer].flatten(1).clone())];
    }

    // Least squares from features to one-hot labels with weight decay (ridge regression), solved exactly: no learning rate,
    // no randomness. There are fewer images than features, so the equations are those between images.
    private static Func<Tensor, Tensor> Fit(Tensor features, ImageDataset train)
    {
        const double decay = 0.1; // of the mean squared length of a feature vector
        var mean = features.mean([0], keepdim: true);
        var x = features - mean;
        var oneHot = functional.one_hot(train.Labels, train.Classes.Count).to_type(features.dtype);
        var (products, targets) = (x.mm(x.T), oneHot - oneHot.mean([0], keepdim: true));
        var weights = x.T.mm(linalg.solve(products + (decay * products.trace() / train.Count * eye(train.Count)), targets));
        var bias = oneHot.mean([0], keepdim: true);
        return others => (others - mean).mm(weights) + bias;
    }
}
