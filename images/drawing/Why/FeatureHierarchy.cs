namespace Drawing.Why;

/// <summary>From edges to objects, as a scheme.</summary>
public sealed class FeatureHierarchy() : Figure(
    "feature-hierarchy", "06-inside", "From edges to objects",
    "Four columns of simple drawings, from the first layers to the last. Edges: lines in four directions. Textures: stripes, dots, a grid, waves. Parts: a sail, a wheel, a window, a roof. Objects: a boat, a car, a house, a tree. Each column is composed of the one before.",
    height: 372)
{
    private const double Tile = 74;

    protected override string[] Caption => ["A scheme, not taken from a network: the notebook shows what real layers answer to."];

    protected override void Draw(Canvas canvas)
    {
        DrawColumn(canvas, 0, "edges", Role.Input, Edge(1, 0), Edge(0, 1), Edge(0.7, 0.7), Edge(0.7, -0.7));
        DrawColumn(canvas, 1, "textures", Role.Kernel, Stripes, Dots, Mesh, Waves);
        DrawColumn(canvas, 2, "parts", Role.FeatureMap, (c, x, y) => Boat.Sail(c, x - 18, y + 12, 1), Wheel, Window, Roof);
        DrawColumn(canvas, 3, "objects", Role.Dense, (c, x, y) => Boat.Draw(c, x, y + 1, 0.76), Car, House, Tree);
        for (var i = 0; i < 3; i++)
            canvas.Arrow(Role.Neutral, (Margin + i * 195 + 162, 200), (Margin + i * 195 + 190, 200));
        canvas.Text(Margin + 79, 306, "first layers", style: "muted").Text(Margin + 664, 306, "last layers", style: "muted");
    }

    private static void DrawColumn(Canvas canvas, int column, string name, Role role, params Func<Canvas, double, double, Canvas>[] tiles)
    {
        var left = Margin + column * 195;
        canvas.Text(left + Tile + 4, 92, name, Size.Heading, role, style: "bold");
        for (var i = 0; i < 4; i++)
        {
            var tile = new Area(left + i % 2 * (Tile + 8), 122 + i / 2 * (Tile + 8), Tile, Tile);
            canvas.Rectangle(tile, $"line thin {Style.Class(role)}", 8);
            tiles[i](canvas, tile.MiddleX, tile.MiddleY);
        }
    }

    private static Func<Canvas, double, double, Canvas> Edge(double dx, double dy) => (canvas, x, y) =>
        canvas.Line(Role.Input, "thick", (x - 26 * dx, y + 26 * dy), (x + 26 * dx, y - 26 * dy));

    private static Canvas Stripes(Canvas canvas, double x, double y)
    {
        for (var i = -2; i <= 2; i++)
            canvas.Line(Role.Kernel, "", (x + i * 11 - 10, y + 26), (x + i * 11 + 10, y - 26));
        return canvas;
    }

    private static Canvas Dots(Canvas canvas, double x, double y)
    {
        for (var row = -1; row <= 1; row++)
            for (var column = -1; column <= 1; column++)
                canvas.Circle(x + column * 20, y + row * 20, 5, "box kernel");
        return canvas;
    }

    private static Canvas Mesh(Canvas canvas, double x, double y)
    {
        for (var i = -1; i <= 1; i++)
            canvas.Line(Role.Kernel, "", (x + i * 18, y - 28), (x + i * 18, y + 28)).Line(Role.Kernel, "", (x - 28, y + i * 18), (x + 28, y + i * 18));
        return canvas;
    }

    private static Canvas Waves(Canvas canvas, double x, double y)
    {
        for (var i = -1; i <= 1; i++)
            canvas.Path(FormattableString.Invariant($"M{x - 28} {y + i * 18} q7 -12 14 0 t14 0 t14 0 t14 0"), "line kernel");
        return canvas;
    }

    private static Canvas Wheel(Canvas canvas, double x, double y)
    {
        canvas.Circle(x, y, 26, "box featuremap");
        for (var i = 0; i < 4; i++)
        {
            var (dx, dy) = (22 * Math.Cos(i * Math.PI / 4), 22 * Math.Sin(i * Math.PI / 4));
            canvas.Line(Role.FeatureMap, "", (x - dx, y - dy), (x + dx, y + dy));
        }
        return canvas.Circle(x, y, 6, "box featuremap");
    }

    private static Canvas Window(Canvas canvas, double x, double y) =>
        canvas.Box(new(x - 22, y - 26, 44, 52), Role.FeatureMap, 2)
            .Line(Role.FeatureMap, "", (x, y - 26), (x, y + 26)).Line(Role.FeatureMap, "", (x - 22, y), (x + 22, y));

    private static Canvas Roof(Canvas canvas, double x, double y) =>
        canvas.Polygon("box featuremap", (x - 30, y + 16), (x, y - 18), (x + 30, y + 16))
            .Box(new(x + 10, y - 22, 9, 17), Role.FeatureMap, 1);

    private static Canvas Car(Canvas canvas, double x, double y) =>
        canvas.Polygon("box dense", (x - 30, y + 12), (x - 30, y), (x - 18, y - 2), (x - 10, y - 16), (x + 12, y - 16), (x + 20, y - 2), (x + 30, y), (x + 30, y + 12))
            .Circle(x - 15, y + 13, 8, "box neutral").Circle(x + 16, y + 13, 8, "box neutral");

    private static Canvas House(Canvas canvas, double x, double y) =>
        canvas.Box(new(x - 22, y - 4, 44, 30), Role.Dense, 1).Polygon("box kernel", (x - 29, y - 3), (x, y - 28), (x + 29, y - 3))
            .Box(new(x - 15, y + 4, 11, 11), Role.Pooling, 1).Box(new(x + 4, y + 6, 11, 20), Role.Neutral, 1);

    private static Canvas Tree(Canvas canvas, double x, double y) =>
        canvas.Box(new(x - 5, y + 4, 10, 25), Role.Kernel, 1).Circle(x, y - 9, 20, "box featuremap");
}
