using static TorchSharp.torch;

namespace NotebookLib.Models;

/// <summary>Puts a network into evaluation mode, and every layer of it back into the mode that it was in.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly List<(nn.Module Layer, bool Training)> _modes;

    internal EvaluationMode(nn.Module model)
    {
        _modes = [.. model.SelfAndModules().Select(layer => (layer, layer.training))];
        model.eval();
    }

    // From the outside in, since a layer takes those inside it along.
    public void Dispose() => _modes.ForEach(each => each.Layer.train(each.Training));
}
