using Drawing.Parts;

namespace Drawing.Convolution;

/// <summary>The activation function as a curve and on the numbers of the example.</summary>
public sealed class Relu() : Figure(
    "relu", "02-convolution", "ReLU, the activation function",
    "Left, the curve of ReLU: 0 for negative inputs, the input itself for positive ones. Right, the feature map of the example before and after: the three negative values become 0, the six positive ones stay.",
    height: 400)
{
    protected override string[] Caption => ["ReLU(x) = max(0, x), value by value: a bend that costs nothing and has no weights."];

    protected override void Draw(Canvas canvas)
    {
        const double originX = 196, originY = 250, unit = 34;
        for (var tick = -4; tick <= 4; tick += 2)
        {
            canvas.Line(Role.Neutral, "thin faint", (originX + tick * unit, 96), (originX + tick * unit, originY + 20));
            canvas.Text(originX + tick * unit, originY + 36, Matrices.Signed(tick), Size.Small, style: "muted");
        }
        foreach (var tick in (int[])[0, 2, 4])
        {
            canvas.Line(Role.Neutral, "thin faint", (originX - 4.5 * unit, originY - tick * unit), (originX + 4.5 * unit, originY - tick * unit));
            if (tick > 0)
                canvas.Text(originX - 12, originY - tick * unit, $"{tick}", Size.Small, anchor: Anchor.End, style: "muted halo");
        }
        canvas.Arrow(Role.Neutral, (originX - 4.6 * unit, originY), (originX + 4.8 * unit, originY))
            .Arrow(Role.Neutral, (originX, originY + 20), (originX, 84))
            .Line(Role.FeatureMap, "thick", (originX - 4.4 * unit, originY), (originX, originY), (originX + 4.4 * unit, originY - 4.4 * unit))
            .Text(originX, originY + 66, "x, a value of the feature map")
            .Text(originX - 12, 74, "ReLU(x)", anchor: Anchor.Start, role: Role.FeatureMap, style: "bold");

        var before = canvas.Matrix((414, 142), Example.FeatureMap, 46, Role.FeatureMap, "before");
        var after = canvas.Matrix((628, 142), Arithmetic.Relu(Example.FeatureMap), 46, Role.FeatureMap, "after");
        canvas.Text(before.All.MiddleX, 116, "before", style: "bold").Text(after.All.MiddleX, 116, "after", style: "bold")
            .Text((before.All.Right + after.X) / 2, before.All.MiddleY - 20, "ReLU")
            .Arrow(Role.Neutral, (before.All.Right + 12, before.All.MiddleY), (after.X - 12, after.All.MiddleY));
    }
}
