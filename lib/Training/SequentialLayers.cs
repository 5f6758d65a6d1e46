using System.Collections;
using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>The layers of a model's <c>Sequential</c>s, as lists that a training may rearrange for the time of one call.</summary>
/// <remarks>TorchSharp has no door to them; of another TorchSharp, which keeps them otherwise, there are none to rearrange.</remarks>
internal static class SequentialLayers
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;
    private static readonly FieldInfo? Layers = typeof(Sequential).GetField("_modules", Private);

    private static readonly FieldInfo?[] Hooks =
    [
        .. ((string[])["pre_hooks", "post_hooks", "module_pre_hooks", "module_post_hooks"]).Select(name => typeof(nn.Module<Tensor, Tensor>).BaseType!.GetField(name, Private)),
    ];

    /// <summary>Of each <c>Sequential</c> in the model, outer ones first.</summary>
    public static IEnumerable<List<nn.IModule<Tensor, Tensor>>> Of(nn.Module model) =>
        from stack in model.modules().Prepend(model).OfType<Sequential>().Distinct()
        let layers = Layers?.GetValue(stack) as List<nn.IModule<Tensor, Tensor>>
        where layers is not null && !Hooks.Contains(null)
        select layers;

    /// <summary>Whether nobody listens to the layer by a hook.</summary>
    public static bool IsFree(nn.IModule<Tensor, Tensor> layer) => Hooks.All(hooks => hooks!.GetValue(layer) is ICollection { Count: 0 });
}
