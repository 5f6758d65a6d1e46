namespace Tests.Pictures;

/// <summary>The numbers that a learner reads in the pictures, against sums done by hand or by the definition.</summary>
public class PictureNumberTests
{
    private const string Animation = "convolution-animated";

    [Fact]
    public void The_feature_map_is_the_sum_of_products_at_each_position()
    {
        var (input, kernel) = (PictureFiles.Numbers(Animation, "input"), PictureFiles.Numbers(Animation, "kernel"));
        var expected =
            from row in Enumerable.Range(0, 3)
            from column in Enumerable.Range(0, 3)
            select Enumerable.Range(0, 9).Sum(i => kernel[i] * input[5 * (row + i / 3) + column + i % 3]);
        Assert.Equal(expected, PictureFiles.Numbers(Animation, "feature map"));
    }

    [Theory]
    [InlineData("convolution-animated", "feature map")]
    [InlineData("relu", "before")]
    public void Every_picture_of_the_example_shows_the_feature_map_worked_out_by_hand(string picture, string matrix) =>
        Assert.Equal(
            [
                5 + 7 + 9 - 1 - 0 - 1, 8 + 6 + 4 - 0 - 2 - 3, 2 + 1 + 0 - 5 - 7 - 9,
                7 + 9 + 8 - 0 - 1 - 0, 6 + 4 + 5 - 2 - 3 - 1, 1 + 0 + 1 - 7 - 9 - 8,
                9 + 8 + 6 - 1 - 0 - 2, 4 + 5 + 7 - 3 - 1 - 0, 0 + 1 + 2 - 9 - 8 - 6,
            ],
            PictureFiles.Numbers(picture, matrix));

    [Fact]
    public void Relu_sets_negative_values_to_zero() =>
        Assert.Equal([19, 13, 0, 23, 9, 0, 20, 12, 0], PictureFiles.Numbers("relu", "after"));

    [Fact]
    public void The_sums_of_three_channels_and_the_bias_make_the_output()
    {
        double[] sums =
        [
            .. ((string[])["red", "green", "blue"]).Select(channel =>
                PictureFiles.Numbers("convolution-channels", $"window {channel}")
                    .Zip(PictureFiles.Numbers("convolution-channels", $"kernel {channel}"), (value, weight) => value * weight).Sum()),
        ];
        Assert.Equal([6, 1, 5], sums);
        Assert.Equal(sums, ((string[])["red", "green", "blue"]).Select(channel => Assert.Single(PictureFiles.Numbers("convolution-channels", $"sum {channel}"))));
        Assert.Equal([6 + 1 + 5 + 1], PictureFiles.Numbers("convolution-channels", "output"));
    }

    [Fact]
    public void Pooling_keeps_the_largest_and_the_mean_of_each_window()
    {
        double[][] windows = [[1, 3, 4, 6], [2, 1, 0, 5], [7, 2, 1, 2], [8, 4, 3, 1]];
        for (var i = 0; i < 4; i++)
            Assert.Equal(windows[i], PictureFiles.Numbers("pooling-max-average", $"window {i / 2} {i % 2}"));
        Assert.Equal([6, 5, 7, 8], PictureFiles.Numbers("pooling-max-average", "max"));
        Assert.Equal([(1 + 3 + 4 + 6) / 4.0, (2 + 1 + 0 + 5) / 4.0, (7 + 2 + 1 + 2) / 4.0, (8 + 4 + 3 + 1) / 4.0], PictureFiles.Numbers("pooling-max-average", "average"));
    }

    [Fact]
    public void The_gradients_of_a_convolution_follow_from_its_definition()
    {
        const string picture = "convolution-gradients";
        var (x, k, g) = (PictureFiles.Numbers(picture, "input"), PictureFiles.Numbers(picture, "kernel"), PictureFiles.Numbers(picture, "output gradient"));
        var (y, dk, dx) = (new double[4], new double[4], new double[9]);
        for (var output = 0; output < 4; output++)
            for (var weight = 0; weight < 4; weight++)
            {
                // y[r, c] = sum over a, b of k[a, b] x[r + a, c + b]: each term has two factors, each the other's derivative.
                var pixel = 3 * (output / 2 + weight / 2) + output % 2 + weight % 2;
                y[output] += k[weight] * x[pixel];
                dk[weight] += g[output] * x[pixel];
                dx[pixel] += g[output] * k[weight];
            }
        Assert.Equal(y, PictureFiles.Numbers(picture, "output"));
        Assert.Equal(dk, PictureFiles.Numbers(picture, "kernel gradient"));
        Assert.Equal(dx, PictureFiles.Numbers(picture, "input gradient"));
        Assert.Equal(k.Reverse(), PictureFiles.Numbers(picture, "flipped"));
    }

    [Fact]
    public void The_convnet_has_the_sizes_of_the_lesson()
    {
        var texts = PictureFiles.Load("convnet-architecture").Descendants(PictureFiles.Svg + "text").Select(text => text.Value).ToList();
        Assert.Equal(["1", "32", "32", "64", "64", "1600", "128", "10"], texts.Where(text => int.TryParse(text, out _)));
        Assert.Equal(["28 × 28", "26 × 26", "13 × 13", "11 × 11", "5 × 5"], texts.Where(text => char.IsDigit(text[0]) && text.Contains('×')).Except(["2 × 2"]));
    }

    [Theory]
    [InlineData("convolution-filters", "760")]
    [InlineData("dense-versus-convolutional", "529,984")]
    [InlineData("inverted-residual", "8,208")]
    [InlineData("residual-block", "73,728 left, 69,632 right")]
    [InlineData("resnet152", "= 152")]
    public void Counts_in_captions_are_right(string picture, string count) =>
        Assert.Contains(PictureFiles.Load(picture).Descendants(PictureFiles.Svg + "text"), text => text.Value.Contains(count));
}
