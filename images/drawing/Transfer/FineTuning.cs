namespace Drawing.Transfer;

/// <summary>The top of the backbone is trained too.</summary>
public sealed class FineTuning() : TransferFigure(
    "transfer-fine-tuning", "Fine-tuning: train the top of the backbone too",
    "Above, a network trained on a large dataset. Below, its backbone is taken over: the first two blocks stay frozen, marked by padlocks, while the last two blocks and the new head are trained together, with a small learning rate, on the images of the new task.",
    frozen: 2,
    caption: "First layers (edges, textures) serve every task; the last ones adapt, in small steps.");
