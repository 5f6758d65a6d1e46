using NotebookLib.Models;
using NotebookLib.Training;
using Tests.Lib.Training;
using static TorchSharp.torch;

namespace Tests.Lib.Models;

[Collection(SeedCollection.Name)]
public class DeepStackTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Shortcuts_change_what_is_computed_and_not_the_parameters(bool batchNorm)
    {
        Seeds.SeedEverything(0);
        using var plain = new DeepStack(20, shortcuts: false, batchNorm);
        Seeds.SeedEverything(0);
        using var residual = new DeepStack(20, shortcuts: true, batchNorm);

        Assert.Equal(plain.parameters().Select(p => p.sum().item<float>()), residual.parameters().Select(p => p.sum().item<float>()));
        using var images = rand(2, 1, 28, 28);
        Assert.False(plain.call(images).allclose(residual.call(images)));
    }

    // 18 of 20 layers lie in blocks; a convolution and a normalisation have 16 x 16 x 9 and 2 x 16 parameters.
    [Fact]
    public void The_depth_counts_the_layers_with_weights()
    {
        using var stack = new DeepStack(20, shortcuts: false);
        Assert.Equal(18 * ((16 * 16 * 9) + 32), stack.blocks.parameters().Sum(p => p.numel()));
        Assert.Equal((9 * 16) + 32 + 170, stack.stem.parameters().Concat(stack.classifier.parameters()).Sum(p => p.numel()));
    }

    // With zero in the blocks, the plain stack forgets its input and the shortcuts carry it through.
    [Fact]
    public void A_shortcut_carries_the_input_past_the_block()
    {
        using var plain = new DeepStack(8, shortcuts: false, batchNorm: false);
        using var residual = new DeepStack(8, shortcuts: true, batchNorm: false);
        using var _ = no_grad();
        foreach (var p in plain.blocks.parameters().Concat(residual.blocks.parameters())) p.zero_();

        using var maps = rand(1, 16, 7, 7);
        Assert.Equal(0f, plain.blocks.call(maps).sum().item<float>());
        Assert.True(residual.blocks.call(maps).allclose(maps));
    }

    [Fact]
    public void An_odd_depth_is_refused() =>
        Assert.Contains("not 21", Assert.Throws<ArgumentException>(() => new DeepStack(21, shortcuts: true)).Message);
}
