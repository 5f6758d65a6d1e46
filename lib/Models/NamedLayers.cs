using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>Layers by the names that <c>named_modules()</c> and the state dictionary give them.</summary>
public static class NamedLayers
{
    extension(Module model)
    {
        /// <summary>A layer by its name, at any depth.</summary>
        /// <param name="name">For example <c>features.3</c>, or <c>layer4.2.conv3</c>.</param>
        /// <exception cref="ArgumentException">There is no layer of that name; the message lists those there are.</exception>
        public Module<Tensor, Tensor> Layer(string name)
        {
            var layers = model.named_modules().ToList();
            return layers.FirstOrDefault(layer => layer.name == name).module switch
            {
                Module<Tensor, Tensor> layer => layer,
                null => throw new ArgumentException(
                    $"{Summary.Name(model)} has no layer \"{name}\". It has {string.Join(", ", layers.Select(layer => layer.name))}.", nameof(name)),
                _ => throw new ArgumentException($"The layer \"{name}\" of {Summary.Name(model)} does not make one tensor of one tensor.", nameof(name)),
            };
        }

        /// <summary>PyTorch's <c>modules()</c>: the model itself and all layers in it, at any depth.</summary>
        internal IEnumerable<Module> SelfAndModules() => model.modules().Prepend(model);

        /// <summary>The layers without layers inside, depth first: for most networks the order in which they compute.</summary>
        internal IEnumerable<(string Name, Module Layer)> Leaves() => Summary.Children(model).SelectMany(child =>
        {
            var below = child.Module.Leaves().Select(leaf => ($"{child.Name}.{leaf.Name}", leaf.Layer)).ToList();
            return below.Count > 0 ? below : [(child.Name, child.Module)];
        });
    }
}
