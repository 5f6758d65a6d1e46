using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Benchmarks;

/// <summary>The lesson's network: 225,034 parameters, images (B, 1, 28, 28) to logits (B, 10).</summary>
internal sealed class Convnet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> _layers = Sequential(
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

    public override Tensor forward(Tensor input) => _layers.call(input);
}
