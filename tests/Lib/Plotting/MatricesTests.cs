using Tests.Lib.Notebook;
using static NotebookLib.Plotting.Plots;
using static TorchSharp.torch;

namespace Tests.Lib.Plotting;

public sealed class MatricesTests
{
    private const string Blue = "#0072B2", Vermillion = "#D55E00";

    [Fact]
    public void A_matrix_is_told_with_its_values() =>
        Assert.Equal("Kernel: 2 rows of 2: 1, −0.5; 0, 0.11.", PlotMatrix(tensor(new[] { 1, -0.5, 0, 1 / 9.0 }).view(2, 2), "Kernel").Alt);

    [Fact]
    public void Zero_is_white_and_the_signs_are_two_colours()
    {
        var picture = PlotMatrix(tensor(new[] { -1f, 0f, 0f, 1f }).view(2, 2));
        Assert.InRange(picture.Share(Blue), 0.08, 0.25);
        Assert.InRange(picture.Share(Vermillion), 0.08, 0.25);
    }

    [Fact]
    public void A_window_is_framed()
    {
        var matrix = ones(5, 5);
        Assert.Equal(0, PlotMatrix(matrix).Share("#E69F00"));
        Assert.True(PlotConvolutionStep(matrix, ones(3, 3), step: 0).Share("#E69F00") > 0.005);
    }

    [Fact]
    public void What_is_no_matrix_is_refused() =>
        Assert.Contains("(2, 3, 3)", Assert.Throws<ArgumentException>(() => PlotMatrix(ones(2, 3, 3))).Message);

    [Fact]
    public void A_step_of_a_convolution_is_the_sum_of_the_products_under_the_window()
    {
        // The last window of 1..9 in rows of three, under a 2x2 kernel: 5·1 + 6·0 + 8·(−1) + 9·2 = 15.
        var picture = PlotConvolutionStep(arange(1, 10, ScalarType.Float32).view(3, 3), tensor(new[] { 1f, 0f, -1f, 2f }).view(2, 2), step: 3);
        Assert.Equal("Step 4 of 4 of a convolution. Window at row 2, column 2 of the input: 5·1 + 6·0 + 8·(−1) + 9·2 = 15", picture.Alt);
    }

    [Fact]
    public void A_stride_moves_the_window_further() =>
        Assert.StartsWith("Step 2 of 4 of a convolution. Window at row 1, column 3 of the input",
            PlotConvolutionStep(ones(5, 5), ones(3, 3), step: 1, stride: 2).Alt);

    [Fact]
    public void A_step_beyond_the_last_is_refused() =>
        Assert.Contains("steps are 0 to 8", Assert.Throws<ArgumentOutOfRangeException>(() => PlotConvolutionStep(ones(5, 5), ones(3, 3), step: 9)).Message);

    [Fact]
    public void A_kernel_larger_than_the_input_is_refused() =>
        Assert.Throws<ArgumentException>(() => PlotConvolutionStep(ones(2, 2), ones(3, 3), step: 0));

    [Fact]
    public void Feature_maps_are_told_with_number_size_and_range() =>
        Assert.Equal("Feature maps: first 2 of 3, 4×4 each. Values from 0 to 2.", PlotFeatureMaps(stack([zeros(4, 4), full(4, 4, 2), ones(4, 4)]), count: 2).Alt);

    [Fact]
    public void Named_feature_maps_are_told_with_their_names()
    {
        Assert.Equal("Edges: left, right. Values from 0 to 1.", PlotFeatureMaps(stack([zeros(4, 4), ones(4, 4)]), "Edges", titles: ["left", "right"]).Alt);
        Assert.Contains("2 maps and 1 titles", Assert.Throws<ArgumentException>(() => PlotFeatureMaps(zeros(2, 4, 4), titles: ["left"])).Message);
    }

    [Fact]
    public void Large_feature_maps_keep_their_size() =>
        Assert.InRange(PlotFeatureMaps(zeros(2, 300, 300), "Maps").Width, 600, 700);

    [Fact]
    public void Each_map_has_its_own_scale_unless_one_is_asked_for()
    {
        // Viridis ends in (0.993, 0.906, 0.144), cut off to #FDE724. A map half as strong reaches it on its own scale only.
        var maps = stack([full(4, 4, 2), ones(4, 4)]);
        var (own, same) = (PlotFeatureMaps(maps).Share("#FDE724"), PlotFeatureMaps(maps, sameScale: true).Share("#FDE724"));
        Assert.True(same > 0.1);
        Assert.InRange(own, 1.9 * same, 2.1 * same);
    }

    [Fact]
    public void Kernels_are_shown_by_their_first_channel()
    {
        var weight = cat([full(2, 1, 3, 3, -0.25f), full(2, 1, 3, 3, 0.5f)], 1);
        Assert.Equal("Kernels: 2, 3×3 each. Values from −0.25 to −0.25.", PlotKernels(weight).Alt);
        Assert.True(PlotKernels(weight).Share(Blue) > 0.2);
    }

    [Fact]
    public void A_heat_map_says_where_it_is_strongest()
    {
        var heat = zeros(4, 4);
        heat[1, 3] = 1;
        Assert.Equal("Cat. The image, and the image with a heat map, strongest at 38 % of the height and 88 % of the width.",
            PlotHeatmapOver(rand(3, 32, 32), heat, "Cat").Alt);
    }

    [Fact]
    public void Shapes_that_are_not_asked_for_are_named()
    {
        Assert.Contains("(2, 3, 8, 8)", Assert.Throws<ArgumentException>(() => PlotFeatureMaps(ones(2, 3, 8, 8))).Message);
        Assert.Contains("(3, 3)", Assert.Throws<ArgumentException>(() => PlotKernels(ones(3, 3))).Message);
    }
}

[Collection(LiveOutputCollection.Name)]
public sealed class PlotsMemoryTests
{
    [Fact]
    public void Plots_leave_no_tensor_behind()
    {
        using var image = rand(3, 16, 16);
        using var maps = randn(4, 8, 8);
        using var weight = randn(4, 1, 3, 3);
        using var matrix = randn(5, 5);
        using var heat = rand(4, 4);
        using var kernel = ones(3, 3);
        Action[] plots =
        [
            () => PlotImages(image), () => PlotFeatureMaps(maps), () => PlotKernels(weight), () => PlotMatrix(matrix),
            () => PlotHeatmapOver(image, heat), () => PlotConvolutionStep(matrix, kernel, 2), () => PlotSlidingWindow(matrix, kernel, 3),
        ];
        // What other tests have left to the garbage collector must not go while this one counts.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        Assert.All(plots, plot =>
        {
            plot();
            Assert.Equal(before, Tensor.TotalCount);
        });
    }
}
