using System.Collections;
using System.Reflection;
using NotebookLib.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>The layers of a model's <c>Sequential</c>s, as lists that a training rearranges while the <c>Sequential</c> itself is called.</summary>
/// <remarks>
/// Whoever looks at a model in its own <c>forward</c>, at its parameters or layer by layer, finds it as its author wrote it.
/// TorchSharp has no door to the layers; of another TorchSharp, which keeps them otherwise, there are none to rearrange.
/// </remarks>
internal sealed class SequentialLayers : IDisposable
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;
    private static readonly FieldInfo? Layers = typeof(Sequential).GetField("_modules", Private);

    private static readonly FieldInfo?[] Hooks =
    [
        .. ((string[])["pre_hooks", "post_hooks", "module_pre_hooks", "module_post_hooks"]).Select(name => typeof(nn.Module<Tensor, Tensor>).BaseType!.GetField(name, Private)),
    ];

    private readonly List<Action> _removals = [];
    private readonly List<Action> _restorals = [];
    private Thread? _calling; // Not a flag: a thread that an exception of C++ has stopped for good never comes to its finally.

    /// <param name="model">The model.</param>
    /// <param name="rearrange">Has the layers of a <c>Sequential</c> before each call of it.</param>
    public SequentialLayers(nn.Module model, Action<List<nn.IModule<Tensor, Tensor>>> rearrange)
    {
        foreach (var (stack, layers) in Stacks(model))
        {
            nn.IModule<Tensor, Tensor>[]? written = null;
            _restorals.Add(Restore);
            _removals.Add(stack.register_forward_pre_hook(_ =>
            {
                if (_calling != Thread.CurrentThread) return;
                Restore(); // Where the call before failed and the model went on.
                written = [.. layers];
                rearrange(layers);
            }).remove);
            _removals.Add(stack.register_forward_hook(_ => Restore()).remove);

            void Restore()
            {
                for (var i = 0; i < (written?.Length ?? 0); i++) layers[i] = written![i];
                written = null;
            }
        }
    }

    /// <summary>Of each <c>Sequential</c> in the model, outer ones first.</summary>
    public static IEnumerable<List<nn.IModule<Tensor, Tensor>>> Of(nn.Module model) => Stacks(model).Select(each => each.Layers);

    /// <summary>Whether nobody listens to the layer by a hook.</summary>
    public static bool IsFree(nn.IModule<Tensor, Tensor> layer) => Hooks.All(hooks => hooks!.GetValue(layer) is ICollection { Count: 0 });

    /// <summary>Calls the model with its layers rearranged.</summary>
    public Tensor Call(nn.Module<Tensor, Tensor> model, Tensor input)
    {
        _calling = Thread.CurrentThread;
        try
        {
            return model.call(input);
        }
        finally
        {
            _calling = null;
            _restorals.ForEach(restore => restore());
        }
    }

    public void Dispose() => _removals.ForEach(remove => remove());

    // Not of what is derived from it: that may have a forward of its own.
    private static IEnumerable<(Sequential Stack, List<nn.IModule<Tensor, Tensor>> Layers)> Stacks(nn.Module model) =>
        from stack in model.SelfAndModules().OfType<Sequential>().Distinct()
        let layers = Layers?.GetValue(stack) as List<nn.IModule<Tensor, Tensor>>
        where stack.GetType() == typeof(Sequential) && layers is not null && !Hooks.Contains(null)
        select (stack, layers);
}
