using NotebookLib.Data;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>Where a training stands, for the callbacks of <see cref="Trainer.Fit"/>.</summary>
public sealed class TrainingState : IDisposable
{
    private readonly RunningMean _running;
    private readonly List<Action> _atEnd = [];
    private Tensor? _batchLoss;

    internal TrainingState(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, int epochs, Batches batches, Device device)
    {
        (Model, Optimizer, Epochs, Batches, SampleCount) = (model, optimizer, epochs, batches.Count, batches.SampleCount);
        _running = new RunningMean(device);
    }

    /// <summary>The model in training.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>The optimiser that takes the steps.</summary>
    public optim.Optimizer Optimizer { get; }

    /// <summary>Loss and accuracy of the finished epochs.</summary>
    public History History { get; } = new();

    /// <summary>The epoch under way or just finished, from 1.</summary>
    public int Epoch { get; private set; }

    /// <summary>How many epochs there are to be.</summary>
    public int Epochs { get; }

    /// <summary>The batches trained on in this epoch.</summary>
    public int Batch { get; private set; }

    /// <summary>Batches in an epoch.</summary>
    public int Batches { get; }

    /// <summary>Gradient descent steps taken in all.</summary>
    public int Steps { get; private set; }

    /// <summary>The mean loss of the last batch. Reading it makes a GPU finish that batch first.</summary>
    public double BatchLoss => _batchLoss?.item<float>() ?? double.NaN;

    /// <summary>Whether training ends with this batch.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Ends training after this batch; an epoch that is not finished leaves nothing in the history.</summary>
    public void Stop() => Stopped = true;

    /// <summary>Something to do once training has ended, by itself or by a stop, when the history is complete.</summary>
    /// <param name="action">Done in the order in which they were asked for.</param>
    public void AtEnd(Action action) => _atEnd.Add(action);

    internal int SampleCount { get; }

    /// <summary>What the epoch under way adds up to so far. Reading it makes a GPU finish the batch first.</summary>
    internal (double Loss, long Right, long Samples) Sums => _running.Sums;

    internal bool NextEpoch()
    {
        if (Stopped || Epoch == Epochs) return false;
        (Epoch, Batch) = (Epoch + 1, 0);
        _running.Reset();
        return true;
    }

    internal void Add(Tensor loss, Tensor logits, Tensor labels)
    {
        _running.Add(loss, logits, labels);
        _batchLoss = loss;
        Batch++;
        Steps++;
    }

    internal bool FinishEpoch()
    {
        _batchLoss = null;
        if (Batch < Batches) return false;
        var (loss, accuracy) = _running.Read();
        History.Loss.Add(loss);
        History.Accuracy.Add(accuracy);
        return true;
    }

    internal void AddValidation((double Loss, double Accuracy) result)
    {
        History.ValidationLoss.Add(result.Loss);
        History.ValidationAccuracy.Add(result.Accuracy);
    }

    internal void End()
    {
        foreach (var action in _atEnd) action();
    }

    void IDisposable.Dispose() => _running.Dispose();
}
