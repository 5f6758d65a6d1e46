namespace Drawing.Transfer;

/// <summary>A frozen base with a new head.</summary>
public sealed class FeatureExtraction() : TransferFigure(
    "transfer-feature-extraction", "Feature extraction: keep the backbone, train a new head",
    "Above, a network trained on a large dataset: a backbone of convolutional blocks and a head for its many classes. Below, the same backbone is taken over and frozen, marked by padlocks; only a new head for the few classes of the new task is trained, on few labelled images.",
    frozen: 4,
    caption: "Gradients stop at the head: the backbone only computes features, once for each image.");
