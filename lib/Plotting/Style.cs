using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace NotebookLib.Plotting;

/// <summary>
/// The one look of every picture: sizes that are read at the back of a room, the typeface, and colours that
/// colour-blind people tell apart, on white; a dark page may turn charts round, see <see cref="Picture.IsChart"/>.
/// </summary>
/// <remarks>Colours: Okabe and Ito, "Color Universal Design", 2008. Typeface: Inter, carried in the library, because a
/// machine without fonts draws no text at all.</remarks>
internal static class Style
{
    // Sizes in CSS pixels.
    public const int Width = 840;
    public const float TitleSize = 22, LabelSize = 18, TextSize = 16, SmallSize = 14, Margin = 18;

    public static readonly SKColor Ink = SKColor.Parse("#1B1F24"), Muted = SKColor.Parse("#57606A"), Rule = SKColor.Parse("#D0D7DE"), Paper = SKColors.White;
    public static readonly SKColor Blue = SKColor.Parse("#0072B2"), Orange = SKColor.Parse("#E69F00"), Vermillion = SKColor.Parse("#D55E00"),
        Green = SKColor.Parse("#009E73"), Sky = SKColor.Parse("#56B4E9"), Purple = SKColor.Parse("#CC79A7"), Black = SKColors.Black;

    /// <summary>What tells series apart, in this order: never the colour alone.</summary>
    public static readonly (SKColor Colour, MarkerShape Marker, LinePattern Line)[] Series =
    [
        (Blue, MarkerShape.FilledCircle, LinePattern.Solid),
        (Vermillion, MarkerShape.FilledSquare, LinePattern.Dashed),
        (Green, MarkerShape.FilledTriangleUp, LinePattern.DenselyDashed),
        (Purple, MarkerShape.FilledDiamond, LinePattern.Dotted),
        (Orange, MarkerShape.FilledTriangleDown, new LinePattern([9, 3, 2, 3], 0, "dash, dot")),
        (Black, MarkerShape.OpenCircle, new LinePattern([14, 5], 0, "long dashes")),
    ];

    public static readonly SKTypeface Regular = Typeface("Inter-Regular.otf"), SemiBold = Typeface("Inter-SemiBold.otf");

    public const string FontName = "Inter (NotebookLib)";

    static Style() => Fonts.FontResolvers.Insert(0, new Carried());

    /// <summary>A chart in this style, without data and title: axes named with their units, a light grid.</summary>
    public static Plot Chart(string xLabel, string yLabel)
    {
        var plot = new Plot();
        plot.XLabel(xLabel, LabelSize);
        plot.YLabel(yLabel, LabelSize);
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = TextSize;
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Right.MinimumSize = 16;
        plot.Axes.Top.MinimumSize = 8;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { MinimumTickSpacing = 60, LabelFormatter = Number };
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { MinimumTickSpacing = 28, LabelFormatter = Number };
        plot.Axes.Color(Colour(Ink));
        plot.Axes.Bottom.MinorTickStyle.Length = plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Grid.MajorLineColor = Colour(Rule).WithAlpha(0.7);
        plot.FigureBackground.Color = plot.DataBackground.Color = Colour(Paper);
        plot.Legend.FontSize = TextSize;
        plot.Legend.OutlineColor = Colour(Rule);
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.SymbolWidth = 36;
        plot.Font.Set(FontName);
        return plot;

        static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>The colour as ScottPlot knows it.</summary>
    public static Color Colour(SKColor colour) => new(colour.Red, colour.Green, colour.Blue, colour.Alpha);

    private static SKTypeface Typeface(string resource)
    {
        using var stream = typeof(Style).Assembly.GetManifestResourceStream(resource)!;
        return SKTypeface.FromStream(stream);
    }

    /// <summary>Gives ScottPlot the carried typeface by its name, whatever is installed.</summary>
    private sealed class Carried : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName != FontName ? null : weight >= FontWeight.SemiBold ? SemiBold : Regular;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName != FontName ? null : bold ? SemiBold : Regular;
    }
}
