using NotebookLib.Data;
using NotebookLib.Training;
using static NotebookLib.Plotting.Plots;
using static TorchSharp.torch;

namespace Tests.Lib.Plotting;

public sealed class ImagesTests
{
    [Fact]
    public void Grey_levels_are_the_values_of_the_tensor()
    {
        var picture = PlotImages(tensor(new[] { 0f, 0.2f, 0.6f, 1f }).view(2, 2));
        Assert.InRange(picture.Share("#333333"), 0.15, 0.25);
        Assert.InRange(picture.Share("#999999"), 0.15, 0.25);
        Assert.InRange(picture.Share("#000000"), 0.15, 0.25);
    }

    [Fact]
    public void The_channels_of_a_colour_image_are_red_green_blue()
    {
        var orange = tensor(new byte[] { 255, 128, 0 }).view(3, 1, 1).expand(3, 4, 4);
        Assert.True(PlotImages(orange).Share("#FF8000") > 0.5);
    }

    [Fact]
    public void Bytes_and_the_same_values_from_0_to_1_give_the_same_picture()
    {
        var bytes = arange(0, 256, ScalarType.Byte).view(1, 16, 16);
        Assert.Equal(PlotImages(bytes).Png, PlotImages(bytes.to(float32) / 255).Png);
    }

    [Fact]
    public void Values_beyond_0_to_1_are_stretched_from_the_smallest_to_the_largest() =>
        Assert.InRange(PlotImages(tensor(new[] { -2f, 0f, 1f, 2f }).view(2, 2)).Share("#808080"), 0.15, 0.25);

    [Fact]
    public void A_batch_is_a_grid_as_wide_as_a_page()
    {
        var picture = PlotImages(rand(16, 1, 28, 28), title: "Noise");
        Assert.InRange(picture.Width, 700, 900);
        Assert.NotEmpty(Pixels.Of(picture));
    }

    [Fact]
    public void The_names_are_told_to_readers_who_cannot_see() =>
        Assert.Equal("Two. 2 images: cat, dog", PlotImages(rand(2, 3, 8, 8), ["cat", "dog"], title: "Two").Alt);

    [Fact]
    public void Feature_maps_are_no_image_and_are_sent_to_their_own_plot() =>
        Assert.Contains("(16, 28, 28). Feature maps are shown by PlotFeatureMaps", Assert.Throws<ArgumentException>(() => PlotImages(rand(16, 28, 28))).Message);

    [Fact]
    public void As_many_titles_as_images_are_asked_for() =>
        Assert.Contains("2 images and 1 titles", Assert.Throws<ArgumentException>(() => PlotImages(rand(2, 1, 8, 8), ["one"])).Message);

    [Fact]
    public void Right_and_wrong_predictions_differ_without_colour()
    {
        using var model = new AlwaysFirst();
        // The same words and the same size: only mark and frame are left to tell them apart.
        var right = PlotFashionImages(Data(0, 1), model, title: "x");
        var wrong = PlotFashionImages(Data(1, 1), model, title: "x");
        Assert.Equal(right.Width, wrong.Width);
        var different = Pixels.Lightness(right).Zip(Pixels.Lightness(wrong)).Count(pair => Math.Abs(pair.First - pair.Second) > 60);
        Assert.True(different > 1000, $"{different} pixels differ in lightness");
    }

    [Fact]
    public void A_model_s_predictions_are_told_with_tick_or_cross_and_the_truth()
    {
        using var dataset = Data(0, 1, 0, 2);
        using var model = new AlwaysFirst();
        Assert.Equal("Predicted labels: 2 of 4 right. ✓ Bag, ✗ Bag (true: Coat), ✓ Bag, ✗ Bag (true: Dress)", PlotFashionImages(dataset, model).Alt);
    }

    [Fact]
    public void Without_a_model_the_true_labels_are_shown()
    {
        using var dataset = Data(0, 1, 0, 2);
        Assert.Equal("Images and their labels. 3 images: Bag, Coat, Bag", PlotFashionImages(dataset, count: 3).Alt);
    }

    [Fact]
    public void The_gallery_of_mistakes_says_how_sure_the_model_was()
    {
        using var dataset = Data(0, 1, 0, 2);
        Assert.EndsWith("✗ Bag 98 % (true: Dress), ✗ Bag 75 % (true: Coat)",
            PlotMistakes(dataset, [new Mistake(3, 2, 0, 0.98, 0.01), new Mistake(1, 1, 0, 0.75, 0.2)]).Alt);
    }

    private static ImageDataset Data(params long[] labels) => new(zeros(labels.Length, 1, 28, 28), tensor(labels), ["Bag", "Coat", "Dress"]);

    private sealed class AlwaysFirst() : nn.Module<Tensor, Tensor>("AlwaysFirst")
    {
        public override Tensor forward(Tensor images) => tensor(new[] { 1f, 0f, 0f }).expand(images.shape[0], 3);
    }
}
