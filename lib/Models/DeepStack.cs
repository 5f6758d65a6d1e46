using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// A narrow net as deep as asked for, to see what depth does: 3x3 convolutions one after another, with shortcuts past every
/// two of them or without. Shortcuts have no parameters, so that both nets are equally large.
/// </summary>
/// <remarks>The experiment of K. He et al., "Deep Residual Learning for Image Recognition", arXiv:1512.03385, section 4.2, in
/// small: for 28x28 images, and at 7x7 all the way.</remarks>
public sealed class DeepStack : Module<Tensor, Tensor>
{
    /// <summary>A convolution of stride 2 and a pooling: (N, 1, 28, 28) → (N, width, 7, 7).</summary>
    public readonly Sequential stem;

    /// <summary>The blocks of two convolutions each: (N, width, 7, 7) → (N, width, 7, 7).</summary>
    public readonly Sequential blocks;

    /// <summary>The mean of each map, and a dense layer: → (N, classes).</summary>
    public readonly Sequential classifier;

    /// <summary>Makes the net with TorchSharp's own random weights.</summary>
    /// <param name="depth">Layers with weights: the stem, two a block, and the dense layer. Even, at least 4.</param>
    /// <param name="shortcuts">Whether each block's input is added to its output.</param>
    /// <param name="batchNorm">Whether batch normalisation follows each convolution.</param>
    /// <param name="width">Kernels of every convolution.</param>
    /// <param name="numClasses">Number of logits.</param>
    /// <exception cref="ArgumentException">The depth does not come out.</exception>
    public DeepStack(int depth, bool shortcuts, bool batchNorm = true, long width = 16, long numClasses = 10)
        : base(nameof(DeepStack))
    {
        if (depth < 4 || depth % 2 != 0)
            throw new ArgumentException($"The depth must be even and at least 4 (stem, blocks of two, dense layer), not {depth}.", nameof(depth));

        stem = Sequential(DeepBlock.Convolution(1, width, stride: 2, batchNorm), ReLU(), MaxPool2d(2));
        blocks = Sequential();
        for (var layers = 2; layers < depth; layers += 2) blocks.append(new DeepBlock(width, shortcuts, batchNorm));
        classifier = Sequential(AdaptiveAvgPool2d(1), Flatten(), Linear(width, numClasses));
        RegisterComponents();
    }

    /// <summary>Images (N, 1, 28, 28) → logits (N, classes).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(blocks.call(stem.call(input))).MoveToOuterDisposeScope();
    }
}

/// <summary>Two convolutions of a <see cref="DeepStack"/>, and perhaps a shortcut past them.</summary>
internal sealed class DeepBlock : Module<Tensor, Tensor>
{
    private readonly Sequential _layers;
    private readonly bool _shortcut;

    internal DeepBlock(long width, bool shortcut, bool batchNorm) : base(nameof(DeepBlock))
    {
        _shortcut = shortcut;
        _layers = Sequential(Convolution(width, width, stride: 1, batchNorm), ReLU(), Convolution(width, width, stride: 1, batchNorm));
        register_module("layers", _layers);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = _layers.call(input);
        return (_shortcut ? x + input : x).relu().MoveToOuterDisposeScope();
    }

    internal static Module<Tensor, Tensor> Convolution(long from, long to, long stride, bool batchNorm)
    {
        var convolution = Conv2d(from, to, kernel_size: 3, stride: stride, padding: 1, bias: !batchNorm);
        return batchNorm ? Sequential(convolution, BatchNorm2d(to)) : convolution;
    }
}
