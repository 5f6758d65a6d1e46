using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Models;

/// <summary>The lesson's network, written as a learner writes it.</summary>
internal sealed class Convnet : Module<Tensor, Tensor>
{
    public readonly Module<Tensor, Tensor> layer_stack = Sequential(
        Conv2d(1, 32, kernel_size: 3),
        ReLU(),
        MaxPool2d(kernel_size: 2),
        Conv2d(32, 64, kernel_size: 3),
        ReLU(),
        MaxPool2d(kernel_size: 2),
        Flatten(),
        Linear(1600, 128),
        ReLU(),
        Linear(128, 10));

    public Convnet()
        : base(nameof(Convnet)) => RegisterComponents();

    public override Tensor forward(Tensor input) => layer_stack.call(input);
}
