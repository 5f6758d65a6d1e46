namespace Drawing.Why;

/// <summary>The boat that the first lesson looks at, and the shapes it is made of.</summary>
internal static class Boat
{
    /// <summary>A sailing boat, about 80 units wide and high at scale 1.</summary>
    public static Canvas Draw(Canvas canvas, double x, double y, double scale) =>
        Hull(Mast(Jib(Sail(canvas, x, y, scale), x, y, scale), x, y, scale), x, y, scale);

    public static Canvas Sail(Canvas canvas, double x, double y, double scale) =>
        Shape(canvas, Role.FeatureMap, x, y, scale, (4, -40), (4, 12), (36, 12));

    public static Canvas Jib(Canvas canvas, double x, double y, double scale) =>
        Shape(canvas, Role.Pooling, x, y, scale, (-4, -30), (-4, 12), (-28, 12));

    public static Canvas Hull(Canvas canvas, double x, double y, double scale) =>
        Shape(canvas, Role.Kernel, x, y, scale, (-40, 20), (40, 20), (28, 38), (-26, 38));

    public static Canvas Mast(Canvas canvas, double x, double y, double scale) =>
        canvas.Line(Role.Neutral, "", (x, y - 42 * scale), (x, y + 20 * scale));

    private static Canvas Shape(Canvas canvas, Role role, double x, double y, double scale, params Point[] points) =>
        canvas.Polygon($"box {Style.Class(role)}", [.. points.Select(point => new Point(x + point.X * scale, y + point.Y * scale))]);
}
