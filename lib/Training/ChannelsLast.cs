using NotebookLib.Models;
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
/// those convolutions are laid out whose feature maps no layer of the learner's sees: of a model that is TorchSharp's, TorchVision's or
/// this library's throughout, and elsewhere those in a <c>Sequential</c> before its <c>Flatten</c>.
/// </remarks>
internal sealed class ChannelsLast : IDisposable
{
    private readonly List<Tensor> _weights;

    public ChannelsLast(nn.Module model)
    {
        var layers = AllKnown([model]) ? model.SelfAndModules() : model.SelfAndModules().OfType<Sequential>().SelectMany(BeforeFlatten);
        _weights = Devices.Of(model).type == DeviceType.CPU ? [.. layers.OfType<Conv2d>().Select(layer => layer.weight).Distinct()] : [];
        Arrange(Of);
    }

    /// <summary>A copy of images or weights, laid out so.</summary>
    public static Tensor Of(Tensor values) => Fresh(values.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);

    public void Dispose() => Arrange(Fresh);

    private static IEnumerable<nn.Module> BeforeFlatten(Sequential stack)
    {
        var layers = stack.children().ToList();
        var before = layers[..Math.Max(0, layers.FindIndex(layer => layer is Flatten))];
        return AllKnown(before) ? before.SelectMany(module => module.SelfAndModules()) : [];
    }

    private static bool AllKnown(List<nn.Module> modules) => modules.SelectMany(module => module.SelfAndModules()).Select(module => module.GetType().Assembly)
        .All(assembly => assembly == typeof(Sequential).Assembly || assembly == typeof(torchvision).Assembly || assembly == typeof(ChannelsLast).Assembly);

    // Not contiguous(): with one input channel both layouts count as contiguous already, and only the strides tell which is meant.
    private static Tensor Fresh(Tensor values) => empty(values.shape, values.dtype).copy_(values);

    private void Arrange(Func<Tensor, Tensor> layout)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var weight in _weights) weight.set_(layout(weight));
    }
}
