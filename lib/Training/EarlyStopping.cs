namespace NotebookLib.Training;

/// <summary>
/// Ends a training that no longer gets anywhere. A plug-in of <see cref="Trainer.Fit"/>:
/// <c>onEpoch: new EarlyStopping(patience: 3).AfterEpoch</c>.
/// </summary>
/// <remarks>Each training starts anew.</remarks>
public sealed class EarlyStopping
{
    private readonly int _patience;
    private readonly Improvement _improvement;

    /// <param name="patience">How many epochs in a row may pass without a new lowest loss, 1 or more.</param>
    /// <param name="minDelta">How much lower a loss must be to count.</param>
    public EarlyStopping(int patience, double minDelta = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        (_patience, _improvement) = (patience, new(minDelta));
    }

    /// <summary>Stops the training if the loss has not improved for too long: that on the validation data where there
    /// are any, else that on the training data.</summary>
    /// <param name="state">Where the training stands.</param>
    public void AfterEpoch(TrainingState state)
    {
        _improvement.Measure(state);
        if (state.Epoch - _improvement.Epoch >= _patience) state.Stop();
    }
}

/// <summary>The lowest loss of a training so far, and the epoch it belongs to.</summary>
internal sealed class Improvement(double minDelta = 0)
{
    private TrainingState? _training;

    public int Epoch { get; private set; }

    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether the epoch just finished is the best so far.</summary>
    public bool Measure(TrainingState state)
    {
        if (_training != state) (_training, Epoch, Loss) = (state, 0, double.PositiveInfinity);
        var history = state.History;
        var loss = history.ValidationLoss is [.., var validation] ? validation : history.Loss[^1];
        if (!(loss < Loss - minDelta)) return false;
        (Epoch, Loss) = (state.Epoch, loss);
        return true;
    }
}
