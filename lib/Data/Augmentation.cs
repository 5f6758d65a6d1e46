using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace NotebookLib.Data;

/// <summary>
/// Random changes to the images of a batch that leave their class as it is, for <see cref="Batches"/>: the network then
/// never sees quite the same picture twice. Each image of a batch is changed by itself, where TorchVision's random transforms
/// draw once for all of them.
/// </summary>
/// <remarks>Given a seed, the same changes come in the same order again; without one they follow torch's own generator,
/// which seeding everything seeds.</remarks>
/// <example><c>new Batches(data, transform: Augmentation.RandomShift(2))</c></example>
public static class Augmentation
{
    /// <summary>Moves each image by up to some pixels in each direction; what comes in at the edge is black.</summary>
    /// <param name="pixels">The furthest.</param>
    /// <param name="seed">Makes the choice repeatable.</param>
    /// <returns>A function of images (B, C, H, W) to images of the same shape.</returns>
    public static Func<Tensor, Tensor> RandomShift(int pixels, long? seed = null)
    {
        var generator = seed is { } number ? new Generator((ulong)number) : null;
        return images =>
        {
            using var scope = NewDisposeScope();
            var (count, height, width) = (images.shape[0], images.shape[2], images.shape[3]);
            var framed = pad(images, [pixels, pixels, pixels, pixels]);
            var corners = randint((2 * pixels) + 1, [count, 2], generator: generator).data<long>().ToArray();
            return stack([.. Enumerable.Range(0, (int)count).Select(i =>
                framed[i].narrow(1, corners[2 * i], height).narrow(2, corners[(2 * i) + 1], width))]).MoveToOuterDisposeScope();
        };
    }
}
