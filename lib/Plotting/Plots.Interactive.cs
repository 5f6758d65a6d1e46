using System.Net;
using NotebookLib.Notebook;
using Plotly.NET;
using Plotly.NET.CSharp;
using SkiaSharp;

namespace NotebookLib.Plotting;

public static partial class Plots
{
    /// <summary>A chart of Plotly.NET together with a picture of it, for pages where scripts cannot run and for paper.</summary>
    /// <param name="chart">Makes the chart; run at once. Where Plotly.NET cannot load, as in the retired .NET Interactive kernel, and
    /// outside a notebook (<see cref="LiveOutput.Html"/>), the picture alone remains.</param>
    /// <param name="still">The same chart as a picture.</param>
    /// <returns>An <see cref="InteractiveChart"/>, or the picture.</returns>
    /// <example><code>Interactive(() => Chart.Column&lt;double, string, string>(errors, years), PlotBars(…))</code></example>
    public static Picture Interactive(Func<GenericChart> chart, Picture still) => Upgrade(() => chart(), still);

    // Takes any object: to make a delegate of a Plotly.NET type would load Plotly.NET outside of the try.
    private static Picture Upgrade(Func<object> chart, Picture still)
    {
        if (LiveOutput.Html is not { } html) return still;
        try
        {
            var made = chart();
            return new InteractiveChart(still, () => html(made));
        }
        catch (Exception e) when (e.GetBaseException() is FileLoadException or FileNotFoundException or TypeLoadException or MissingMethodException or BadImageFormatException)
        {
            return still;
        }
    }

    private static GenericChart ConfusionChart(long[,] matrix, IReadOnlyList<string> classes, string title)
    {
        var names = classes.Select(Label).ToList();
        var all = Enumerable.Range(0, classes.Count);
        var rows = all.Select(row => all.Select(column => matrix[row, column]));
        // The shades of the picture: the share's square root, so that the few mistakes are seen beside the many that are right.
        var scale = StyleParam.Colorscale.NewCustom(Enumerable.Range(0, 21).Select(i => i / 20.0)
            .Select(share => (share, ColourScale.Blues.At(Math.Sqrt(share), 0, 1)))
            .Select(stop => Tuple.Create(stop.share, Color.fromRGB(stop.Item2.Red, stop.Item2.Green, stop.Item2.Blue))));
        var chart = Plotly.NET.CSharp.Chart.Heatmap<long, string, string, string>(rows, X: new(names, true), Y: new(names, true), ColorScale: scale, ReverseYAxis: true)
            .WithXAxisStyle<double, double, string>(TitleText: "predicted class")
            .WithYAxisStyle<double, double, string>(TitleText: "true class")
            .WithSize(Height: 620);
        var trace = GenericChart.getTraces(chart).Head;
        trace.SetProperty("texttemplate", "%{z}");
        trace.SetProperty("showscale", false); // the counts stand in the cells
        trace.SetProperty("hovertemplate", "true: %{y}<br>predicted: %{x}<br>%{z} images<extra></extra>");
        return Styled(title, EveryClass(chart));
    }

    // However narrow the page, each row and column keeps its name.
    private static GenericChart EveryClass(GenericChart chart)
    {
        var layout = GenericChart.getLayout(chart);
        foreach (var axis in (string[])["xaxis", "yaxis"])
        {
            var settings = (DynamicObj.DynamicObj)layout.GetPropertyValue(axis);
            settings.SetProperty("tickmode", "linear");
            settings.SetProperty("dtick", 1);
            settings.SetProperty("ticks", "outside");
            settings.SetProperty("tickcolor", "rgba(0,0,0,0)");
        }
        return chart;
    }

    private static GenericChart BarChart(string title, string valueLabel, IReadOnlyList<(string Name, double Value)> bars, bool horizontal, (double Value, string Name)? reference, Func<double, string> text)
    {
        var names = bars.Select(b => Label(b.Name).Replace("\n", horizontal ? " " : "<br>")).ToArray();
        var (values, colour) = (bars.Select(b => b.Value), Color.fromHex(Hex(Style.Blue)));
        var columns = horizontal
            ? Plotly.NET.CSharp.Chart.Bar<double, string, string>(values, Keys: names, Name: Label(valueLabel), MarkerColor: colour)
            : Plotly.NET.CSharp.Chart.Column<double, string, string>(values, Keys: names, Name: Label(valueLabel), MarkerColor: colour);
        var line = reference is { } r ? [Line(r.Value, FormattableString.Invariant($"{Label(r.Name)}: {r.Value:0.##}"))] : Array.Empty<GenericChart>();
        var chart = Plotly.NET.CSharp.Chart.Combine([columns, .. line]).WithSize(Height: (horizontal ? 130 + (bars.Count * 38) : 440) + (reference is null ? 0 : 56));
        // Numbers of the bars themselves would lie below the line, which crosses them.
        var layout = GenericChart.getLayout(chart);
        layout.SetProperty("annotations", names.Zip(bars, (name, bar) => new
        {
            x = horizontal ? bar.Value : (object)name,
            y = horizontal ? name : (object)bar.Value,
            text = text(bar.Value),
            showarrow = false,
            xanchor = !horizontal ? "center" : bar.Value < 0 ? "right" : "left",
            yanchor = horizontal ? "middle" : bar.Value < 0 ? "top" : "bottom",
            bgcolor = Hex(Style.Paper),
        }).ToArray());
        chart = GenericChart.setLayout(layout, chart);
        return Styled(title, horizontal
            ? chart.WithXAxisStyle<double, double, string>(TitleText: Label(valueLabel)).WithYAxisStyle<double, double, string>(CategoryOrder: StyleParam.CategoryOrder.Array, CategoryArray: names.Reverse().ToArray())
            : chart.WithYAxisStyle<double, double, string>(TitleText: Label(valueLabel)), hasLegend: reference is not null);

        GenericChart Line(double value, string name)
        {
            var along = Enumerable.Repeat(value, names.Length).ToArray();
            return horizontal
                ? Plotly.NET.CSharp.Chart.Line<double, string, string>(along, names, Name: name, LineColor: Color.fromHex(Hex(Style.Vermillion)), LineWidth: 3.0, LineDash: StyleParam.DrawingStyle.Dash)
                : Plotly.NET.CSharp.Chart.Line<string, double, string>(names, along, Name: name, LineColor: Color.fromHex(Hex(Style.Vermillion)), LineWidth: 3.0, LineDash: StyleParam.DrawingStyle.Dash);
        }
    }

    private static GenericChart Styled(string title, GenericChart chart, bool hasLegend = false)
    {
        var layout = GenericChart.getLayout(chart);
        layout.SetProperty("title", new { text = Label(title), x = 0.5, font = new { size = Style.TitleSize, weight = 600 } });
        layout.SetProperty("font", new { size = Style.TextSize, color = Hex(Style.Ink) });
        layout.RemoveProperty("width"); // It takes the width that there is.
        layout.SetProperty("margin", new { l = 20, r = 50, t = 60, b = hasLegend ? 90 : 20 }); // Beside what the axes' names take.
        layout.SetProperty("plot_bgcolor", Hex(Style.Paper));
        layout.SetProperty("legend", new { orientation = "h", yref = "container", y = 0, yanchor = "bottom", x = 0.5, xanchor = "center" });
        return GenericChart.setLayout(layout, chart);
    }

    // Labels of plotly.js are written in HTML, and stand inside a script.
    private static string Label(string text) => WebUtility.HtmlEncode(text);

    private static string Hex(SKColor colour) => $"#{colour.Red:X2}{colour.Green:X2}{colour.Blue:X2}";
}
