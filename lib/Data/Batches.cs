using System.Collections;
using static TorchSharp.torch;

namespace NotebookLib.Data;

/// <summary>A batch: images float32 (B, C, H, W) and their labels int64 (B).</summary>
/// <param name="Images">The images.</param>
/// <param name="Labels">The class of each.</param>
public readonly record struct Batch(Tensor Images, Tensor Labels);

/// <summary>
/// A dataset cut into batches: every walk through it is one epoch. The counterpart of PyTorch's <c>DataLoader</c> for data
/// that fits in memory, where a batch is one slice of a tensor.
/// </summary>
/// <remarks>In a <c>foreach</c> loop a batch lives until the next one is asked for; the one at which a loop stops early belongs to
/// whoever stopped. Batches taken by other means, such as <c>ToList()</c> or <c>Last()</c>, belong to whoever takes them.</remarks>
public sealed class Batches : IEnumerable<Batch>
{
    private readonly ImageDataset _dataset;
    private readonly bool _dropLast;
    private readonly long[] _order;
    private readonly Random? _random;
    private readonly Device? _device;
    private readonly Func<Tensor, Tensor>? _transform;

    /// <summary>Cuts a dataset into batches.</summary>
    /// <param name="dataset">The images; they must live as long as the batches are used.</param>
    /// <param name="batchSize">Images in a batch; the last one holds the rest.</param>
    /// <param name="shuffle">In another random order each epoch, or as they lie.</param>
    /// <param name="seed">Of the shuffling: the same seed gives the same orders, epoch by epoch. By default drawn from
    /// torch's own generator, so that seeding everything seeds this too.</param>
    /// <param name="device">Where the batches are wanted; by default where the dataset is.</param>
    /// <param name="transform">Changes the images of each batch, for example at random: see <see cref="Augmentation"/>.</param>
    /// <param name="dropLast">Whether an epoch leaves out the images that do not fill a batch, as PyTorch's <c>drop_last</c>.</param>
    /// <exception cref="ArgumentException">The dataset is empty, the batch size is below one, or the last batch is dropped and
    /// is the only one.</exception>
    public Batches(ImageDataset dataset, int batchSize = 64, bool shuffle = true, int? seed = null, Device? device = null,
        Func<Tensor, Tensor>? transform = null, bool dropLast = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (dataset.Count == 0) throw new ArgumentException("The dataset holds no images, so there is no batch to make.", nameof(dataset));

        if (dropLast && dataset.Count < batchSize)
            throw new ArgumentException($"The dataset holds {dataset.Count} images, fewer than one batch of {batchSize}: without the last batch there is none.", nameof(dropLast));

        (_dataset, BatchSize, _device, _transform, _dropLast) = (dataset, batchSize, device, transform, dropLast);
        _order = [.. Enumerable.Range(0, dataset.Count).Select(i => (long)i)];
        if (shuffle) _random = new Random(seed ?? Draw());

        static int Draw()
        {
            using var number = randint(int.MaxValue, [1]);
            return (int)number.item<long>();
        }
    }

    /// <summary>Images in a batch; the last one may hold fewer.</summary>
    public int BatchSize { get; }

    /// <summary>The number of images in an epoch.</summary>
    public int SampleCount => _dropLast ? _order.Length / BatchSize * BatchSize : _order.Length;

    /// <summary>The number of batches.</summary>
    public int Count => (SampleCount + BatchSize - 1) / BatchSize;

    /// <summary>One epoch, of which each batch is freed when the next one is asked for.</summary>
    public IEnumerator<Batch> GetEnumerator()
    {
        Batch last = default;
        foreach (var batch in Epoch())
        {
            Free(last);
            yield return last = batch;
        }
        Free(last);

        static void Free(Batch batch)
        {
            batch.Images?.Dispose();
            batch.Labels?.Dispose();
        }
    }

    // LINQ's way in. What it keeps must live, and it does not say what it keeps.
    IEnumerator<Batch> IEnumerable<Batch>.GetEnumerator() => Epoch().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Epoch().GetEnumerator();

    private IEnumerable<Batch> Epoch()
    {
        _random?.Shuffle(_order);
        long[] order = [.. _order]; // a walk keeps its own order, though another begins meanwhile
        for (var start = 0; start < SampleCount; start += BatchSize)
            yield return Slice(order.AsSpan(start, Math.Min(BatchSize, order.Length - start)));
    }

    private Batch Slice(ReadOnlySpan<long> places)
    {
        using var index = tensor(places.ToArray(), ScalarType.Int64, _dataset.Images.device);
        return new(Transformed(To(_dataset.Images.index_select(0, index))), To(_dataset.Labels.index_select(0, index)));

        Tensor To(Tensor slice) => _device is null ? slice : slice.to(_device, disposeAfter: true);

        Tensor Transformed(Tensor images)
        {
            if (_transform is null) return images;
            using (images)
            {
                using var scope = NewDisposeScope(); // of what the transform makes on the way
                return _transform(images).alias().MoveToOuterDisposeScope();
            }
        }
    }
}
