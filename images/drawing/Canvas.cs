using System.Globalization;
using System.Xml.Linq;

namespace Drawing;

/// <summary>Where a text's x lies.</summary>
public enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A surface to draw on: each call adds one SVG element and returns the canvas, so that calls chain.</summary>
public sealed class Canvas(XElement parent)
{
    /// <summary>The namespace of SVG elements.</summary>
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>A number as the files write it: at most two decimals, a point whatever the culture.</summary>
    public static string Number(double value) =>
        (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A filled, outlined rectangle with rounded corners.</summary>
    public Canvas Box(Area area, Role role, double radius = 6, string style = "") =>
        Rectangle(area, $"box {Style.Class(role)} {style}", radius);

    /// <summary>A thick frame without a filling, to point at something.</summary>
    public Canvas Outline(Area area, Role role, double radius = 4, string style = "") =>
        Rectangle(area, $"outline {Style.Class(role)} {style}", radius);

    /// <summary>A rectangle of one full colour, lightened by its opacity.</summary>
    public Canvas Solid(Area area, Role role, double opacity = 1, double radius = 0) =>
        Rectangle(area, $"solid {Style.Class(role)}", radius, ("fill-opacity", Number(opacity)));

    /// <summary>One line of text whose capitals are centred on <paramref name="y"/>.</summary>
    public Canvas Text(
        double x, double y, string text, Size size = Size.Label, Role role = Role.Neutral,
        Anchor anchor = Anchor.Middle, string style = "")
    {
        var colour = role == Role.Neutral && !style.Contains("muted") ? "ink" : role == Role.Neutral ? "" : Style.Class(role);
        return Add(new XElement(Svg + "text", text), $"{Style.Class(size)} {colour} {style}",
            ("x", Number(x)), ("y", Number(y + 0.36 * Style.Pixels(size))),
            ("text-anchor", anchor == Anchor.Middle ? "middle" : anchor == Anchor.Start ? null : "end"));
    }

    /// <summary>Several lines of text, the block centred on <paramref name="y"/>.</summary>
    public Canvas Lines(
        double x, double y, string[] lines, Size size = Size.Label, Role role = Role.Neutral,
        Anchor anchor = Anchor.Middle, string style = "")
    {
        var step = Style.Pixels(size) * 1.35;
        for (var i = 0; i < lines.Length; i++)
            Text(x, y + (i - (lines.Length - 1) / 2.0) * step, lines[i], size, role, anchor, style);
        return this;
    }

    /// <summary>An open line through points.</summary>
    public Canvas Line(Role role, string style, params Point[] points) =>
        Path(Data(points), $"line {Style.Class(role)} {style}");

    /// <summary>A line with a head at its last point.</summary>
    public Canvas Arrow(Role role, params Point[] points)
    {
        const double length = 10, half = 5.5;
        var (tip, before) = (points[^1], points[^2]);
        var distance = Math.Sqrt(Math.Pow(tip.X - before.X, 2) + Math.Pow(tip.Y - before.Y, 2));
        var (dx, dy) = ((tip.X - before.X) / distance, (tip.Y - before.Y) / distance);
        Point foot = (tip.X - length * dx, tip.Y - length * dy);
        var name = role == Role.Neutral ? "" : Style.Class(role);
        return Path(Data([.. points[..^1], foot]), $"arrow {name}")
            .Polygon($"head {name}", tip, (foot.X - half * dy, foot.Y + half * dx), (foot.X + half * dy, foot.Y - half * dx));
    }

    /// <summary>A closed shape through points.</summary>
    public Canvas Polygon(string style, params Point[] points) => Path(Data(points) + " Z", style);

    /// <summary>A circle.</summary>
    public Canvas Circle(double x, double y, double radius, string style) =>
        Add(new XElement(Svg + "circle"), style, ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)));

    /// <summary>Any path in SVG's notation.</summary>
    public Canvas Path(string data, string style) => Add(new XElement(Svg + "path"), style, ("d", data));

    /// <summary>A rectangle in any style.</summary>
    public Canvas Rectangle(Area area, string style, double radius = 0, params (string Name, string? Value)[] attributes) =>
        Add(new XElement(Svg + "rect"), style,
            [("x", Number(area.X)), ("y", Number(area.Y)), ("width", Number(area.Width)), ("height", Number(area.Height)),
             ("rx", radius > 0 ? Number(radius) : null), .. attributes]);

    /// <summary>Draws into a group; a name makes its contents findable (<c>data-name</c>).</summary>
    public Canvas Group(Action<Canvas> draw, string style = "", string? name = null, string? transform = null)
    {
        var group = new XElement(Svg + "g");
        Add(group, style, ("data-name", name), ("transform", transform));
        draw(new Canvas(group));
        return this;
    }

    private static string Data(Point[] points) =>
        "M" + string.Join(" L", points.Select(point => $"{Number(point.X)} {Number(point.Y)}"));

    private Canvas Add(XElement element, string style, params (string Name, string? Value)[] attributes)
    {
        var classes = string.Join(' ', style.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (classes.Length > 0)
            element.SetAttributeValue("class", classes);
        foreach (var (name, value) in attributes)
            element.SetAttributeValue(name, value);
        parent.Add(element);
        return this;
    }
}
