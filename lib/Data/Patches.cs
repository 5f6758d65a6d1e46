using static TorchSharp.torch;

namespace NotebookLib.Data;

/// <summary>Small pieces of large pictures as a dataset, for materials that look the same everywhere: each picture is a class.</summary>
public static class Patches
{
    /// <summary>Cuts pieces out of pictures at random places.</summary>
    /// <param name="pictures">Each (C, H, W) with values in [0, 1]; all with the same channels.</param>
    /// <param name="classes">The name of each picture.</param>
    /// <param name="size">Height and width of a piece in pixels.</param>
    /// <param name="perClass">How many pieces of each picture.</param>
    /// <param name="seed">The same seed cuts at the same places.</param>
    /// <param name="equalize">Whether each piece is brought to the same brightness (mean 0.5) and contrast (standard deviation
    /// 0.2), so that neither gives its class away.</param>
    /// <returns>Images (pictures x perClass, C, size, size), picture by picture.</returns>
    /// <exception cref="ArgumentException">There are not as many names as pictures, or a picture is smaller than a piece.</exception>
    public static ImageDataset Cut(IReadOnlyList<Tensor> pictures, IReadOnlyList<string> classes, int size, int perClass, int seed, bool equalize = true)
    {
        if (pictures.Count != classes.Count) throw new ArgumentException($"There are {pictures.Count} pictures and {classes.Count} names.", nameof(classes));
        if (pictures.FirstOrDefault(picture => picture.shape[1] < size || picture.shape[2] < size) is { } small)
            throw new ArgumentException($"A picture of {small.shape[1]}x{small.shape[2]} pixels is smaller than a piece of {size}x{size}.", nameof(pictures));

        using var scope = NewDisposeScope();
        var random = new Random(seed);
        List<Tensor> pieces = [];
        foreach (var picture in pictures)
        {
            for (var i = 0; i < perClass; i++)
            {
                var (top, left) = (random.Next((int)picture.shape[1] - size + 1), random.Next((int)picture.shape[2] - size + 1));
                pieces.Add(picture.narrow(1, top, size).narrow(2, left, size));
            }
        }
        var images = stack(pieces);
        if (equalize)
        {
            var (mean, deviation) = (images.mean([1, 2, 3], keepdim: true), images.std([1, 2, 3], keepdim: true));
            images = ((images - mean) / (deviation + 1e-6) * 0.2 + 0.5).clamp(0, 1);
        }
        var labels = Enumerable.Range(0, pictures.Count).SelectMany(label => Enumerable.Repeat((long)label, perClass)).ToArray();
        return new(images, tensor(labels), classes);
    }
}
