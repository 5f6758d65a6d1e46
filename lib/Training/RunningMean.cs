using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>Loss and accuracy summed up batch by batch on the device: nothing waits for it until the sums are read.</summary>
internal sealed class RunningMean(Device device) : IDisposable
{
    private readonly Tensor _loss = zeros(1, ScalarType.Float32, device);
    private readonly Tensor _right = zeros(1, ScalarType.Int64, device);
    private long _samples;

    /// <summary>Adds a batch: its mean loss (a scalar), logits (B, classes) and labels (B).</summary>
    public void Add(Tensor loss, Tensor logits, Tensor labels)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var count = labels.shape[0];
        var weight = (TorchSharp.Scalar)count;
        _loss.add_(loss, alpha: weight);
        GC.KeepAlive(weight); // Else a garbage collection may free it while libtorch reads it.
        _right.add_(logits.argmax(1).eq(labels).sum());
        _samples += count;
    }

    /// <summary>The mean loss and the share of right predictions over the samples so far.</summary>
    public (double Loss, double Accuracy) Read()
    {
        var (loss, right, samples) = Sums;
        return (loss / samples, right / (double)samples);
    }

    /// <summary>The losses of all samples so far, the right predictions, and how many samples there were.</summary>
    public (double Loss, long Right, long Samples) Sums => (_loss.item<float>(), _right.item<long>(), _samples);

    /// <summary>Starts again from nothing.</summary>
    public void Reset()
    {
        using var scope = NewDisposeScope(); // an in-place operation returns a handle of its own
        _loss.zero_();
        _right.zero_();
        _samples = 0;
    }

    public void Dispose()
    {
        _loss.Dispose();
        _right.Dispose();
    }
}
