using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// ResNet: a block learns what to add to its input, and a shortcut carries the input past it. Gradients reach every
/// layer through the shortcuts: 152 layers train well, where a plain net of 34 does worse than one of 18.
/// </summary>
/// <remarks>
/// K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv:1512.03385,
/// table 1. Winner of ILSVRC 2015 with 3.57 % top-5 error (an ensemble). Parameter names and initialisation are
/// torchvision's, and the place of the stride too (see <see cref="Bottleneck"/>).
/// </remarks>
public sealed class ResNet : Module<Tensor, Tensor>
{
    /// <summary>The stem: (N, 3, 224, 224) → (N, 64, 112, 112).</summary>
    public readonly Conv2d conv1 = Conv2d(3, 64, kernel_size: 7, stride: 2, padding: 3, bias: false);

    /// <summary>Batch normalisation of the stem.</summary>
    public readonly BatchNorm2d bn1 = BatchNorm2d(64);

    /// <summary>ReLU of the stem.</summary>
    public readonly ReLU relu = ReLU();

    /// <summary>→ (N, 64, 56, 56).</summary>
    public readonly MaxPool2d maxpool = MaxPool2d(3, stride: 2, padding: 1);

    /// <summary>Blocks of width 64: → (N, 64e, 56, 56), where e is 1 for basic blocks and 4 for bottlenecks.</summary>
    public readonly Sequential layer1;

    /// <summary>Blocks of width 128: → (N, 128e, 28, 28).</summary>
    public readonly Sequential layer2;

    /// <summary>Blocks of width 256: → (N, 256e, 14, 14).</summary>
    public readonly Sequential layer3;

    /// <summary>Blocks of width 512: → (N, 512e, 7, 7).</summary>
    public readonly Sequential layer4;

    /// <summary>The mean of each map: → (N, 512e, 1, 1).</summary>
    public readonly AdaptiveAvgPool2d avgpool = AdaptiveAvgPool2d(1);

    /// <summary>The only dense layer: → (N, classes).</summary>
    public readonly Linear fc;

    /// <summary>ResNet-18: 8 basic blocks, 11,689,512 parameters for 1,000 classes.</summary>
    /// <inheritdoc cref="ResNet152"/>
    public static ResNet ResNet18(long numClasses = 1000, bool initWeights = true) =>
        new(bottleneck: false, [2, 2, 2, 2], numClasses, initWeights);

    /// <summary>ResNet-50: 16 bottlenecks, 25,557,032 parameters for 1,000 classes.</summary>
    /// <inheritdoc cref="ResNet152"/>
    public static ResNet ResNet50(long numClasses = 1000, bool initWeights = true) =>
        new(bottleneck: true, [3, 4, 6, 3], numClasses, initWeights);

    /// <summary>ResNet-152: 50 bottlenecks, 60,192,808 parameters for 1,000 classes.</summary>
    /// <param name="numClasses">Number of logits.</param>
    /// <param name="initWeights">Whether to draw torchvision's initial weights; false leaves each layer's own draw.</param>
    public static ResNet ResNet152(long numClasses = 1000, bool initWeights = true) =>
        new(bottleneck: true, [3, 8, 36, 3], numClasses, initWeights);

    /// <summary>Makes a network of any depth with random weights.</summary>
    /// <param name="bottleneck">Whether blocks are <see cref="Bottleneck"/>s of three convolutions, or
    /// <see cref="BasicBlock"/>s of two.</param>
    /// <param name="blocks">Number of blocks in each of the four layers.</param>
    /// <param name="numClasses">Number of logits.</param>
    /// <param name="initWeights">Whether to draw torchvision's initial weights; false leaves each layer's own draw.</param>
    public ResNet(bool bottleneck, IReadOnlyList<int> blocks, long numClasses = 1000, bool initWeights = true)
        : base(nameof(ResNet))
    {
        long channels = 64;
        layer1 = Layer(width: 64, blocks[0], stride: 1);
        layer2 = Layer(width: 128, blocks[1], stride: 2);
        layer3 = Layer(width: 256, blocks[2], stride: 2);
        layer4 = Layer(width: 512, blocks[3], stride: 2);
        fc = Linear(channels, numClasses);

        RegisterComponents();
        if (!initWeights) return;
        foreach (var conv in modules().OfType<Conv2d>())
            init.kaiming_normal_(conv.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);

        Sequential Layer(long width, int count, long stride)
        {
            var layer = Sequential();
            for (var i = 0; i < count; i++)
            {
                // Only a layer's first block halves height and width.
                var step = i == 0 ? stride : 1;
                layer.append(bottleneck ? new Bottleneck(channels, width, step) : new BasicBlock(channels, width, step));
                channels = width * (bottleneck ? Bottleneck.Expansion : BasicBlock.Expansion);
            }
            return layer;
        }
    }

    /// <summary>Images (N, 3, H, W), 224x224 in the paper → logits (N, classes).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = maxpool.call(relu.call(bn1.call(conv1.call(input))));
        x = layer4.call(layer3.call(layer2.call(layer1.call(x))));
        return fc.call(avgpool.call(x).flatten(1)).MoveToOuterDisposeScope();
    }
}
