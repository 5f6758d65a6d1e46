using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace NotebookLib.Models;

/// <summary>
/// The building block of MobileNetV2: widen cheaply, look around in every channel by itself, and narrow again.
/// </summary>
/// <remarks>
/// <para>An ordinary 3x3 convolution looks around and mixes channels at once, with 9 x C x C weights. Here a 1x1
/// convolution mixes, a <em>depthwise</em> 3x3 convolution looks around with one kernel per channel, 9 x C weights, and
/// another 1x1 convolution mixes again. A classic residual block is narrow in the middle; this one is wide there, hence
/// inverted. Its narrow output passes through no ReLU, which would cut away half of what little it carries.</para>
/// <para>Sandler, Howard, Zhu, Zhmoginov, Chen: <em>MobileNetV2: Inverted Residuals and Linear Bottlenecks</em>, 2018,
/// <see href="https://arxiv.org/abs/1801.04381">arXiv:1801.04381</see>. Batch normalisation, which follows every
/// convolution while the network trains, is folded into its weight and bias here.</para>
/// </remarks>
public sealed class InvertedResidual : nn.Module<Tensor, Tensor>
{
    /// <summary>1x1, widens; null where the block does not.</summary>
    public readonly Conv2d? expand;

    /// <summary>3x3, one kernel per channel.</summary>
    public readonly Conv2d depthwise;

    /// <summary>1x1, narrows.</summary>
    public readonly Conv2d project;

    private readonly int _stride;
    private readonly bool _shortcut;

    /// <summary>Makes a block with random weights.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="stride">1, or 2 to halve height and width.</param>
    /// <param name="expandRatio">How many times wider the middle is than the input; 1 leaves the first convolution out.</param>
    public InvertedResidual(int inChannels, int outChannels, int stride, int expandRatio) : base(nameof(InvertedResidual))
    {
        var wide = inChannels * expandRatio;
        expand = expandRatio == 1 ? null : nn.Conv2d(inChannels, wide, kernel_size: 1);
        depthwise = nn.Conv2d(wide, wide, kernel_size: 3, stride: stride, padding: SamePadding.Inside(stride), groups: wide);
        project = nn.Conv2d(wide, outChannels, kernel_size: 1);
        _stride = stride;
        _shortcut = stride == 1 && inChannels == outChannels;
        RegisterComponents();
    }

    /// <summary>The first step alone: the wide feature maps.</summary>
    /// <param name="input">(N, inChannels, H, W).</param>
    /// <returns>(N, inChannels x expandRatio, H, W), values in [0, 6].</returns>
    public Tensor Expand(Tensor input)
    {
        if (expand is null) return input.alias();
        using var wide = expand.call(input);
        return relu6(wide);
    }

    /// <summary>The whole block.</summary>
    /// <param name="input">(N, inChannels, H, W).</param>
    /// <returns>(N, outChannels, H / stride, W / stride), rounded up.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var wide = Expand(input);
        var seen = relu6(depthwise.call(SamePadding.Around(wide, _stride)));
        var narrow = project.call(seen);
        return (_shortcut ? input + narrow : narrow).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Zeros around a map so that a 3x3 convolution of stride s gives maps of ceil(n / s), placed where TensorFlow places them.
/// </summary>
/// <remarks>With stride 1 that is one on each side. With stride 2 and an even size only one zero is needed, and TensorFlow
/// puts it at the right and bottom, where PyTorch's <c>padding: 1</c> adds one on each side and shifts everything by a pixel.</remarks>
internal static class SamePadding
{
    /// <summary>The padding that the convolution itself adds.</summary>
    internal static int Inside(int stride) => stride == 1 ? 1 : 0;

    /// <summary>The map with the zeros that the convolution cannot add itself.</summary>
    internal static Tensor Around(Tensor map, int stride)
    {
        if (stride == 1) return map;
        var (left, right) = Zeros(map.shape[3]);
        var (top, bottom) = Zeros(map.shape[2]);
        return pad(map, [left, right, top, bottom]);

        (long Before, long After) Zeros(long size)
        {
            var total = Math.Max(((((size + stride - 1) / stride) - 1) * stride) + 3 - size, 0);
            return (total / 2, total - (total / 2));
        }
    }
}
