using Drawing.Parts;

namespace Drawing.History;

/// <summary>He et al., 2015, figure 5.</summary>
public sealed class ResidualBlock() : Figure(
    "residual-block", "09-history", "Residual blocks: basic and bottleneck",
    "Left, the basic block of ResNet-18: two 3 by 3 convolutions with 64 maps; a shortcut carries the input x around them and adds it, then ReLU. Right, the bottleneck block of ResNet-50 and 152: a 1 by 1 convolution from 256 to 64 maps, a 3 by 3 with 64, a 1 by 1 back to 256, with the same shortcut.",
    height: 622)
{
    protected override string[] Caption =>
    [
        "Batch normalisation follows each convolution. The block learns only what to add to x: F(x).",
        FormattableString.Invariant($"Weights: {2 * 9 * 64 * 64:N0} left, {256 * 64 + 9 * 64 * 64 + 64 * 256:N0} right, on four times as many maps."),
    ];

    protected override void Draw(Canvas canvas)
    {
        DrawBlock(canvas, 176, "basic", 64, ["3 × 3, 64", "3 × 3, 64"]);
        DrawBlock(canvas, 550, "bottleneck", 256, ["1 × 1, 64", "3 × 3, 64", "1 × 1, 256"]);
    }

    private static void DrawBlock(Canvas canvas, double middle, string name, int maps, string[] layers)
    {
        const double top = 170, bottom = 420, height = 48, width = 156;
        var step = (bottom - top - height) / (layers.Length - 1);
        canvas.Text(middle, 88, name, Size.Heading, style: "bold").Text(middle, 118, $"x, {maps} maps", role: Role.Input, style: "bold");
        var y = 130.0;
        for (var i = 0; i < layers.Length; i++)
        {
            var box = canvas.Labelled(new(middle - width / 2, top + i * step, width, height), Role.FeatureMap, $"conv {layers[i]}");
            canvas.Arrow(Role.Neutral, (middle, y), (middle, box.Y - 4));
            if (i > 0)
                canvas.Text(middle + 12, (y + box.Y) / 2 - 2, "ReLU", Size.Small, anchor: Anchor.Start, style: "muted");
            y = box.Bottom + 4;
        }
        var plus = canvas.Plus(middle, bottom + 58);
        canvas.Arrow(Role.Neutral, (middle, y), (middle, plus.Y - 3))
            .Text(middle - 12, (y + plus.Y) / 2 - 2, "F(x)", Size.Small, anchor: Anchor.End, style: "muted")
            .Arrow(Role.Shortcut, (middle, 142), (middle + 128, 142), (middle + 128, plus.MiddleY), (plus.Right + 3, plus.MiddleY))
            .Lines(middle + 140, 304, ["shortcut", "x"], role: Role.Shortcut, anchor: Anchor.Start, style: "bold")
            .Arrow(Role.Neutral, (middle, plus.Bottom + 3), (middle, plus.Bottom + 38))
            .Text(middle + 14, plus.Bottom + 20, "ReLU(F(x) + x)", anchor: Anchor.Start);
    }
}
