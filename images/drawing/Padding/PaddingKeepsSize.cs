using Drawing.Parts;

namespace Drawing.Padding;

/// <summary>What three convolutions do to the size of a map, with and without padding.</summary>
public sealed class PaddingKeepsSize() : Figure(
    "padding-keeps-size", "03-padding", "Why pad: depth without shrinking",
    "Three 3 by 3 convolutions in a row on a 7 by 7 input. Above, without padding, the maps shrink from 7 to 5 to 3 to 1. Below, with one ring of zeros before each convolution, every map stays 7 by 7.",
    height: 530)
{
    private const int Side = 7;
    private const double Cell = 14;

    protected override string[] Caption =>
    [
        "Without padding each 3 × 3 convolution costs two rows and two columns.",
        "The dashed ring is the padding: zeros added before the convolution.",
    ];

    protected override void Draw(Canvas canvas)
    {
        DrawRow(canvas, 150, "valid", padding: 0);
        DrawRow(canvas, 352, "same", padding: 1);
    }

    private static void DrawRow(Canvas canvas, double middle, string label, int padding)
    {
        canvas.Text(Margin, middle, label, Size.Heading, anchor: Anchor.Start, style: "bold");
        var size = Side;
        for (var layer = 0; layer < 4; layer++)
        {
            var x = 176 + layer * 184;
            var map = canvas.EmptyGrid((x - size * Cell / 2, middle - size * Cell / 2), size, size, Cell, layer == 0 ? Role.Input : Role.FeatureMap);
            if (padding > 0 && layer < 3)
                canvas.Rectangle(map.All.Grown(padding * Cell), "line dashed", 3);
            canvas.Text(x, middle + (Side / 2.0 + padding) * Cell + 18, $"{size} × {size}");
            if (layer < 3)
                DrawArrow(canvas, x + (Side / 2.0 + padding) * Cell + 5, x + 184 - (Side / 2.0 + (layer < 2 ? padding : 0)) * Cell - 5, middle);
            size = Arithmetic.OutputSize(size, 3, padding: padding);
        }
    }

    private static void DrawArrow(Canvas canvas, double from, double to, double middle) =>
        canvas.Text((from + to) / 2, middle - 16, "3 × 3", Size.Small, Role.Kernel)
            .Arrow(Role.Kernel, (from, middle), (to, middle));
}
