using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// LeNet-5, the network that read the digits of cheques: convolution, pooling, convolution, pooling, dense layers.
/// The plan of every convnet since. 61,706 parameters.
/// </summary>
/// <remarks>
/// <para>Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document recognition",
/// Proceedings of the IEEE 86(11), 1998. The layers carry the paper's names.</para>
/// <para>The modern form, which differs from the paper in four places. Every map of C3 sees all 6 maps of S2, where the
/// paper left connections out to save time (its table I). Pooling is a plain average; the paper multiplies it by a
/// learned coefficient, adds a bias and squashes the result. The activation is tanh; the paper scales it,
/// 1.7159 tanh(2x/3). The output is a dense layer of logits; the paper measures distances to drawn characters (radial
/// basis functions).</para>
/// </remarks>
public sealed class LeNet5 : Module<Tensor, Tensor>
{
    /// <summary>6 kernels of 5x5 over the 28x28 image padded to 32x32: (N, 1, 28, 28) → (N, 6, 28, 28).</summary>
    public readonly Conv2d c1 = Conv2d(1, 6, kernel_size: 5, padding: 2);

    /// <summary>Halves height and width: → (N, 6, 14, 14).</summary>
    public readonly AvgPool2d s2 = AvgPool2d(2);

    /// <summary>16 kernels of 5x5x6: → (N, 16, 10, 10).</summary>
    public readonly Conv2d c3 = Conv2d(6, 16, kernel_size: 5);

    /// <summary>Halves height and width: → (N, 16, 5, 5).</summary>
    public readonly AvgPool2d s4 = AvgPool2d(2);

    /// <summary>Sees all of S4 at once, the paper's 5x5 convolution over 5x5 maps: 400 values → (N, 120).</summary>
    public readonly Linear c5 = Linear(16 * 5 * 5, 120);

    /// <summary>Dense: → (N, 84).</summary>
    public readonly Linear f6 = Linear(120, 84);

    /// <summary>One logit a class: → (N, classes).</summary>
    public readonly Linear output;

    /// <summary>Makes the network with TorchSharp's own random weights.</summary>
    /// <param name="numClasses">Number of logits.</param>
    public LeNet5(long numClasses = 10) : base(nameof(LeNet5))
    {
        output = Linear(84, numClasses);
        RegisterComponents();
    }

    /// <summary>Images (N, 1, 28, 28) → logits (N, classes).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = s2.call(c1.call(input).tanh());
        x = s4.call(c3.call(x).tanh());
        x = c5.call(x.flatten(1)).tanh();
        x = f6.call(x).tanh();
        return output.call(x).MoveToOuterDisposeScope();
    }
}
