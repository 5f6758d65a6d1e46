namespace Drawing.Why;

/// <summary>The three properties of pictures that convnets are built on.</summary>
public sealed class VisualWorld() : Figure(
    "visual-world", "01-why-convnets", "Three properties of the visual world",
    "Three panels. Translation invariance: a boat is the same boat at the upper left and at the lower right of a picture. Locality: a pixel resembles its neighbours and tells little about pixels far away. Spatial hierarchy: strokes form shapes, and shapes form a boat.",
    height: 424)
{
    private const double Panel = 236;
    private const double Top = 116;

    protected override void Draw(Canvas canvas)
    {
        string[] titles = ["Translation invariance", "Locality", "Spatial hierarchy"];
        string[][] words = [["Moved elsewhere,", "a boat is still a boat."], ["Neighbours are alike,", "distant pixels may differ."], ["Strokes form shapes,", "shapes form objects."]];
        for (var i = 0; i < 3; i++)
        {
            var middle = Margin + i * 254 + Panel / 2;
            canvas.Text(middle, 88, titles[i], Size.Heading, style: "bold").Lines(middle, 374, words[i]);
        }
        DrawTranslation(canvas, Margin);
        DrawLocality(canvas, Margin + 254);
        DrawHierarchy(canvas, Margin + 508);
    }

    private static void DrawTranslation(Canvas canvas, double left)
    {
        var (first, second) = (new Area(left, Top, 112, 112), new Area(left + 124, Top, 112, 112));
        canvas.Box(first, Role.Input).Box(second, Role.Input);
        Boat.Draw(canvas, first.X + 40, first.Y + 38, 0.72);
        Boat.Draw(canvas, second.X + 72, second.Y + 76, 0.72);
        var answer = new Area(left + 68, Top + 164, 100, 40);
        canvas.Box(answer, Role.Dense).Text(answer.MiddleX, answer.MiddleY, "“boat”", style: "bold")
            .Arrow(Role.Neutral, (first.MiddleX, first.Bottom + 8), (answer.MiddleX - 20, answer.Y - 6))
            .Arrow(Role.Neutral, (second.MiddleX, second.Bottom + 8), (answer.MiddleX + 20, answer.Y - 6));
    }

    private static void DrawLocality(Canvas canvas, double left)
    {
        const int side = 9;
        var grid = new Grid(left + 10, Top, 24, side, side);
        canvas.Rectangle(grid.All, "card");
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++)
            {
                var brightness = 0.5 + 0.5 * Math.Sin(0.55 * column + 0.28 * row) * Math.Cos(0.34 * row - 0.12 * column);
                canvas.Solid(grid.At(row, column), Role.Dense, 0.08 + 0.84 * brightness);
            }
        canvas.Outline(grid.Window(2, 2, 3, 3), Role.Kernel).Outline(grid.At(3, 3).Grown(-3), Role.Kernel, 2)
            .Outline(grid.At(7, 7), Role.Gradient, style: "dashed");
    }

    private static void DrawHierarchy(Canvas canvas, double left)
    {
        var middle = left + Panel / 2;
        var y = Top + 8;
        canvas.Line(Role.Neutral, "thick", (left + 24, y + 18), (left + 60, y - 10))
            .Line(Role.Neutral, "thick", (left + 88, y - 12), (left + 88, y + 20))
            .Line(Role.Neutral, "thick", (left + 120, y + 4), (left + 158, y + 4))
            .Line(Role.Neutral, "thick", (left + 186, y - 10), (left + 214, y + 18))
            .Arrow(Role.Neutral, (middle, y + 28), (middle, y + 50));
        Boat.Sail(canvas, left + 28, y + 92, 0.72);
        Boat.Jib(canvas, left + 110, y + 90, 0.8);
        Boat.Hull(canvas, left + 186, y + 72, 0.9);
        canvas.Arrow(Role.Neutral, (middle, y + 110), (middle, y + 132));
        Boat.Draw(canvas, middle, y + 170, 0.78);
    }
}
