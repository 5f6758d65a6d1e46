using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// VGG16, depth by repetition: nothing but 3x3 convolutions, and a pooling whenever the number of maps doubles.
/// 13 convolutions and 3 dense layers. 138,357,544 parameters for 1,000 classes.
/// </summary>
/// <remarks>
/// <para>K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015,
/// arXiv:1409.1556, configuration D. Second place of ILSVRC 2014. Parameter names and initialisation are
/// torchvision's.</para>
/// <para>Two 3x3 convolutions see 5x5 pixels and three see 7x7, with fewer weights than one large kernel and a ReLU after
/// each.</para>
/// <para>Unlike torchvision's, no ReLU works in place: a feature map that a hook kept stays what it was.</para>
/// </remarks>
public sealed class Vgg16 : Module<Tensor, Tensor>
{
    // Kernels of each convolution; a 2x2 pooling ends each block.
    private static readonly long[][] Blocks =
        [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

    /// <summary>Five blocks of convolutions: (N, 3, 224, 224) → (N, 512, 7, 7).</summary>
    public readonly Sequential features = Sequential();

    /// <summary>Makes maps of any size 7x7, so that images of 32x32 and more fit the dense layers.</summary>
    public readonly AdaptiveAvgPool2d avgpool = AdaptiveAvgPool2d(7);

    /// <summary>Three dense layers: 25,088 values → 4,096 → 4,096 → (N, classes). 89 % of all parameters.</summary>
    public readonly Sequential classifier;

    /// <summary>Makes the network with random weights.</summary>
    /// <param name="numClasses">Number of logits.</param>
    /// <param name="dropout">Probability that a value of a hidden dense layer is dropped while training.</param>
    /// <param name="initWeights">Whether to draw torchvision's initial weights: without them a net this deep does not
    /// train. False leaves each layer's own draw, which is faster when weights are loaded anyway.</param>
    public Vgg16(long numClasses = 1000, double dropout = 0.5, bool initWeights = true) : base(nameof(Vgg16))
    {
        long channels = 3;
        foreach (var block in Blocks)
        {
            foreach (var kernels in block)
            {
                features.append(Conv2d(channels, kernels, kernel_size: 3, padding: 1)).append(ReLU());
                channels = kernels;
            }
            features.append(MaxPool2d(2));
        }

        classifier = Sequential(
            Linear(512 * 7 * 7, 4096),
            ReLU(),
            Dropout(dropout),
            Linear(4096, 4096),
            ReLU(),
            Dropout(dropout),
            Linear(4096, numClasses));

        RegisterComponents();
        if (initWeights) InitWeights();
    }

    /// <summary>Images (N, 3, H, W), 224x224 in the paper → logits (N, classes).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = avgpool.call(features.call(input));
        return classifier.call(maps.flatten(1)).MoveToOuterDisposeScope();
    }

    private void InitWeights()
    {
        foreach (var layer in modules())
        {
            switch (layer)
            {
                case Conv2d conv:
                    init.kaiming_normal_(conv.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
                    init.zeros_(conv.bias!);
                    break;
                case Linear linear:
                    init.normal_(linear.weight, 0, 0.01);
                    init.zeros_(linear.bias!);
                    break;
            }
        }
    }
}
