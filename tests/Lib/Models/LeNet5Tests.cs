using NotebookLib.Models;
using static TorchSharp.torch;

namespace Tests.Lib.Models;

public class LeNet5Tests
{
    // The paper's layers, with all 6 x 16 connections in C3 and one bias a kernel or neuron.
    [Theory]
    [InlineData("c1", (5 * 5 * 1 * 6) + 6)]
    [InlineData("c3", (5 * 5 * 6 * 16) + 16)]
    [InlineData("c5", (5 * 5 * 16 * 120) + 120)]
    [InlineData("f6", (120 * 84) + 84)]
    [InlineData("output", (84 * 10) + 10)]
    public void A_layer_has_the_parameters_of_the_paper_with_full_connections(string layer, long parameters)
    {
        using var network = new LeNet5();
        Assert.Equal(parameters, network.named_parameters().Where(p => p.name.StartsWith($"{layer}.")).Sum(p => p.parameter.numel()));
    }

    [Fact]
    public void There_are_61706_parameters()
    {
        using var network = new LeNet5();
        Assert.Equal(61_706, network.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void An_image_of_28x28_becomes_a_logit_a_class()
    {
        using var network = new LeNet5(numClasses: 7);
        using var images = zeros(3, 1, 28, 28);
        using var logits = network.call(images);
        Assert.Equal([3, 7], logits.shape);
    }
}
