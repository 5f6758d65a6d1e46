using Drawing.Parts;

namespace Drawing.Pooling;

/// <summary>Each map is pooled by itself.</summary>
public sealed class PoolingFeatureMaps() : Figure(
    "pooling-feature-maps", "04-pooling", "Pooling ten feature maps",
    "Ten feature maps of 32 by 32 become ten maps of 16 by 16 by pooling with a 2 by 2 window and stride 2. Each map is pooled by itself, so their number stays.",
    height: 440)
{
    private const int Maps = 10, Side = 32;

    protected override string[] Caption => ["Pooling works on each map by itself: height and width shrink, the number of maps stays."];

    protected override void Draw(Canvas canvas)
    {
        const double scale = 5, step = 9;
        var after = Arithmetic.OutputSize(Side, 2, stride: 2);
        var before = canvas.Sheets((60, 180), Side * scale, Maps, Role.FeatureMap, step);
        var pooled = canvas.Sheets((530, 180 + (Side - after) * scale / 2), after * scale, Maps, Role.Pooling, step);
        var (window, cell) = (new Area(before.X + 40, before.Y + 60, 2 * scale, 2 * scale), new Area(pooled.X + 20, pooled.Y + 30, scale, scale));
        canvas.Outline(window, Role.Kernel, 1).Outline(cell, Role.Kernel, 1)
            .Line(Role.Kernel, "thin", (window.Right + 2, window.Y), (cell.X, cell.Y - 2))
            .Line(Role.Kernel, "thin", (window.Right + 2, window.Bottom), (cell.X, cell.Bottom + 2))
            .Text(before.MiddleX + 40, before.Bottom + 26, $"{Maps} × {Side} × {Side}", style: "bold")
            .Text(pooled.MiddleX + 40, before.Bottom + 26, $"{Maps} × {after} × {after}", style: "bold")
            .Lines(412, 150, ["2 × 2 window,", "stride 2"]);
    }
}
