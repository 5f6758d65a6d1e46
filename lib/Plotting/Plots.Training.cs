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
    /// <param name="beside">An earlier training; its epochs are drawn behind.</param>
    internal static Picture PlotTraining(
        IReadOnlyList<double> epoch, IReadOnlyList<double> loss, IReadOnlyList<double> accuracy, History history, int epochs, int density, History? beside)
    {
        const float height = 430;
        using var figure = new Figure(Style.Width, height, density);
        figure.Chart("Loss", Curves("mean loss", new("training", epoch, loss), new("validation", history.ValidationLoss), beside?.Loss, beside?.ValidationLoss, (0, null)),
            new SKRect(0, 0, Style.Width / 2, height));
        figure.Chart("Accuracy", Curves("samples predicted right (%)", new("training", epoch, Percent(accuracy)), new("validation", Percent(history.ValidationAccuracy)), Percent(beside?.Accuracy), Percent(beside?.ValidationAccuracy), (null, 100)),
            new SKRect(Style.Width / 2, 0, Style.Width, height));
        var validation = history.ValidationLoss.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" On validation data {history.ValidationLoss[^1]:0.000} and {history.ValidationAccuracy[^1] * 100:0.0} % last.");
        var before = beside is not { Epochs: > 0 } ? "" : string.Create(CultureInfo.InvariantCulture, $" In grey the training before, which ended at {beside.Loss[^1]:0.000} and {beside.Accuracy[^1] * 100:0.0} %.");
        return figure.ToPicture(string.Create(CultureInfo.InvariantCulture,
            $"Training, batch by batch: loss and accuracy over {epoch[^1]:0.##} of {epochs} epoch{(epochs == 1 ? "" : "s")}. Training loss from {loss[0]:0.000} to {loss[^1]:0.000}, accuracy from {accuracy[0] * 100:0.0} % to {accuracy[^1] * 100:0.0} %.{validation}{before}"));

        Plot Curves(string yLabel, Series training, Series validation, IReadOnlyList<double>? trainingBefore, IReadOnlyList<double>? validationBefore, (double? Bottom, double? Top) ends)
        {
            var plot = Style.Chart("epoch", yLabel);
            Draw(plot, validation.Y.Count == 0 ? [training] : [training, validation], whole: false);
            var line = plot.GetPlottables<ScottPlot.Plottables.Scatter>().First();
            (line.MarkerSize, line.LineWidth) = (0, 2); // it jitters: thin, so that validation is seen in front of it
            AddGhost(trainingBefore ?? [], LinePattern.Solid, "training before");
            AddGhost(validationBefore ?? [], LinePattern.Dashed, "validation before");
            if (epochs <= 20) plot.Axes.Bottom.TickGenerator = Ticks(0, epochs);
            var values = training.Y.Concat(validation.Y).Concat(trainingBefore ?? []).Concat(validationBefore ?? []).ToArray();
            var room = Math.Max((values.Max() - values.Min()) * 0.1, 1e-3);
            plot.Axes.SetLimits(0, epochs * 1.02, ends.Bottom ?? (values.Min() - room), ends.Top ?? (values.Max() + room));
            LegendBelow(plot);
            return plot;

            void AddGhost(IReadOnlyList<double> values, LinePattern pattern, string name)
            {
                if (values.Count == 0) return;
                var ghost = plot.Add.Scatter(values.Index().Select(value => value.Index + 1.0).ToArray(), values.ToArray(), Style.Colour(Style.Muted).WithAlpha(0.6));
                (ghost.LineWidth, ghost.LinePattern, ghost.MarkerSize, ghost.LegendText) = (1.5f, pattern, values.Count == 1 ? 7 : 0, name);
                plot.MoveToBack(ghost);
            }
        }

        static List<double> Percent(IReadOnlyList<double>? shares) => [.. (shares ?? []).Select(share => share * 100)];
    }
}
