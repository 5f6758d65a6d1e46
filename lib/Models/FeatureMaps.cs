using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>
/// What the layers of a network made of an input: the feature maps of convolutions, the values of dense layers.
/// Owns them until it is disposed.
/// </summary>
public sealed class FeatureMaps : IDisposable
{
    private readonly Dictionary<string, Tensor> _outputs;

    private FeatureMaps(IReadOnlyList<string> layers, Dictionary<string, Tensor> outputs) => (Layers, _outputs) = (layers, outputs);

    /// <summary>The names of the layers, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The output of a layer: (N, C, H, W) for feature maps, (N, values) for dense layers.</summary>
    /// <param name="layer">One of <see cref="Layers"/>.</param>
    /// <exception cref="ArgumentException">The layer was not asked for.</exception>
    public Tensor this[string layer] => _outputs.TryGetValue(layer, out var output)
        ? output
        : throw new ArgumentException($"The layer \"{layer}\" was not asked for, only {string.Join(", ", Layers)}.", nameof(layer));

    /// <summary>Runs a network once, in evaluation mode and without gradients, and keeps what its layers put out.</summary>
    /// <param name="model">The network; its mode is restored afterwards.</param>
    /// <param name="input">A batch, for example (N, C, H, W).</param>
    /// <param name="layers">Names as in <c>named_modules()</c>, for example <c>features.0</c>; all layers without
    /// layers inside where none is given.</param>
    /// <exception cref="ArgumentException">There is no such layer, or the forward pass did not run it.</exception>
    public static FeatureMaps Of(Module<Tensor, Tensor> model, Tensor input, params IReadOnlyList<string> layers)
    {
        if (layers.Count == 0)
            layers = [.. model.Leaves().Select(leaf => leaf.Name)];

        var outputs = new Dictionary<string, Tensor>();
        var found = layers.Distinct().Select(name => (Name: name, Layer: model.Layer(name))).ToList(); // all, before the first gets a hook
        var hooks = found.ConvertAll(each => each.Layer.register_forward_hook((_, _, output) =>
        {
            // A copy of its own: the network disposes its tensors, and a layer that works in place changes them. A layer that
            // runs more than once keeps the last.
            if (outputs.Remove(each.Name, out var earlier)) earlier.Dispose();
            outputs[each.Name] = output.clone().DetachFromDisposeScope();
            return output;
        }));

        try
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            using var evaluation = new EvaluationMode(model);
            model.call(input);
            if (found.Find(each => !outputs.ContainsKey(each.Name)).Name is { } idle)
                throw new ArgumentException($"The forward pass of {Summary.Name(model)} did not run the layer \"{idle}\".", nameof(layers));
        }
        catch
        {
            foreach (var output in outputs.Values) output.Dispose();
            throw;
        }
        finally
        {
            hooks.ForEach(hook => hook.remove());
        }

        return new(layers, outputs);
    }

    /// <summary>Gives the tensors back.</summary>
    public void Dispose()
    {
        foreach (var output in _outputs.Values) output.Dispose();
    }
}
