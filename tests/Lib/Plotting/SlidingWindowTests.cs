using SkiaSharp;
using static NotebookLib.Plotting.Plots;
using static TorchSharp.torch;

namespace Tests.Lib.Plotting;

public sealed class SlidingWindowTests
{
    private static readonly Tensor Row = tensor(new float[,] { { 1, 2, 3, 4, 9 }, { 0, 0, 0, 0, 0 } });

    [Fact]
    public void The_description_tells_how_the_window_moves_and_what_each_step_gives() =>
        Assert.Equal("2 places of the window, 2 values. A window of 2 by 2 moves over 2 by 5 values with stride 2, row by row, and gives, in this order: 7, −1.5.",
            PlotSlidingWindow(Row, tensor(new float[,] { { 7, -1.5f } }), kernelSize: 2, stride: 2).Alt);

    [Fact]
    public void A_value_is_not_shown_before_its_step()
    {
        using var two = Pixels(tensor(new float[,] { { 9, 0, 2 } }));
        using var three = Pixels(tensor(new float[,] { { 9, 0, 3 } }));
        var differing = Enumerable.Range(0, two.Width).Where(x => Enumerable.Range(0, two.Height).Any(y => two.GetPixel(x, y) != three.GetPixel(x, y))).ToArray();
        Assert.NotEmpty(differing);
        Assert.All(differing, x => Assert.InRange(x, two.Width * 2 / 3, two.Width));

        static SKBitmap Pixels(Tensor output) => SKBitmap.Decode(PlotSlidingWindow(Row[..1, ..3], output, kernelSize: 1).Png);
    }

    [Fact]
    public void An_output_that_the_window_cannot_give_is_refused() =>
        Assert.Contains("has 1x4 places on 2x5", Assert.Throws<ArgumentException>(() => PlotSlidingWindow(Row, zeros(1, 3), kernelSize: 2)).Message);

    [Fact]
    public void More_places_than_can_be_shown_are_refused() =>
        Assert.Throws<ArgumentException>(() => PlotSlidingWindow(zeros(7, 7), zeros(5, 5), kernelSize: 3));
}
