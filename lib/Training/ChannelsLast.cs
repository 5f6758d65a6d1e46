using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>
/// Lays convolution weights out channels-last for as long as it lives: the same tensors with the same values in another
/// order in memory, which libtorch convolves about a third faster on a CPU.
/// </summary>
/// <remarks>
/// Feature maps take the layout of the weights, and a learner's own <c>x.view(…)</c> of one would then be refused. So only
/// those convolutions are laid out whose feature maps nobody but TorchSharp's layers sees: in a <c>Sequential</c>, with
/// nothing but TorchSharp's own layers from the first up to a <c>Flatten</c>.
/// </remarks>
internal sealed class ChannelsLast : IDisposable
{
    private readonly List<Tensor> _weights;

    public ChannelsLast(nn.Module model)
    {
        _weights = Devices.Of(model).type == DeviceType.CPU
            ? [.. model.modules().Prepend(model).OfType<Sequential>().SelectMany(BeforeFlatten).OfType<Conv2d>().Select(layer => layer.weight).Distinct()]
            : [];
        Arrange(weight => weight.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
    }

    public void Dispose() => Arrange(weight => weight.contiguous());

    private static IEnumerable<nn.Module> BeforeFlatten(Sequential stack)
    {
        var layers = stack.children().ToList();
        var flatten = layers.FindIndex(layer => layer is Flatten);
        var before = layers.Take(Math.Max(flatten, 0)).SelectMany(layer => layer.modules().Prepend(layer)).ToList();
        return before.All(layer => layer.GetType().Assembly == typeof(Sequential).Assembly) ? before : [];
    }

    private void Arrange(Func<Tensor, Tensor> layout)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var weight in _weights) weight.set_(layout(weight));
    }
}
