using System.Globalization;
using NotebookLib.Training;
using ScottPlot;
using SkiaSharp;

namespace NotebookLib.Plotting;

public static partial class Plots
{
    /// <summary>Loss and accuracy against the epoch, side by side: training and, where it was measured, validation.</summary>
    /// <param name="history">What <c>Fit</c> returns.</param>
    /// <param name="title">The beginning of the description for readers who cannot see the picture.</param>
    /// <exception cref="ArgumentException">No epoch has finished.</exception>
    /// <example><code>PlotLossAccuracy(history)</code></example>
    public static Picture PlotLossAccuracy(History history, string title = "Training")
    {
        if (history.Epochs == 0) throw new ArgumentException("There is nothing to plot: no epoch has finished.", nameof(history));
        var loss = Style.Chart("epoch", "mean loss");
        var accuracy = Style.Chart("epoch", "samples predicted right (%)");
        Draw(loss, Both(history.Loss, history.ValidationLoss), whole: true);
        Draw(accuracy, Both(Percent(history.Accuracy), Percent(history.ValidationAccuracy)), whole: true);
        LegendBelow(loss);
        LegendBelow(accuracy);

        const float height = 430;
        using var figure = new Figure(Style.Width, height);
        figure.Chart("Loss", loss, new SKRect(0, 0, Style.Width / 2, height));
        figure.Chart("Accuracy", accuracy, new SKRect(Style.Width / 2, 0, Style.Width, height));
        var validation = history.ValidationLoss.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" Validation loss from {history.ValidationLoss[0]:0.000} to {history.ValidationLoss[^1]:0.000}, accuracy from {history.ValidationAccuracy[0] * 100:0.0} % to {history.ValidationAccuracy[^1] * 100:0.0} %.");
        return figure.ToPicture(string.Create(CultureInfo.InvariantCulture,
            $"{title}: loss and accuracy over {history.Epochs} epoch{(history.Epochs == 1 ? "" : "s")}. Training loss from {history.Loss[0]:0.000} to {history.Loss[^1]:0.000}, accuracy from {history.Accuracy[0] * 100:0.0} % to {history.Accuracy[^1] * 100:0.0} %.{validation}"));

        static Series[] Both(List<double> training, List<double> validation) =>
            validation.Count == 0 ? [new("training", training)] : [new("training", training), new("validation", validation)];
        static List<double> Percent(List<double> shares) => [.. shares.Select(share => share * 100)];
    }

    /// <summary>Lines over one horizontal axis, told apart by colour, marker and dashes.</summary>
    /// <param name="title">The title over the chart.</param>
    /// <param name="xLabel">What the horizontal axis counts, with its unit: "shift (pixels)".</param>
    /// <param name="yLabel">What the vertical axis counts, with its unit: "test accuracy (%)".</param>
    /// <param name="series">The lines, six at most; those with a <see cref="Series.Spread"/> get a band.</param>
    /// <exception cref="ArgumentException">There is no line, or there are more than six.</exception>
    /// <example><code>PlotLines("Shifted images", "shift (pixels)", "accuracy (%)", new("dense net", shifts, dense), new("convnet", shifts, convolutional))</code></example>
    public static Picture PlotLines(string title, string xLabel, string yLabel, params Series[] series) => PlotLines(title, xLabel, yLabel, logarithmic: false, series);

    /// <inheritdoc cref="PlotLines(string, string, string, Series[])"/>
    /// <param name="title">The title over the chart.</param>
    /// <param name="xLabel">What the horizontal axis counts, with its unit.</param>
    /// <param name="yLabel">What the vertical axis counts, with its unit.</param>
    /// <param name="logarithmic">Whether equal factors are equally far apart along the horizontal axis, which then names the places of the points.</param>
    /// <param name="series">The lines, six at most.</param>
    public static Picture PlotLines(string title, string xLabel, string yLabel, bool logarithmic, params Series[] series)
    {
        if (series.Length == 0 || series.Length > Style.Series.Length)
            throw new ArgumentException($"A chart has 1 to {Style.Series.Length} lines that can be told apart, not {series.Length}.", nameof(series));
        var plot = Style.Chart(xLabel, yLabel);
        Draw(plot, logarithmic ? [.. series.Select(s => new Series(s.Name, [.. s.X.Select(Math.Log10)], s.Y) { Spread = s.Spread })] : series,
            whole: !logarithmic && series.All(s => s.X.All(double.IsInteger)));
        if (logarithmic)
        {
            double[] places = [.. series.SelectMany(s => s.X).Distinct().Order()];
            plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. places.Select(Math.Log10)], [.. places.Select(place => place.ToString("G6", CultureInfo.InvariantCulture))]);
        }
        if (series.Length > 1) LegendBelow(plot);
        else plot.HideLegend(); // a single line would have one laid over it

        const float height = 460;
        using var figure = new Figure(Style.Width, height);
        figure.Chart(title, plot, new SKRect(0, 0, Style.Width, height));
        return figure.ToPicture($"{title}. {yLabel} against {xLabel}. {string.Join(" ", series.Where(s => s.Y.Count > 0).Select(s => $"{s.Name}: from {Write(s.Y[0])} at {Write(s.X[0])} to {Write(s.Y[^1])} at {Write(s.X[^1])}."))}");
    }

    private static void Draw(Plot plot, Series[] series, bool whole)
    {
        foreach (var (i, line) in series.Index())
        {
            if (line.Spread is not { } spread) continue;
            var band = plot.Add.FillY([.. line.X], [.. line.Y.Zip(spread, (y, s) => y - s)], [.. line.Y.Zip(spread, (y, s) => y + s)]);
            band.FillColor = Style.Colour(Style.Series[i].Colour).WithAlpha(0.2);
            band.LineWidth = 0;
        }
        foreach (var (i, line) in series.Index())
        {
            var (colour, marker, pattern) = Style.Series[i];
            var scatter = plot.Add.Scatter([.. line.X], (double[])[.. line.Y]);
            scatter.Color = Style.Colour(colour);
            scatter.LineWidth = 3;
            scatter.LinePattern = pattern;
            scatter.MarkerShape = marker;
            scatter.MarkerSize = line.X.Count > 40 ? 0 : 11;
            scatter.MarkerLineWidth = 2;
            scatter.LegendText = line.Name;
        }
        var (low, high) = (series.SelectMany(s => s.X).DefaultIfEmpty(0).Min(), series.SelectMany(s => s.X).DefaultIfEmpty(1).Max());
        if (whole && high - low <= 20) plot.Axes.Bottom.TickGenerator = Ticks(low, high);
        plot.Axes.Margins(0.05, 0.1);
        if (low == high)
        {
            // One point: it stands in the middle, on axes that do not promise values there cannot be.
            plot.Axes.AutoScale();
            plot.Axes.SetLimitsX(low - 1, high + 1);
            if (series.SelectMany(s => s.Y).Select(Math.Abs).DefaultIfEmpty(0).Max() is > 0 and var size)
                plot.Axes.SetLimitsY(series.Min(s => s.Y.Min()) - (0.1 * size), series.Max(s => s.Y.Max()) + (0.1 * size));
        }
    }

    private static void LegendBelow(Plot plot)
    {
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.OutlineColor = Colors.Transparent;
        plot.ShowLegend(Edge.Bottom);
    }

    private static ScottPlot.TickGenerators.NumericManual Ticks(double low, double high)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        var every = high - low > 12 ? 2 : 1;
        for (var x = low; x <= high; x += every) ticks.AddMajor(x, Write(x));
        return ticks;
    }
}
