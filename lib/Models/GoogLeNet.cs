using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// GoogLeNet, the first winner without big dense layers: nine <see cref="Inception"/> modules, then the mean of each map.
/// 6,624,904 parameters for 1,000 classes, a ninth of AlexNet's, with less than half its errors.
/// </summary>
/// <remarks>
/// C. Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, arXiv:1409.4842. Winner of ILSVRC 2014 with 6.7 %
/// top-5 error. The two auxiliary classifiers, which only help training, are left out. Parameter names and
/// initialisation are torchvision's, and so is its batch normalisation after each convolution, which the paper does not
/// have, and its 3x3 kernel in place of 5x5 (see <see cref="Inception"/>).
/// </remarks>
public sealed class GoogLeNet : Module<Tensor, Tensor>
{
    /// <summary>(N, 3, 224, 224) → (N, 64, 112, 112).</summary>
    public readonly BasicConv2d conv1 = new(3, 64, kernelSize: 7, stride: 2, padding: 3);

    /// <summary>→ (N, 64, 56, 56). An incomplete last window counts: 112 becomes 56, not 55.</summary>
    public readonly MaxPool2d maxpool1 = MaxPool2d(3, stride: 2, ceil_mode: true);

    /// <summary>→ (N, 64, 56, 56).</summary>
    public readonly BasicConv2d conv2 = new(64, 64, kernelSize: 1);

    /// <summary>→ (N, 192, 56, 56).</summary>
    public readonly BasicConv2d conv3 = new(64, 192, kernelSize: 3, padding: 1);

    /// <summary>→ (N, 192, 28, 28).</summary>
    public readonly MaxPool2d maxpool2 = MaxPool2d(3, stride: 2, ceil_mode: true);

    /// <summary>→ (N, 256, 28, 28).</summary>
    public readonly Inception inception3a = new(192, 64, 96, 128, 16, 32, 32);

    /// <summary>→ (N, 480, 28, 28).</summary>
    public readonly Inception inception3b = new(256, 128, 128, 192, 32, 96, 64);

    /// <summary>→ (N, 480, 14, 14).</summary>
    public readonly MaxPool2d maxpool3 = MaxPool2d(3, stride: 2, ceil_mode: true);

    /// <summary>→ (N, 512, 14, 14).</summary>
    public readonly Inception inception4a = new(480, 192, 96, 208, 16, 48, 64);

    /// <summary>→ (N, 512, 14, 14).</summary>
    public readonly Inception inception4b = new(512, 160, 112, 224, 24, 64, 64);

    /// <summary>→ (N, 512, 14, 14).</summary>
    public readonly Inception inception4c = new(512, 128, 128, 256, 24, 64, 64);

    /// <summary>→ (N, 528, 14, 14).</summary>
    public readonly Inception inception4d = new(512, 112, 144, 288, 32, 64, 64);

    /// <summary>→ (N, 832, 14, 14).</summary>
    public readonly Inception inception4e = new(528, 256, 160, 320, 32, 128, 128);

    /// <summary>→ (N, 832, 7, 7).</summary>
    public readonly MaxPool2d maxpool4 = MaxPool2d(2, stride: 2, ceil_mode: true);

    /// <summary>→ (N, 832, 7, 7).</summary>
    public readonly Inception inception5a = new(832, 256, 160, 320, 32, 128, 128);

    /// <summary>→ (N, 1024, 7, 7).</summary>
    public readonly Inception inception5b = new(832, 384, 192, 384, 48, 128, 128);

    /// <summary>The mean of each map: → (N, 1024, 1, 1).</summary>
    public readonly AdaptiveAvgPool2d avgpool = AdaptiveAvgPool2d(1);

    /// <summary>Drops means while training.</summary>
    public readonly Dropout dropout;

    /// <summary>The only dense layer: → (N, classes).</summary>
    public readonly Linear fc;

    /// <summary>Makes the network with random weights.</summary>
    /// <param name="numClasses">Number of logits.</param>
    /// <param name="dropout">Probability that a mean is dropped while training.</param>
    /// <param name="initWeights">Whether to draw torchvision's initial weights; false leaves each layer's own draw.</param>
    public GoogLeNet(long numClasses = 1000, double dropout = 0.2, bool initWeights = true) : base(nameof(GoogLeNet))
    {
        this.dropout = Dropout(dropout);
        fc = Linear(1024, numClasses);
        RegisterComponents();

        if (!initWeights) return;
        foreach (var layer in modules())
        {
            if (layer is Conv2d conv) init.trunc_normal_(conv.weight, std: 0.01);
            if (layer is Linear linear) init.trunc_normal_(linear.weight, std: 0.01);
        }
    }

    /// <summary>Images (N, 3, H, W), 224x224 in the paper → logits (N, classes).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Module<Tensor, Tensor>[] steps =
        [
            conv1, maxpool1, conv2, conv3, maxpool2,
            inception3a, inception3b, maxpool3,
            inception4a, inception4b, inception4c, inception4d, inception4e, maxpool4,
            inception5a, inception5b, avgpool,
        ];
        var maps = steps.Aggregate(input, (x, step) => step.call(x));
        return fc.call(dropout.call(maps.flatten(1))).MoveToOuterDisposeScope();
    }
}
