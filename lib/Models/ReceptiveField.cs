using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// The square of input pixels that one value of a feature map sees. The value at (row, column) sees the pixels from
/// <c>Start + Stride * row</c> on, <c>Size</c> of them, and likewise across.
/// </summary>
/// <remarks>
/// A. Araujo, W. Norris and J. Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019:
/// with kernel size k, stride s and padding p of the layers in turn, the stride is the product of all s, the size
/// 1 + Σ (k - 1) times the stride before, the start - Σ p times the stride before.
/// </remarks>
/// <param name="Layer">The name of the layer.</param>
/// <param name="Size">Height and width, in pixels.</param>
/// <param name="Stride">From one value's square to the next value's, in pixels.</param>
/// <param name="Start">First row and column of the first value's square; negative where it reaches into the padding.</param>
public sealed record ReceptiveField(string Layer, long Size, long Stride, long Start)
{
    /// <summary>A pixel sees itself.</summary>
    public static ReceptiveField OfPixel { get; } = new("input", 1, 1, 0);

    /// <summary>The receptive field after one more convolution or pooling.</summary>
    /// <param name="layer">The name of the layer.</param>
    /// <param name="kernelSize">Height and width of the kernel or window.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="padding">Its padding at the top and on the left.</param>
    /// <param name="dilation">Distance between neighbours in the kernel.</param>
    public ReceptiveField Then(string layer, long kernelSize, long stride = 1, long padding = 0, long dilation = 1) =>
        new(layer, Size + (dilation * (kernelSize - 1) * Stride), Stride * stride, Start - (padding * Stride));

    /// <summary>
    /// The receptive fields of the convolutions and poolings of a network, up to the first layer that sees everything (dense,
    /// or pooling to a fixed size).
    /// </summary>
    /// <param name="network">A network that runs its layers one after another in the order of their names: a <c>Sequential</c>, or a
    /// class around some, such as torchvision's AlexNet and VGG16.</param>
    /// <exception cref="ArgumentException">In the network is a block that is no <c>Sequential</c>, so that it may have branches or a
    /// shortcut, or a kernel that is not square.</exception>
    public static IReadOnlyList<ReceptiveField> Along(Module network)
    {
        RejectBlocks(network);
        var fields = new List<ReceptiveField>();
        var field = OfPixel;
        foreach (var (name, layer) in network.Leaves())
        {
            if (layer is TorchSharp.Modules.Linear or TorchSharp.Modules.AdaptiveAvgPool2d or TorchSharp.Modules.AdaptiveMaxPool2d) break;
            if (Next(field, name, layer) is { } next) fields.Add(field = next);
        }
        return fields;
    }

    private static void RejectBlocks(Module network)
    {
        if (network.named_modules().FirstOrDefault(layer => layer.module is not TorchSharp.Modules.Sequential && layer.module.children().Any()) is { name: { } name })
            throw new ArgumentException($"The block \"{name}\" is no Sequential and may have branches or a shortcut: there is no single chain of layers to follow.", nameof(network));
    }

    private static ReceptiveField? Next(ReceptiveField field, string name, Module layer) => layer switch
    {
        Conv2d conv => field.Then(name, Side(conv.kernel_size), Side(conv.stride), Padding(conv), Side(conv.dilation)),
        MaxPool2d pool => field.Then(name, Side(pool.kernel_size), Side(pool.stride ?? pool.kernel_size), Side(pool.padding ?? [0]), Side(pool.dilation ?? [1])),
        AvgPool2d pool => field.Then(name, Side(pool.kernel_size), Side(pool.stride ?? pool.kernel_size), Side(pool.padding ?? [0])),
        _ => null,
    };

    // Padding.Same: half of what the kernel takes away, the smaller half first.
    private static long Padding(Conv2d conv) => conv.padding_type switch
    {
        null => Side(conv.padding!),
        TorchSharp.Padding.Same => Side(conv.dilation) * (Side(conv.kernel_size) - 1) / 2,
        _ => 0,
    };

    private static long Side(long[] sides) => sides.Distinct().Count() == 1
        ? sides[0]
        : throw new ArgumentException($"A kernel, stride or padding of {string.Join("x", sides)} is not square.");
}
