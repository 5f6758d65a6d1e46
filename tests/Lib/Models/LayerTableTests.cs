using Microsoft.DotNet.Interactive.Formatting;
using NotebookLib.Models;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Models;

public class LayerTableTests
{
    // Valid convolution: n - k + 1; pooling by 2: floor(n / 2); a product of the kernel's size for every output value.
    [Fact]
    public void The_lessons_convnet_has_the_shapes_and_costs_of_the_formulas()
    {
        using var model = new Convnet();
        var table = Summary.Table(model, 1, 28, 28);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"layer_stack.{i}"), table.Select(row => row.Name));
        Assert.Equal(
            [
                new("Conv2d", "32,26,26", 32 * 10, 26 * 26 * 32 * 9),
                new("ReLU", "32,26,26", 0, 0),
                new("MaxPool2d", "32,13,13", 0, 0),
                new("Conv2d", "64,11,11", 64 * ((32 * 9) + 1), 11 * 11 * 64 * 32 * 9),
                new("ReLU", "64,11,11", 0, 0),
                new("MaxPool2d", "64,5,5", 0, 0),
                new("Flatten", "1600", 0, 0),
                new("Linear", "128", 128 * 1601, 128 * 1600),
                new("ReLU", "128", 0, 0),
                new("Linear", "10", 10 * 129, 10 * 128),
            ],
            table.Select(row => new Row(row.Layer, string.Join(",", row.OutputShape), row.Parameters, row.MultiplyAdds)));
    }

    [Fact]
    public void A_grouped_convolution_multiplies_only_within_its_groups()
    {
        using var model = Sequential(Conv2d(8, 16, 3, padding: 1, groups: 4));
        Assert.Equal(6 * 5 * 16 * (8 / 4) * 9, Summary.Table(model, 8, 6, 5)[0].MultiplyAdds);
    }

    [Fact]
    public void A_layer_used_twice_has_two_lines_and_its_parameters_once()
    {
        using var linear = Linear(4, 4);
        using var model = Sequential(linear, linear);
        Assert.Equal([20L, 0L], Summary.Table(model, 4).Select(row => row.Parameters));
    }

    // VGG16: K. Simonyan and A. Zisserman, arXiv:1409.1556, table 1, column D.
    [Fact]
    public void The_layers_with_parameters_of_VGG16_are_its_sixteen()
    {
        using var model = torchvision.models.vgg16();
        var table = Summary.Table(model, 3, 32, 32).WithParameters();

        Assert.Equal([.. Enumerable.Repeat("Conv2d", 13), .. Enumerable.Repeat("Linear", 3)], table.Select(row => row.Layer));
        Assert.Equal(138_357_544, table.Sum(row => row.Parameters));
        Assert.StartsWith("Total 138,357,544", string.Join(' ', table.ToString().Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    // GoogLeNet: C. Szegedy et al., arXiv:1409.4842, table 1: the output size of each part.
    [Fact]
    public void The_outline_has_a_line_for_each_part_with_the_shape_that_it_hands_on()
    {
        using var model = torchvision.models.googlenet();
        var outline = Summary.Table(model, 3, 224, 224).Outline();

        Assert.Equal(9, outline.Count(row => row.Layer == "Inception"));
        Assert.Equal([256, 28, 28], outline.Single(row => row.Name == "inception3a").OutputShape);
        Assert.Equal([1024, 7, 7], outline.Single(row => row.Name == "inception5b").OutputShape);
        Assert.Equal(6_624_904, outline.Sum(row => row.Parameters));
    }

    [Fact]
    public void Parts_that_are_lists_have_a_line_and_no_layer_counts_twice()
    {
        using var model = new MobileNetV2();
        var table = Summary.Table(model, 3, 96, 96);
        var outline = table.Outline();
        Assert.Equal(["stem", "blocks", "top"], outline.Select(row => row.Name));
        Assert.Equal(2_206_816, outline.Sum(row => row.Parameters));
        Assert.Equal(table.Count, table.DistinctBy(row => row.Name).Count());
    }

    [Fact]
    public void Looking_at_a_model_leaves_its_mode_and_running_statistics_alone()
    {
        using var norm = BatchNorm2d(2);
        using var model = Sequential(norm);
        Summary.Table(model, 2, 3, 3);
        Assert.True(norm.training);
        Assert.Equal([1f, 1f], norm.running_var!.data<float>().ToArray());

        model.eval();
        Summary.Table(model, 2, 3, 3);
        Assert.False(norm.training);
    }

    [Fact]
    public void The_table_shows_itself_as_text_and_as_html_with_totals()
    {
        using var model = new Convnet();
        var table = Summary.Table(model, 1, 28, 28);

        var text = table.ToDisplayString("text/plain").Split('\n');
        Assert.Equal("Convnet, input (1, 28, 28)", text[0]);
        Assert.Equal(["Total", "225,034", $"{(26 * 26 * 32 * 9) + (11 * 11 * 64 * 32 * 9) + (128 * 1600) + (10 * 128):N0}"], text[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Single(text[1..].Select(line => line.Length).Distinct());

        var html = table.ToDisplayString("text/html");
        Assert.Contains(">225,034</th>", html);
        Assert.Contains(">layer_stack.9</td>", html);
    }

    private sealed record Row(string Layer, string Shape, long Parameters, long MultiplyAdds);
}
