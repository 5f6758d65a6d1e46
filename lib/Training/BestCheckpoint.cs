using NotebookLib.Models;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>Keeps a network as it was after its best epoch, in a file. A plug-in of <see cref="Trainer.Fit"/>.</summary>
/// <param name="path">The safetensors file, written anew after each epoch that is better than all before in the same training.</param>
/// <example>
/// <code>
/// var best = new BestCheckpoint("best.safetensors");
/// Fit(batches, model, loss, optimizer, epochs: 20, validation: validation, onEpoch: best.AfterEpoch);
/// best.Restore(model);
/// </code></example>
public sealed class BestCheckpoint(string path)
{
    private readonly Improvement _improvement = new();

    /// <summary>The best epoch so far, from 1; 0 before the first.</summary>
    public int Epoch => _improvement.Epoch;

    /// <summary>The loss after that epoch: on the validation data where there are any, else on the training data.</summary>
    public double Loss => _improvement.Loss;

    /// <summary>Saves the network if this was the best epoch so far.</summary>
    /// <param name="state">Where the training stands.</param>
    public void AfterEpoch(TrainingState state)
    {
        if (_improvement.Measure(state)) SafeTensors.Save(state.Model, path);
    }

    /// <summary>Gives a network the weights of the best epoch.</summary>
    /// <param name="model">The network that was trained, or another of the same shape.</param>
    /// <exception cref="InvalidOperationException">No epoch has ended yet, or none with a loss that is a number.</exception>
    public void Restore(nn.Module model)
    {
        if (Epoch == 0) throw new InvalidOperationException("There is no best epoch to go back to: none has ended with a loss that is a number.");
        SafeTensors.Load(model, path);
    }
}
