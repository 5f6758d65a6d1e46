using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>The residual block of ResNet-18: two 3x3 convolutions, whose result is added to the block's input.</summary>
/// <remarks>K. He et al., "Deep Residual Learning for Image Recognition", arXiv:1512.03385, figure 5 left.</remarks>
public sealed class BasicBlock : Module<Tensor, Tensor>
{
    /// <summary>Maps going out, in multiples of the block's width.</summary>
    public const long Expansion = 1;

    /// <summary>3x3, and the stride.</summary>
    public readonly Conv2d conv1;

    /// <summary>Batch normalisation after <see cref="conv1"/>.</summary>
    public readonly BatchNorm2d bn1;

    /// <summary>ReLU, used twice.</summary>
    public readonly ReLU relu = ReLU();

    /// <summary>3x3.</summary>
    public readonly Conv2d conv2;

    /// <summary>Batch normalisation after <see cref="conv2"/>.</summary>
    public readonly BatchNorm2d bn2;

    /// <summary>Fits the shortcut to the block's output where shapes differ; null where the input passes as it is.</summary>
    public readonly Sequential? downsample;

    /// <summary>Makes the block.</summary>
    /// <param name="inPlanes">Maps coming in.</param>
    /// <param name="planes">The block's width, here also the number of maps going out.</param>
    /// <param name="stride">2 halves height and width.</param>
    public BasicBlock(long inPlanes, long planes, long stride = 1) : base(nameof(BasicBlock))
    {
        conv1 = Conv2d(inPlanes, planes, kernel_size: 3, stride: stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(planes);
        conv2 = Conv2d(planes, planes, kernel_size: 3, padding: 1, bias: false);
        bn2 = BatchNorm2d(planes);
        downsample = Shortcut.Downsample(inPlanes, planes * Expansion, stride);
        RegisterComponents();
    }

    /// <summary>(N, in, H, W) → (N, planes, H/stride, W/stride).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = relu.call(bn1.call(conv1.call(input)));
        x = bn2.call(conv2.call(x));
        return relu.call(x + (downsample?.call(input) ?? input)).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// The residual block of ResNet-50 and deeper: a 1x1 convolution narrows, a 3x3 works, a 1x1 widens fourfold, and the
/// result is added to the block's input.
/// </summary>
/// <remarks>K. He et al., "Deep Residual Learning for Image Recognition", arXiv:1512.03385, figure 5 right. The paper
/// puts the stride in the first 1x1 convolution; here it is in the 3x3, as in torchvision, whose published weights
/// were trained so ("ResNet v1.5").</remarks>
public sealed class Bottleneck : Module<Tensor, Tensor>
{
    /// <summary>Maps going out, in multiples of the block's width.</summary>
    public const long Expansion = 4;

    /// <summary>1x1, narrows.</summary>
    public readonly Conv2d conv1;

    /// <summary>Batch normalisation after <see cref="conv1"/>.</summary>
    public readonly BatchNorm2d bn1;

    /// <summary>3x3, and the stride.</summary>
    public readonly Conv2d conv2;

    /// <summary>Batch normalisation after <see cref="conv2"/>.</summary>
    public readonly BatchNorm2d bn2;

    /// <summary>1x1, widens.</summary>
    public readonly Conv2d conv3;

    /// <summary>Batch normalisation after <see cref="conv3"/>.</summary>
    public readonly BatchNorm2d bn3;

    /// <summary>ReLU, used three times.</summary>
    public readonly ReLU relu = ReLU();

    /// <summary>Fits the shortcut to the block's output where shapes differ; null where the input passes as it is.</summary>
    public readonly Sequential? downsample;

    /// <summary>Makes the block.</summary>
    /// <param name="inPlanes">Maps coming in.</param>
    /// <param name="planes">The block's width; four times as many maps go out.</param>
    /// <param name="stride">2 halves height and width.</param>
    public Bottleneck(long inPlanes, long planes, long stride = 1) : base(nameof(Bottleneck))
    {
        conv1 = Conv2d(inPlanes, planes, kernel_size: 1, bias: false);
        bn1 = BatchNorm2d(planes);
        conv2 = Conv2d(planes, planes, kernel_size: 3, stride: stride, padding: 1, bias: false);
        bn2 = BatchNorm2d(planes);
        conv3 = Conv2d(planes, planes * Expansion, kernel_size: 1, bias: false);
        bn3 = BatchNorm2d(planes * Expansion);
        downsample = Shortcut.Downsample(inPlanes, planes * Expansion, stride);
        RegisterComponents();
    }

    /// <summary>(N, in, H, W) → (N, 4 planes, H/stride, W/stride).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = relu.call(bn1.call(conv1.call(input)));
        x = relu.call(bn2.call(conv2.call(x)));
        x = bn3.call(conv3.call(x));
        return relu.call(x + (downsample?.call(input) ?? input)).MoveToOuterDisposeScope();
    }
}

internal static class Shortcut
{
    internal static Sequential? Downsample(long inPlanes, long outPlanes, long stride) =>
        stride == 1 && inPlanes == outPlanes
            ? null
            : Sequential(
                Conv2d(inPlanes, outPlanes, kernel_size: 1, stride: stride, bias: false),
                BatchNorm2d(outPlanes));
}
