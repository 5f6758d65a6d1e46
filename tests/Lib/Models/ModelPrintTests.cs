using System.Text.Json;
using NotebookLib.Models;
using Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Models;

/// <summary>PyTorch's own prints, from <c>tests/Reference/model_prints.py</c>.</summary>
public class ModelPrintTests
{
    private static readonly Dictionary<string, string> Prints =
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(ReferenceFiles.PathOf("model-prints.json")))!;

    private static readonly Dictionary<string, Func<Module>> Models = new()
    {
        ["conv"] = () => Conv2d(1, 32, 3),
        ["conv, every option"] = () => Conv2d(4, 8, (3, 5), stride: (2, 1), padding: (1, 2), dilation: (1, 2), groups: 2, bias: false, padding_mode: PaddingModes.Reflect),
        ["conv, padding same"] = () => Conv2d(3, 8, 3, padding: Padding.Same),
        ["conv, padding valid"] = () => Conv2d(3, 8, 3, padding: Padding.Valid),
        ["conv, circular"] = () => Conv2d(3, 8, 3, padding: 1, padding_mode: PaddingModes.Circular),
        ["conv, depthwise"] = () => Conv2d(32, 32, 3, stride: 2, padding: 1, groups: 32, bias: false),
        ["conv 1d"] = () => Conv1d(3, 8, 5, padding: 2),
        ["conv transposed"] = () => ConvTranspose2d(8, 4, 2, stride: 2, output_padding: 1),
        ["linear"] = () => Linear(1600, 128),
        ["linear, no bias"] = () => Linear(128, 10, hasBias: false),
        ["relu"] = () => ReLU(),
        ["relu, in place"] = () => ReLU(inplace: true),
        ["relu6"] = () => ReLU6(),
        ["relu6, in place"] = () => ReLU6(inplace: true),
        ["tanh"] = () => Tanh(),
        ["sigmoid"] = () => Sigmoid(),
        ["softmax"] = () => Softmax(1),
        ["log softmax"] = () => LogSoftmax(-1),
        ["max pool"] = () => MaxPool2d(2),
        ["max pool, every option"] = () => MaxPool2d((3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2), ceil_mode: true),
        ["max pool, stride 1"] = () => MaxPool2d(2, stride: 1),
        ["max pool, padded"] = () => MaxPool2d(3, stride: 2, padding: 1, ceil_mode: true),
        ["average pool"] = () => AvgPool2d(2),
        ["average pool, stride 1"] = () => AvgPool2d(3, stride: 1, padding: 1),
        ["average pool, oblong"] = () => AvgPool2d((3, 2)),
        ["adaptive average pool"] = () => AdaptiveAvgPool2d((6, 6)),
        ["adaptive average pool, oblong"] = () => AdaptiveAvgPool2d((1, 2)),
        ["batch norm"] = () => BatchNorm2d(64),
        ["batch norm, every option"] = () => BatchNorm2d(64, eps: 1e-3, momentum: 0.01, affine: false, track_running_stats: false),
        ["batch norm 1d"] = () => BatchNorm1d(8),
        ["local response norm"] = () => LocalResponseNorm(5),
        ["local response norm, every option"] = () => LocalResponseNorm(5, alpha: 1e-5, beta: 0.5, k: 2),
        ["dropout"] = () => Dropout(),
        ["dropout, every option"] = () => Dropout(0.2, inplace: true),
        ["dropout 2d"] = () => Dropout2d(0.25),
        ["flatten"] = () => Flatten(),
        ["flatten, every option"] = () => Flatten(2, 3),
        ["identity"] = () => Identity(),
        ["sequential"] = () => Sequential(Linear(2, 2), Sequential(Tanh())),
        ["convnet"] = () => new Convnet(),
        ["nested"] = () => new Nested(),
    };

    public static TheoryData<string> Names => [.. Prints.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_prints_as_in_PyTorch(string name)
    {
        using var model = Models[name]();
        Assert.Equal(Prints[name], Summary.Describe(model));
    }

    // The lesson's own page, line for line.
    [Fact]
    public void The_lessons_convnet_prints_as_on_the_lessons_page()
    {
        using var model = new Convnet();
        Assert.Equal(
            """
            Convnet(
              (layer_stack): Sequential(
                (0): Conv2d(1, 32, kernel_size=(3, 3), stride=(1, 1))
                (1): ReLU()
                (2): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
                (3): Conv2d(32, 64, kernel_size=(3, 3), stride=(1, 1))
                (4): ReLU()
                (5): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
                (6): Flatten(start_dim=1, end_dim=-1)
                (7): Linear(in_features=1600, out_features=128, bias=True)
                (8): ReLU()
                (9): Linear(in_features=128, out_features=10, bias=True)
              )
            )
            """,
            Summary.Describe(model),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Parameters_are_counted_all_or_only_those_that_train()
    {
        const long convolutions = (9 * 1 * 32) + 32 + (9 * 32 * 64) + 64;
        const long dense = (1600 * 128) + 128 + (128 * 10) + 10;
        using var model = new Convnet();
        Assert.Equal(convolutions + dense, Summary.CountParameters(model));
        Assert.Equal(225_034, Summary.CountParameters(model));

        foreach (var parameter in model.named_parameters().Where(p => p.parameter.dim() == 4)) parameter.parameter.requires_grad = false;
        Assert.Equal(32 + 64 + dense, Summary.CountParameters(model));
        Assert.Equal(convolutions + dense, Summary.CountParameters(model, trainableOnly: false));
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        public readonly Module<Tensor, Tensor> convolution = Conv2d(4, 4, 3, padding: 1, bias: false);
        public readonly Module<Tensor, Tensor> shortcut = Identity();

        public Block()
            : base("any name") => RegisterComponents();

        public override Tensor forward(Tensor input) => convolution.call(input) + shortcut.call(input);
    }

    private sealed class Nested : Module<Tensor, Tensor>
    {
        public readonly TorchSharp.Modules.ModuleList<Module<Tensor, Tensor>> blocks = ModuleList<Module<Tensor, Tensor>>(new Block(), Sequential(new Block(), ReLU(inplace: true)));
        public readonly Module<Tensor, Tensor> empty = Sequential();
        public readonly Module<Tensor, Tensor> head = Linear(4, 2, hasBias: false);

        public Nested()
            : base(nameof(Nested)) => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(empty.call(blocks.Aggregate(input, (x, block) => block.call(x))));
    }
}
