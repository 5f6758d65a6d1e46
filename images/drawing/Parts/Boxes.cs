namespace Drawing.Parts;

/// <summary>Labelled boxes, for layers drawn as steps.</summary>
public static class Boxes
{
    /// <summary>A box with centred lines of text, the first in bold.</summary>
    public static Area Labelled(this Canvas canvas, Area area, Role role, params string[] lines)
    {
        const double step = 20;
        canvas.Box(area, role, 8);
        for (var i = 0; i < lines.Length; i++)
            canvas.Text(area.MiddleX, area.MiddleY + (i - (lines.Length - 1) / 2.0) * step, lines[i], i == 0 ? Size.Label : Size.Small, style: i == 0 ? "bold" : "");
        return area;
    }

    /// <summary>A plus in a circle, where a shortcut joins.</summary>
    public static Area Plus(this Canvas canvas, double x, double y)
    {
        const double radius = 15;
        canvas.Circle(x, y, radius, "box shortcut").Text(x, y, "+", Size.Heading, style: "bold");
        return new(x - radius, y - radius, 2 * radius, 2 * radius);
    }

    /// <summary>A padlock: these weights do not change.</summary>
    public static Canvas Padlock(this Canvas canvas, double x, double y) =>
        canvas.Path(FormattableString.Invariant($"M{x - 6} {y - 3} v-5 a6 6 0 0 1 12 0 v5"), "line")
            .Rectangle(new(x - 9, y - 3, 18, 14), "head", 3);
}
