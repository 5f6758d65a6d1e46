using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// The Inception module: which kernel size is best? All of them. Four branches look at the same maps, and their
/// maps are stacked. 1x1 convolutions first reduce the channels, so that the larger kernels stay cheap.
/// </summary>
/// <remarks>
/// C. Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, arXiv:1409.4842, figure 2b. The third branch is the
/// paper's 5x5 convolution; torchvision computes it with a 3x3 kernel (its issue 906), and so does this module,
/// because the published weights have that shape.
/// </remarks>
public sealed class Inception : Module<Tensor, Tensor>
{
    /// <summary>1x1: (N, in, H, W) → (N, ch1x1, H, W).</summary>
    public readonly BasicConv2d branch1;

    /// <summary>1x1, then 3x3: → (N, ch3x3, H, W).</summary>
    public readonly Sequential branch2;

    /// <summary>1x1, then the paper's 5x5, here 3x3: → (N, ch5x5, H, W).</summary>
    public readonly Sequential branch3;

    /// <summary>3x3 max pooling of stride 1, then 1x1: → (N, poolProj, H, W).</summary>
    public readonly Sequential branch4;

    /// <summary>Makes the module; the numbers are those of the paper's table 1.</summary>
    /// <param name="inChannels">Maps coming in.</param>
    /// <param name="ch1x1">Maps of the 1x1 branch.</param>
    /// <param name="ch3x3red">Maps that the 3x3 convolution sees, after the reduction.</param>
    /// <param name="ch3x3">Maps of the 3x3 branch.</param>
    /// <param name="ch5x5red">Maps that the 5x5 convolution sees, after the reduction.</param>
    /// <param name="ch5x5">Maps of the 5x5 branch.</param>
    /// <param name="poolProj">Maps of the pooling branch.</param>
    public Inception(long inChannels, long ch1x1, long ch3x3red, long ch3x3, long ch5x5red, long ch5x5, long poolProj)
        : base(nameof(Inception))
    {
        branch1 = new(inChannels, ch1x1, kernelSize: 1);
        branch2 = Sequential(
            new BasicConv2d(inChannels, ch3x3red, kernelSize: 1),
            new BasicConv2d(ch3x3red, ch3x3, kernelSize: 3, padding: 1));
        branch3 = Sequential(
            new BasicConv2d(inChannels, ch5x5red, kernelSize: 1),
            new BasicConv2d(ch5x5red, ch5x5, kernelSize: 3, padding: 1));
        branch4 = Sequential(
            MaxPool2d(3, stride: 1, padding: 1, ceil_mode: true),
            new BasicConv2d(inChannels, poolProj, kernelSize: 1));
        RegisterComponents();
    }

    /// <summary>(N, in, H, W) → (N, ch1x1 + ch3x3 + ch5x5 + poolProj, H, W).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return cat([branch1.call(input), branch2.call(input), branch3.call(input), branch4.call(input)], dim: 1)
            .MoveToOuterDisposeScope();
    }
}

/// <summary>Convolution, batch normalisation, ReLU: the step that Inception modules are made of.</summary>
/// <remarks>The paper has no batch normalisation (it came a year later, arXiv:1502.03167); torchvision's networks do.</remarks>
public sealed class BasicConv2d : Module<Tensor, Tensor>
{
    /// <summary>The convolution, without bias: the normalisation adds one.</summary>
    public readonly Conv2d conv;

    /// <summary>The batch normalisation.</summary>
    public readonly BatchNorm2d bn;

    /// <summary>Makes the step.</summary>
    /// <param name="inChannels">Maps coming in.</param>
    /// <param name="outChannels">Number of kernels, hence of maps going out.</param>
    /// <param name="kernelSize">Height and width of the kernels.</param>
    /// <param name="stride">Step of the window.</param>
    /// <param name="padding">Rows and columns of zeros on each side.</param>
    public BasicConv2d(long inChannels, long outChannels, long kernelSize, long stride = 1, long padding = 0)
        : base(nameof(BasicConv2d))
    {
        conv = Conv2d(inChannels, outChannels, kernelSize, stride, padding, bias: false);
        bn = BatchNorm2d(outChannels, eps: 0.001);
        RegisterComponents();
    }

    /// <summary>(N, in, H, W) → (N, out, H', W').</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return bn.call(conv.call(input)).relu().MoveToOuterDisposeScope();
    }
}
