namespace NotebookLib.Plotting;

/// <summary>What a model says about an image, and what it is.</summary>
/// <param name="Label">The predicted label.</param>
/// <param name="True">The true label.</param>
/// <param name="Confidence">The predicted label's probability, 0 to 1; null to leave it out.</param>
public sealed record Prediction(string Label, string True, double? Confidence = null)
{
    /// <summary>Whether the predicted label is the true one.</summary>
    public bool IsRight => Label == True;

    /// <summary>The predicted label and how sure the model is, for example <c>Sneaker 87 %</c>.</summary>
    public string Caption => FormattableString.Invariant($"{Label}{(Confidence is { } p ? $" {p * 100:0} %" : "")}");

    /// <summary>In one line, for example <c>✗ Sneaker (true: Sandal)</c>.</summary>
    public override string ToString() => IsRight ? $"✓ {Caption}" : $"✗ {Caption} (true: {True})";
}
