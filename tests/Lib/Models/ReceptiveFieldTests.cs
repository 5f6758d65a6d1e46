using NotebookLib.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Models;

public class ReceptiveFieldTests
{
    // Araujo et al., Distill 2019, table of receptive fields: AlexNet-v2 and VGG-16.
    [Fact]
    public void AlexNet_s_last_pooling_sees_195_pixels()
    {
        using var network = torchvision.models.alexnet();
        var field = ReceptiveField.Along(network)[^1];
        Assert.Equal(("features.12", 195, 32), (field.Layer, field.Size, field.Stride));
    }

    [Fact]
    public void VGG16_s_last_pooling_sees_212_pixels()
    {
        using var network = torchvision.models.vgg16();
        var field = ReceptiveField.Along(network)[^1];
        Assert.Equal(("features.30", 212, 32), (field.Layer, field.Size, field.Stride));
    }

    [Fact]
    public void Three_3x3_convolutions_see_as_much_as_one_of_7x7()
    {
        var three = ReceptiveField.OfPixel.Then("1", 3).Then("2", 3).Then("3", 3);
        Assert.Equal(ReceptiveField.OfPixel.Then("3", 7), three);
    }

    // What the formula says against what changes: the pixels by which the value has a gradient.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    public void The_pixels_with_a_gradient_are_those_of_the_formula(int row, int column)
    {
        using var network = Sequential(
            Conv2d(1, 1, 3, stride: 2, padding: 1, bias: false), AvgPool2d(2, stride: 1), Conv2d(1, 1, 3, dilation: 2, bias: false));
        foreach (var weight in network.parameters()) init.ones_(weight);
        using var pixels = ones(1, 1, 32, 32, requires_grad: true);
        using var value = network.call(pixels)[0, 0, row, column];
        value.backward();

        var field = ReceptiveField.Along(network)[^1];
        var seen = pixels.grad!.squeeze().nonzero();
        Assert.Equal(Math.Max(0, field.Start + (field.Stride * row)), seen[.., 0].min().item<long>());
        Assert.Equal(field.Start + (field.Stride * row) + field.Size - 1, seen[.., 0].max().item<long>());
        Assert.Equal(Math.Max(0, field.Start + (field.Stride * column)), seen[.., 1].min().item<long>());
        Assert.Equal(field.Start + (field.Stride * column) + field.Size - 1, seen[.., 1].max().item<long>());
    }

    [Fact]
    public void A_network_with_branches_is_refused_by_the_name_of_the_block()
    {
        using var network = torchvision.models.resnet18();
        Assert.Contains("\"layer1.0\" is no Sequential", Assert.Throws<ArgumentException>(() => ReceptiveField.Along(network)).Message);
    }
}
