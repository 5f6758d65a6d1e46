using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// AlexNet, which won ILSVRC 2012 by more than ten points and turned the field to convnets: LeNet's plan, deeper and wider,
/// with ReLU, dropout and GPUs. 61,100,840 parameters for 1,000 classes, 96 % of them in the dense layers.
/// </summary>
/// <remarks>
/// <para>A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet Classification with Deep Convolutional Neural Networks",
/// NIPS 2012. This is torchvision's form, so that its published weights fit: one tower of 64-192-384-256-256 kernels
/// and no local response normalisation, after A. Krizhevsky, "One weird trick for parallelizing convolutional neural
/// networks", arXiv:1404.5997. The paper splits 96-256-384-384-256 kernels over two GPUs.</para>
/// <para>Unlike torchvision's, no ReLU works in place: a feature map that a hook kept stays what it was.</para>
/// </remarks>
public sealed class AlexNet : Module<Tensor, Tensor>
{
    /// <summary>Five convolutions and three poolings: (N, 3, 224, 224) → (N, 256, 6, 6).</summary>
    public readonly Sequential features = Sequential(
        Conv2d(3, 64, kernel_size: 11, stride: 4, padding: 2), // (N, 64, 55, 55)
        ReLU(),
        MaxPool2d(3, stride: 2),                               // (N, 64, 27, 27)
        Conv2d(64, 192, kernel_size: 5, padding: 2),
        ReLU(),
        MaxPool2d(3, stride: 2),                               // (N, 192, 13, 13)
        Conv2d(192, 384, kernel_size: 3, padding: 1),
        ReLU(),
        Conv2d(384, 256, kernel_size: 3, padding: 1),
        ReLU(),
        Conv2d(256, 256, kernel_size: 3, padding: 1),
        ReLU(),
        MaxPool2d(3, stride: 2));                              // (N, 256, 6, 6)

    /// <summary>Makes maps of any size 6x6, so that images of 63x63 and more fit the dense layers.</summary>
    public readonly AdaptiveAvgPool2d avgpool = AdaptiveAvgPool2d(6);

    /// <summary>Three dense layers: 9,216 values → 4,096 → 4,096 → (N, classes).</summary>
    public readonly Sequential classifier;

    /// <summary>Makes the network with random weights.</summary>
    /// <param name="numClasses">Number of logits.</param>
    /// <param name="dropout">Probability that a value before the two hidden dense layers is dropped while training.</param>
    public AlexNet(long numClasses = 1000, double dropout = 0.5) : base(nameof(AlexNet))
    {
        classifier = Sequential(
            Dropout(dropout),
            Linear(256 * 6 * 6, 4096),
            ReLU(),
            Dropout(dropout),
            Linear(4096, 4096),
            ReLU(),
            Linear(4096, numClasses));
        RegisterComponents();
    }

    /// <summary>Images (N, 3, H, W), 224x224 in the paper → logits (N, classes).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = avgpool.call(features.call(input));
        return classifier.call(maps.flatten(1)).MoveToOuterDisposeScope();
    }
}
