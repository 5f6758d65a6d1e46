using NotebookLib.Models;
using SkiaSharp;
using static NotebookLib.Plotting.Plots;
using static TorchSharp.torch;

namespace Tests.Lib.Plotting;

public sealed class DetectionsTests
{
    private static readonly Detection Cat = new("Cat", 0.85, Left: 20, Top: 10, Right: 60, Bottom: 40);
    private static readonly Detection Dog = new("Dog", 0.5, Left: 70, Top: 20, Right: 90, Bottom: 45);

    [Fact]
    public void A_frame_lies_where_the_object_is()
    {
        var picture = PlotDetections(zeros(3, 50, 100), [Cat]);
        var width = picture.Width * 2;
        var places = Pixels.Of(picture).Index().Where(pixel => pixel.Item == SKColor.Parse("#0072B2")).Select(pixel => (X: pixel.Index % width, Y: pixel.Index / width)).ToList();
        // The image is drawn 480 wide, at two pixels each, in the middle of the picture and at its bottom.
        var (left, bottom) = ((width - 960) / 2, picture.Height * 2 - 36);
        Assert.Equal(left + 0.2 * 960, places.Min(place => place.X), tolerance: 2);
        Assert.Equal(left + 0.6 * 960, places.Max(place => place.X), tolerance: 2);
        Assert.Equal(bottom - 0.2 * 480, places.Max(place => place.Y), tolerance: 6);
    }

    [Fact]
    public void Title_and_description_name_what_was_found_and_where()
    {
        Assert.Equal(
            "Found: Cat 85 %, Dog 50 %. Frames: Cat from 20 to 60 % of the width and 20 to 80 % of the height; Dog from 70 to 90 % of the width and 40 to 90 % of the height.",
            PlotDetections(zeros(1, 50, 100), [Cat, Dog]).Alt);
        Assert.Equal("Nothing found.", PlotDetections(zeros(1, 50, 100), []).Alt);
    }
}
