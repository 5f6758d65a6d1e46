using Drawing.Parts;

namespace Drawing.Training;

/// <summary>One step of training: forward, loss, backward, update.</summary>
public sealed class TrainingLoop() : Figure(
    "training-loop", "05-training", "One training step",
    "A batch of images goes forward through convolutional and dense layers to logits, which a loss compares with the labels. The gradient of the loss goes back through the dense and the convolutional layers. Then the optimiser moves every weight a little against its gradient, and the next batch follows.",
    height: 430)
{
    private const double Top = 120, Height0 = 92;

    protected override string[] Caption =>
        ["The same as for a dense network: backpropagation and gradient descent."];

    protected override void Draw(Canvas canvas)
    {
        var images = canvas.Labelled(new(28, Top, 100, Height0), Role.Input, "images", "a batch");
        var convolutions = canvas.Labelled(new(178, Top, 146, Height0), Role.FeatureMap, "convolutions", "kernels");
        var dense = canvas.Labelled(new(414, Top, 130, Height0), Role.Dense, "dense layers", "weights");
        var loss = canvas.Labelled(new(640, Top, 132, Height0), Role.Gradient, "loss", "one number");
        var labels = canvas.Labelled(new(640, 276, 132, 60), Role.Input, "labels");
        canvas.Text(Margin, 86, "1  forward", style: "bold", anchor: Anchor.Start)
            .Text(178, 86, "2  backward", role: Role.Gradient, style: "bold", anchor: Anchor.Start)
            .Text(344, 86, "3  update", role: Role.Kernel, style: "bold", anchor: Anchor.Start)
            .Arrow(Role.Neutral, labels.Grown(5).TopSide, loss.Grown(5).BottomSide);
        Connect(canvas, images, convolutions, "", "");
        Connect(canvas, convolutions, dense, "features", "gradient");
        Connect(canvas, dense, loss, "logits", "gradient");

        var update = canvas.Labelled(new(151, 276, 420, 60), Role.Kernel, "weight ← weight − learning rate × gradient", "kernels and dense weights alike");
        canvas.Arrow(Role.Kernel, (convolutions.MiddleX, update.Y - 5), (convolutions.MiddleX, convolutions.Bottom + 5))
            .Arrow(Role.Kernel, (dense.MiddleX, update.Y - 5), (dense.MiddleX, dense.Bottom + 5));
    }

    private static void Connect(Canvas canvas, Area left, Area right, string forward, string backward)
    {
        var middle = (left.Right + right.X) / 2;
        var hasWeights = backward.Length > 0;
        var y = hasWeights ? Top + 34 : Top + Height0 / 2;
        canvas.Arrow(Role.Neutral, (left.Right + 5, y), (right.X - 5, y));
        if (!hasWeights)
            return;
        canvas.Text(middle, y - 16, forward, Size.Small)
            .Arrow(Role.Gradient, (right.X - 5, y + 26), (left.Right + 5, y + 26))
            .Text(middle, y + 43, backward, Size.Small, Role.Gradient);
    }
}
