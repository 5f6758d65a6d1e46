using Drawing.Parts;

namespace Drawing.Why;

/// <summary>What one value of each of three stacked 3 by 3 convolutions depends on.</summary>
public sealed class ReceptiveField() : Figure(
    "receptive-field", "01-why-convnets", "The receptive field grows with depth",
    "A 9 by 9 input and the maps of three 3 by 3 convolutions, 7 by 7, 5 by 5 and 3 by 3. The middle value of the first map depends on 3 by 3 pixels of the input, that of the second map on 5 by 5, that of the third on 7 by 7.",
    height: 440)
{
    private const int Side = 9;
    private const double Cell = 24, Middle = 226;

    private static readonly (Role Role, string Style)[] Layers = [(Role.Kernel, ""), (Role.Shortcut, "dotted"), (Role.Gradient, "dashed")];

    protected override string[] Caption =>
    [
        "L convolutions of size k with stride 1 see 1 + L (k − 1) pixels along each side.",
        "Pooling and stride between them make the field grow faster.",
    ];

    protected override void Draw(Canvas canvas)
    {
        Grid[] maps = new Grid[4];
        var left = Margin;
        for (var layer = 0; layer < 4; layer++)
        {
            var size = Side - 2 * layer;
            maps[layer] = canvas.EmptyGrid((left, Middle - size * Cell / 2), size, size, Cell, layer == 0 ? Role.Input : Role.FeatureMap);
            canvas.Text(maps[layer].All.MiddleX, Middle - size * Cell / 2 - 18, layer == 0 ? "input" : $"layer {layer}", style: "bold",
                role: layer == 0 ? Role.Input : Layers[layer - 1].Role);
            left += size * Cell + 56;
        }
        for (var layer = 3; layer >= 1; layer--)
            DrawField(canvas, maps, layer);
        DrawLegend(canvas, maps);
    }

    /// <summary>The squares in the earlier maps and the input on which a layer's middle value depends.</summary>
    private static void DrawField(Canvas canvas, Grid[] maps, int layer)
    {
        var (role, style) = Layers[layer - 1];
        for (var earlier = layer; earlier >= 0; earlier--)
        {
            var seen = 1 + 2 * (layer - earlier);
            var at = (maps[earlier].Rows - seen) / 2;
            var square = maps[earlier].Window(at, at, seen, seen);
            if (earlier == layer)
                canvas.Solid(square, role, 0.9);
            canvas.Outline(square, role, 2, style);
            if (earlier == layer)
                continue;
            var next = maps[earlier + 1].Window(at, at, seen - 2, seen - 2);
            canvas.Line(role, "thin", (square.Right, square.Y), (next.X, next.Y)).Line(role, "thin", (square.Right, square.Bottom), (next.X, next.Bottom));
        }
    }

    private static void DrawLegend(Canvas canvas, Grid[] maps)
    {
        for (var layer = 1; layer <= 3; layer++)
            canvas.Text(maps[layer].All.MiddleX, layer == 1 ? maps[1].All.Bottom + 22 : maps[layer].All.Bottom + 22,
                $"sees {1 + 2 * layer} × {1 + 2 * layer}", role: Layers[layer - 1].Role, style: "bold");
    }
}
