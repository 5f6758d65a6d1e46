using System.Globalization;
using NotebookLib.Training;
using ScottPlot;
using SkiaSharp;

namespace NotebookLib.Plotting;

public static partial class Plots
{
    /// <summary>
    /// Loss and accuracy of a training that may still be under way, finer than by epochs, on axes wide enough for all of it.
    /// </summary>
    /// <param name="epoch">When each value was taken, in epochs since the beginning: 0.5 is in the middle of the first.</param>
    /// <param name="loss">The mean training loss up to there.</param>
    /// <param name="accuracy">The share of training samples predicted right up to there, in [0, 1].</param>
    /// <param name="history">What the finished epochs left; its validation is drawn at their ends.</param>
    /// <param name="epochs">How many epochs there are to be.</param>
    /// <param name="density">Pixels to a CSS pixel.</param>
    internal static Picture PlotTraining(
        IReadOnlyList<double> epoch, IReadOnlyList<double> loss, IReadOnlyList<double> accuracy, History history, int epochs, int density)
    {
        const float height = 430;
        using var figure = new Figure(Style.Width, height, density);
        figure.Chart("Loss", Curves("mean loss", new("training", epoch, loss), new("validation", history.ValidationLoss), (0, null)),
            new SKRect(0, 0, Style.Width / 2, height));
        figure.Chart("Accuracy", Curves("samples predicted right (%)", new("training", epoch, Percent(accuracy)), new("validation", Percent(history.ValidationAccuracy)), (null, 100)),
            new SKRect(Style.Width / 2, 0, Style.Width, height));
        var validation = history.ValidationLoss.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" On validation data {history.ValidationLoss[^1]:0.000} and {history.ValidationAccuracy[^1] * 100:0.0} % last.");
        return figure.ToPicture(string.Create(CultureInfo.InvariantCulture,
            $"Training, batch by batch: loss and accuracy over {epoch[^1]:0.##} of {epochs} epoch{(epochs == 1 ? "" : "s")}. Training loss from {loss[0]:0.000} to {loss[^1]:0.000}, accuracy from {accuracy[0] * 100:0.0} % to {accuracy[^1] * 100:0.0} %.{validation}"));

        Plot Curves(string yLabel, Series training, Series validation, (double? Bottom, double? Top) ends)
        {
            var plot = Style.Chart("epoch", yLabel);
            Draw(plot, validation.Y.Count == 0 ? [training] : [training, validation], whole: false);
            var line = plot.GetPlottables<ScottPlot.Plottables.Scatter>().First();
            (line.MarkerSize, line.LineWidth) = (0, 2); // it jitters: thin, so that validation is seen in front of it
            if (epochs <= 20) plot.Axes.Bottom.TickGenerator = Ticks(0, epochs);
            var values = training.Y.Concat(validation.Y).ToArray();
            var room = Math.Max((values.Max() - values.Min()) * 0.1, 1e-3);
            plot.Axes.SetLimits(0, epochs * 1.02, ends.Bottom ?? (values.Min() - room), ends.Top ?? (values.Max() + room));
            LegendBelow(plot);
            return plot;
        }

        static List<double> Percent(IReadOnlyList<double> shares) => [.. shares.Select(share => share * 100)];
    }
}
