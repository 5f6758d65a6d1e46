using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// The small convnet that lesson <c>07-fashion-mnist</c> writes step by step, for the lessons that go on from there:
/// 225,034 parameters for ten classes.
/// </summary>
public sealed class Convnet : Module<Tensor, Tensor>
{
    /// <summary>Feature extraction (layers 0 to 5) and classification (layers 6 to 9).</summary>
    public readonly Sequential layer_stack;

    /// <summary>Makes the network with random weights.</summary>
    /// <param name="numClasses">Number of logits.</param>
    public Convnet(long numClasses = 10) : base(nameof(Convnet))
    {
        layer_stack = Sequential(
            Conv2d(1, 32, kernel_size: 3),  // (N, 32, 26, 26)
            ReLU(),
            MaxPool2d(kernel_size: 2),      // (N, 32, 13, 13)
            Conv2d(32, 64, kernel_size: 3), // (N, 64, 11, 11)
            ReLU(),
            MaxPool2d(kernel_size: 2),      // (N, 64, 5, 5)
            Flatten(),
            Linear(1600, 128),
            ReLU(),
            Linear(128, numClasses));
        RegisterComponents();
    }

    /// <summary>Images (N, 1, 28, 28) → logits (N, classes).</summary>
    public override Tensor forward(Tensor input) => layer_stack.call(input);
}
