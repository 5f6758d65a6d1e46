using System.Globalization;

namespace NotebookLib.Training;

/// <summary>What a training went through: one value an epoch in each list.</summary>
public sealed class History
{
    /// <summary>Mean loss over the training samples, each taken when its batch was trained on.</summary>
    public List<double> Loss { get; } = [];

    /// <summary>Share of training samples predicted right, in [0, 1], each taken when its batch was trained on.</summary>
    public List<double> Accuracy { get; } = [];

    /// <summary>Mean loss over the validation samples after the epoch; empty without validation data.</summary>
    public List<double> ValidationLoss { get; } = [];

    /// <summary>Share of validation samples predicted right after the epoch, in [0, 1]; empty without validation data.</summary>
    public List<double> ValidationAccuracy { get; } = [];

    /// <summary>The number of finished epochs.</summary>
    public int Epochs => Loss.Count;

    /// <summary>The last epoch in one line.</summary>
    public override string ToString() => Epochs == 0
        ? "no epoch finished"
        : string.Create(CultureInfo.InvariantCulture, $"{Epochs} epochs, last: loss {Loss[^1]:F5}, accuracy {Accuracy[^1] * 100:F2}%")
          + (ValidationLoss.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", validation loss {ValidationLoss[^1]:F5}, validation accuracy {ValidationAccuracy[^1] * 100:F2}%"));
}
