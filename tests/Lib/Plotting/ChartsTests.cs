using NotebookLib.Plotting;
using NotebookLib.Training;
using static NotebookLib.Plotting.Plots;

namespace Tests.Lib.Plotting;

public sealed class ChartsTests
{
    private const string Blue = "#0072B2", Vermillion = "#D55E00";
    private static readonly string[] Classes = ["Bag", "Coat", "Dress"];
    private static readonly long[,] Matrix = { { 90, 6, 4 }, { 3, 80, 17 }, { 0, 0, 100 } };

    [Fact]
    public void Curves_tell_both_ends_of_training_and_validation()
    {
        var history = new History { Loss = { 0.53, 0.25 }, Accuracy = { 0.8136, 0.95 }, ValidationLoss = { 0.4, 0.3 }, ValidationAccuracy = { 0.85, 0.91 } };
        var picture = PlotLossAccuracy(history);
        Assert.Equal("Training: loss and accuracy over 2 epochs. Training loss from 0.530 to 0.250, accuracy from 81.4 % to 95.0 %. "
            + "Validation loss from 0.400 to 0.300, accuracy from 85.0 % to 91.0 %.", picture.Alt);
        Assert.InRange(picture.Width, 700, 900);
        Assert.True(picture.Share(Blue) > 0.001);
        Assert.True(picture.Share(Vermillion) > 0.001);
    }

    [Fact]
    public void Curves_without_validation_show_training_only()
    {
        var picture = PlotLossAccuracy(new History { Loss = { 0.53 }, Accuracy = { 0.81 } });
        Assert.Equal(0, picture.Share(Vermillion));
        Assert.True(picture.Share(Blue) > 0.0005);
        Assert.DoesNotContain("Validation", picture.Alt);
    }

    [Fact]
    public void Curves_of_no_epoch_are_refused() => Assert.Throws<ArgumentException>(() => PlotLossAccuracy(new History()));

    [Fact]
    public void Pictures_stay_white_at_the_edges_so_that_nothing_is_clipped()
    {
        foreach (var picture in new[] { PlotLines("T", "x (px)", "y (%)", new Series("one", [1, 2, 3])), PlotBars("T", "y", [("a", 1), ("b", 2)]), PlotConfusionMatrix(Matrix, Classes) })
        {
            var (pixels, width) = (Pixels.Of(picture), picture.Width * 2);
            var edge = pixels.Where((_, i) => i < 4 * width || i % width < 4 || i % width >= width - 4);
            Assert.Equal(0, edge.Count(pixel => pixel != SkiaSharp.SKColors.White));
        }
    }

    [Fact]
    public void Text_comes_in_the_typeface_that_the_library_carries()
    {
        PlotBars("T", "y", [("a", 1)]);
        Assert.Equal("Inter", ScottPlot.Fonts.GetTypeface("Inter (NotebookLib)", bold: false, italic: false).FamilyName);
    }

    [Fact]
    public void Lines_are_told_with_their_ends() =>
        Assert.Equal("Shift. accuracy (%) against shift (pixels). dense: from 90 at 0 to 20.5 at 6.",
            PlotLines("Shift", "shift (pixels)", "accuracy (%)", new Series("dense", [0, 6], [90, 20.5])).Alt);

    [Fact]
    public void A_spread_is_a_band_around_the_line()
    {
        Series line = new("a", [1, 2, 3]);
        var band = line with { Spread = [1, 1, 1] };
        Assert.Equal(0, PlotLines("T", "x", "y", line).Share("#CCE3F0"));
        Assert.True(PlotLines("T", "x", "y", band).Share("#CCE3F0") > 0.05, "a fifth of blue on white");
    }

    [Fact]
    public void Repeated_runs_make_a_line_of_means_with_a_band_of_one_standard_error()
    {
        var line = Series.Of(new("a", [5, 10], [[2, 4, 4, 4, 5, 5, 7, 9], [3, 3]]));
        Assert.Equal([5.0, 3], line.Y);
        Assert.Equal(Math.Sqrt(32 / 7.0 / 8), line.Spread![0], 1e-12);
        Assert.Equal(0, line.Spread[1]);
        Assert.Contains("fewer than two runs", Assert.Throws<ArgumentException>(() => Series.Of(new("a", [5], [[1]]))).Message);
    }

    [Fact]
    public void On_a_logarithmic_axis_equal_factors_are_equally_far_apart() =>
        Assert.Equal(PlotLines("T", "x", "y", logarithmic: true, new Series("a", [1, 10, 100], [1, 2, 3]), new Series("b", [1, 10, 100], [3, 2, 1])).Share(Vermillion),
            PlotLines("T", "x", "y", new Series("a", [1, 2, 3], [1, 2, 3]), new Series("b", [1, 2, 3], [3, 2, 1])).Share(Vermillion), 1e-3);

    [Fact]
    public void A_line_that_is_alone_has_no_legend_laid_over_it() =>
        Assert.Equal(PlotLines("T", "x", "y", new Series("a", [1, 2, 3])).Png, PlotLines("T", "x", "y", new Series("the loss", [1, 2, 3])).Png);

    [Fact]
    public void A_line_needs_a_value_for_each_place() =>
        Assert.Contains("\"a\" has 2 places and 3 values", Assert.Throws<ArgumentException>(() => new Series("a", [1, 2], [1, 2, 3])).Message);

    [Fact]
    public void More_lines_than_can_be_told_apart_are_refused() =>
        Assert.Throws<ArgumentException>(() => PlotLines("T", "x", "y", [.. Enumerable.Range(0, 7).Select(i => new Series($"{i}", [i]))]));

    [Fact]
    public void Bars_are_told_with_values_and_reference() =>
        Assert.Equal("Errors. top-5 error (%): 2012 AlexNet 16.4, 2015 3.6. Line at a person: 5.1.",
            PlotBars("Errors", "top-5 error (%)", [("2012\nAlexNet", 16.4), ("2015", 3.57)], reference: (5.1, "a person")).Alt);

    [Fact]
    public void A_confusion_matrix_tells_what_is_confused_most() =>
        Assert.Equal("What is taken for what. 270 of 300 right. Most often confused: Coat taken for Dress 17 times, Bag taken for Coat 6 times, Bag taken for Dress 4 times.",
            PlotConfusionMatrix(Matrix, Classes).Alt);

    [Fact]
    public void A_matrix_that_does_not_fit_the_classes_is_refused() =>
        Assert.Contains("3 rows of 3, and there are 2 classes", Assert.Throws<ArgumentException>(() => PlotConfusionMatrix(Matrix, ["a", "b"])).Message);
}
