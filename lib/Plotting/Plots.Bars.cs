using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace NotebookLib.Plotting;

public static partial class Plots
{
    /// <summary>Bars with their values written at them.</summary>
    /// <param name="title">The title over the chart.</param>
    /// <param name="valueLabel">What the bars' length counts, with its unit: "top-5 error (%)".</param>
    /// <param name="bars">The name and the value of each bar, in the order in which they are shown.</param>
    /// <param name="horizontal">Whether the bars lie, which leaves room for long names; else they stand.</param>
    /// <param name="format">How a value is written; .NET's numeric formats.</param>
    /// <param name="reference">A value to draw a dashed line at, and what it is: <c>(5.1, "a person")</c>.</param>
    /// <param name="interactive">Whether the values show under the pointer where the page has plotly.js.</param>
    /// <exception cref="ArgumentException">There is no bar.</exception>
    /// <example><code>PlotBars("Size of the models", "parameters (millions)", [("AlexNet", 61.1), ("ResNet-18", 11.7)])</code></example>
    public static Picture PlotBars(string title, string valueLabel, IReadOnlyList<(string Name, double Value)> bars,
        bool horizontal = true, string format = "0.0", (double Value, string Name)? reference = null, bool interactive = false)
    {
        if (bars.Count == 0) throw new ArgumentException("There is no bar to show.", nameof(bars));
        var plot = horizontal ? Style.Chart(valueLabel, "") : Style.Chart("", valueLabel);
        // Lying bars are read from the top down.
        var places = bars.Select((_, i) => (double)(horizontal ? bars.Count - 1 - i : i)).ToArray();
        var drawn = plot.Add.Bars(places, bars.Select(b => b.Value));
        drawn.Horizontal = horizontal;
        foreach (var bar in drawn.Bars) (bar.FillColor, bar.LineWidth, bar.Size) = (Style.Colour(Style.Blue), 0, 0.7);

        IAxis names = horizontal ? plot.Axes.Left : plot.Axes.Bottom;
        names.TickGenerator = new ScottPlot.TickGenerators.NumericManual(places, [.. bars.Select(b => b.Name)]);
        names.MajorTickStyle.Length = 0;
        var (low, high) = (Math.Min(0, bars.Min(b => b.Value)), Math.Max(Math.Max(0, bars.Max(b => b.Value)), reference?.Value ?? 0));
        var room = 0.12 * (high - low);
        if (horizontal)
        {
            plot.Axes.SetLimits(low < 0 ? low - room : 0, high + room, -0.6, bars.Count - 0.4);
            plot.Grid.YAxisStyle.IsVisible = false;
        }
        else
        {
            plot.Axes.SetLimits(-0.6, bars.Count - 0.4, low < 0 ? low - room : 0, high + room);
            plot.Grid.XAxisStyle.IsVisible = false;
        }
        if (reference is { } mark)
        {
            var line = horizontal ? (ScottPlot.Plottables.AxisLine)plot.Add.VerticalLine(mark.Value) : plot.Add.HorizontalLine(mark.Value);
            line.Color = Style.Colour(Style.Vermillion);
            line.LineWidth = 3;
            line.LinePattern = LinePattern.Dashed;
            line.LegendText = $"{mark.Name}: {Text(mark.Value)}";
            LegendBelow(plot);
        }
        // After the line, so that it crosses no number.
        foreach (var (place, (_, value)) in places.Zip(bars))
        {
            var label = horizontal ? plot.Add.Text(Text(value), value, place) : plot.Add.Text(Text(value), place, value);
            (label.LabelFontName, label.LabelFontSize, label.LabelFontColor) = (Style.FontName, Style.TextSize, Style.Colour(Style.Ink));
            (label.LabelBackgroundColor, label.LabelPadding) = (Style.Colour(Style.Paper), 2);
            (label.OffsetX, label.OffsetY) = horizontal ? (value < 0 ? -6 : 6, 0) : (0, value < 0 ? 6 : -6);
            label.LabelAlignment = (horizontal, value < 0) switch
            {
                (true, false) => Alignment.MiddleLeft,
                (true, true) => Alignment.MiddleRight,
                (false, false) => Alignment.LowerCenter,
                (false, true) => Alignment.UpperCenter,
            };
        }

        var height = (horizontal ? 130 + (bars.Count * (bars.Any(b => b.Name.Contains('\n')) ? 58f : 38f)) : 440) + (reference is null ? 0 : 56);
        using var figure = new Figure(Style.Width, height);
        figure.Chart(title, plot, new SKRect(0, 0, Style.Width, height));
        var picture = figure.ToPicture($"{title}. {valueLabel}: {string.Join(", ", bars.Select(b => $"{b.Name.Replace('\n', ' ')} {Text(b.Value)}"))}.{(reference is { } r ? $" Line at {r.Name}: {Text(r.Value)}." : "")}");
        return interactive ? Upgrade(() => BarChart(title, valueLabel, bars, horizontal, reference, Text), picture) : picture;

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
    }
}
