using System.Globalization;
using System.Text;

namespace Drawing;

/// <summary>
/// The visual language of all pictures: colours by role (the palette of Okabe and Ito, which colour-blind people tell
/// apart), type sizes, line widths, and the style sheet that makes one file serve light and dark pages.
/// </summary>
public static class Style
{
    private const string Sans =
        "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";

    private static readonly (Role Role, Colour Colour)[] Palette =
    [
        (Role.Neutral, new(0x8B949E)),
        (Role.Input, new(0x56B4E9)),
        (Role.Kernel, new(0xE69F00)),
        (Role.FeatureMap, new(0x009E73)),
        (Role.Pooling, new(0xF0E442)),
        (Role.Dense, new(0x0072B2)),
        (Role.Gradient, new(0xD55E00)),
        (Role.Shortcut, new(0xCC79A7)),
    ];

    private static readonly Theme Light = new(Card: new(0xFFFFFF), Border: new(0xD0D7DE), Ink: new(0x1F2328), Muted: new(0x57606A), Tint: 0.26);
    private static readonly Theme Dark = new(Card: new(0x161B22), Border: new(0x3D444D), Ink: new(0xF0F3F6), Muted: new(0xADB5BF), Tint: 0.40);

    /// <summary>How much of a role's colour lies over the tint of the matrix cell with the largest value.</summary>
    public const double FullCell = 0.28;

    /// <summary>Height of the letters in pixels, on a picture 800 pixels wide.</summary>
    public static double Pixels(Size size) => size switch
    {
        Size.Small => 14.5,
        Size.Label => 16,
        Size.Heading => 18,
        Size.Title => 22,
        _ => throw new ArgumentOutOfRangeException(nameof(size)),
    };

    /// <summary>The CSS class of a role or size.</summary>
    public static string Class<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The style sheet of a picture. Light is the default and what is printed; dark answers the reader's preference.</summary>
    public static string Sheet(string additional)
    {
        var css = new StringBuilder("\n");
        css.AppendLine($"text {{ font-family: {Sans}; font-variant-numeric: tabular-nums; }}");
        foreach (var size in Enum.GetValues<Size>())
            css.AppendLine(CultureInfo.InvariantCulture, $".{Class(size)} {{ font-size: {Pixels(size)}px; }}");
        css.AppendLine(".title, .bold { font-weight: 600; }");
        css.AppendLine(".box, .line, .arrow { stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; }");
        css.AppendLine(".line, .arrow { fill: none; stroke-width: 2; }");
        css.AppendLine(".outline { fill: none; stroke-width: 4; stroke-linejoin: round; }");
        css.AppendLine(".thin { stroke-width: 1; } .thick { stroke-width: 4; } .faint { opacity: 0.4; }");
        css.AppendLine(".dashed { stroke-dasharray: 5 5; }");
        css.AppendLine(".dotted { stroke-dasharray: 0.1 5; stroke-linecap: round; } .line.dotted { stroke-width: 3; }");
        css.AppendLine(".shade { fill: #000; fill-opacity: 0.12; stroke: none; }");
        css.AppendLine(".halo { paint-order: stroke; stroke-width: 5px; stroke-linejoin: round; }");
        Append(css, Light, "");
        css.AppendLine("@media screen and (prefers-color-scheme: dark) {");
        Append(css, Dark, "  ");
        css.AppendLine("}");
        return css.Append(additional).ToString();
    }

    private static void Append(StringBuilder css, Theme theme, string indent)
    {
        css.AppendLine($"{indent}.card {{ fill: {theme.Card}; stroke: {theme.Border}; }}");
        css.AppendLine($"{indent}.halo {{ stroke: {theme.Card}; }}");
        css.AppendLine($"{indent}.ink {{ fill: {theme.Ink}; }} .muted {{ fill: {theme.Muted}; }}");
        css.AppendLine($"{indent}.line, .arrow {{ stroke: {theme.Muted}; }} .head {{ fill: {theme.Muted}; }}");
        foreach (var (role, colour) in Palette)
        {
            var name = Class(role);
            var line = colour.Against(theme.Card, 3);
            css.Append($"{indent}.box.{name} {{ fill: {theme.Fill(colour)}; stroke: {line}; }} ");
            css.Append($".line.{name}, .arrow.{name}, .outline.{name} {{ stroke: {line}; }} ");
            css.Append($".head.{name} {{ fill: {line}; }} .solid.{name} {{ fill: {colour}; }} ");
            css.AppendLine($"text.{name} {{ fill: {colour.Against(theme.Card, 4.5)}; }}");
        }
    }

    /// <summary>The colours of a page, and how much of a role's colour a filled shape takes at most.</summary>
    private sealed record Theme(Colour Card, Colour Border, Colour Ink, Colour Muted, double Tint)
    {
        /// <summary>A role's tint on which letters can be read, in the fullest cell too.</summary>
        public Colour Fill(Colour role)
        {
            var tint = Tint;
            while (role.Over(role.Over(Card, tint), FullCell).Contrast(Ink) < 4.5)
                tint -= 0.02;
            return role.Over(Card, tint);
        }
    }
}

/// <summary>The sizes of letters.</summary>
public enum Size
{
    Small,
    Label,
    Heading,
    Title,
}
