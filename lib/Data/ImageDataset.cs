using static TorchSharp.torch;

namespace NotebookLib.Data;

/// <summary>Labelled images, all of them in memory as two tensors.</summary>
/// <remarks>The dataset owns its tensors; a selection made from it is a dataset of its own and outlives it.</remarks>
public sealed class ImageDataset : IDisposable
{
    /// <summary>Makes a dataset of two tensors and owns them from now on.</summary>
    /// <param name="images">float32 (N, C, H, W), values in [0, 1].</param>
    /// <param name="labels">int64 (N), each an index into <paramref name="classes"/>.</param>
    /// <param name="classes">The name of each class.</param>
    /// <exception cref="ArgumentException">A tensor has another shape or type, or a label names no class.</exception>
    public ImageDataset(Tensor images, Tensor labels, IReadOnlyList<string> classes)
    {
        if (images.dim() != 4 || images.dtype != ScalarType.Float32)
            throw new ArgumentException($"Images must be float32 (N, C, H, W), found {images.dtype} {Shape(images)}.", nameof(images));
        if (labels.dim() != 1 || labels.dtype != ScalarType.Int64 || labels.shape[0] != images.shape[0])
            throw new ArgumentException($"Labels must be int64 ({images.shape[0]}), one an image, found {labels.dtype} {Shape(labels)}.", nameof(labels));
        if (labels.shape[0] > 0 && (Number(labels.min()) < 0 || Number(labels.max()) >= classes.Count))
            throw new ArgumentException($"Labels must lie in 0..{classes.Count - 1}, found {Number(labels.min())}..{Number(labels.max())}.", nameof(labels));

        (Images, Labels, Classes) = (images.DetachFromDisposeScope(), labels.DetachFromDisposeScope(), classes);

        static string Shape(Tensor tensor) => $"({string.Join(", ", tensor.shape)})";
        static long Number(Tensor scalar)
        {
            using (scalar) return scalar.item<long>();
        }
    }

    /// <summary>The images: float32 (N, C, H, W), values in [0, 1].</summary>
    public Tensor Images { get; }

    /// <summary>The class of each image: int64 (N), an index into <see cref="Classes"/>.</summary>
    public Tensor Labels { get; }

    /// <summary>The name of each class.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The number of images, N.</summary>
    public int Count => (int)Images.shape[0];

    /// <summary>The images at the given places, in that order, copied.</summary>
    /// <param name="indices">Places in 0..<see cref="Count"/>-1.</param>
    public ImageDataset Subset(IEnumerable<int> indices)
    {
        using var index = tensor(indices.Select(i => (long)i).ToArray(), ScalarType.Int64, Images.device);
        return new(Images.index_select(0, index), Labels.index_select(0, index), Classes);
    }

    /// <summary>The first images; they share the memory of this dataset.</summary>
    /// <param name="count">How many; all of them where there are fewer.</param>
    public ImageDataset Take(int count) => Slice(0, Math.Clamp(count, 0, Count));

    /// <summary>All but the first images; they share the memory of this dataset.</summary>
    /// <param name="count">How many to leave out.</param>
    public ImageDataset Skip(int count) => Slice(Math.Clamp(count, 0, Count), Count);

    /// <summary>The images of some classes, in the order they have here, with their labels unchanged.</summary>
    /// <param name="classes">Names from <see cref="Classes"/>.</param>
    /// <exception cref="ArgumentException">There is no class of that name.</exception>
    public ImageDataset Where(params IReadOnlyList<string> classes)
    {
        var wanted = classes.Select(IndexOf).ToHashSet();
        using var labels = Labels.cpu();
        return Subset(labels.data<long>().Select((label, i) => (label, i)).Where(x => wanted.Contains((int)x.label)).Select(x => x.i));
    }

    /// <summary>The images of some classes, in the order they have here, as a dataset of these classes alone.</summary>
    /// <param name="classes">Names from <see cref="Classes"/>; the first becomes label 0, and so on.</param>
    /// <exception cref="ArgumentException">There is no class of that name.</exception>
    public ImageDataset Only(params IReadOnlyList<string> classes)
    {
        using var chosen = Where(classes);
        var newLabels = new long[Classes.Count];
        foreach (var (label, name) in classes.Index()) newLabels[IndexOf(name)] = label;
        using var table = tensor(newLabels, ScalarType.Int64, Labels.device);
        return new(chosen.Images.alias(), table[chosen.Labels], classes);
    }

    /// <summary>A few images of each class, drawn at random without replacement.</summary>
    /// <param name="perClass">How many of each; all of a class that has fewer.</param>
    /// <param name="seed">The same seed draws the same images.</param>
    public ImageDataset Sample(int perClass, int seed)
    {
        using var local = Labels.cpu();
        var labels = local.data<long>().ToArray();
        var places = Enumerable.Range(0, Count).ToArray();
        new Random(seed).Shuffle(places);
        return Subset(places.GroupBy(place => labels[place]).OrderBy(group => group.Key).SelectMany(group => group.Take(perClass)));
    }

    /// <summary>What a function makes of the images, with their labels: other sizes, or the feature maps of a network that
    /// is frozen and gives the same for the same image however often it is asked.</summary>
    /// <param name="function">Images (B, C, H, W) to float32 (B, any, any, any); computed without gradients.</param>
    /// <param name="batchSize">How many images at a time.</param>
    public ImageDataset Map(Func<Tensor, Tensor> function, int batchSize = 64)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        List<Tensor> parts = [];
        foreach (var (images, _) in new Batches(this, batchSize, shuffle: false))
        {
            using var part = NewDisposeScope();
            parts.Add(function(images).alias().MoveToOuterDisposeScope());
        }
        return new(cat(parts), Labels.clone(), Classes);
    }

    /// <summary>Gives the memory of both tensors back, as far as no other dataset shares it.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }

    /// <summary>What is in it, in one line.</summary>
    public override string ToString() =>
        $"{Count} images of {string.Join("x", Images.shape[1..])} (channels x height x width) in {Classes.Count} classes";

    private ImageDataset Slice(int from, int to) => new(Images[from..to], Labels[from..to], Classes);

    private int IndexOf(string name)
    {
        var index = Classes.Index().Where(c => c.Item == name).Select(c => c.Index).DefaultIfEmpty(-1).First();
        return index >= 0 ? index : throw new ArgumentException($"There is no class \"{name}\"; there are {string.Join(", ", Classes)}.");
    }
}
