using NotebookLib.Models;
using Tests.Lib.Training;
using Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Lib.Models;

/// <summary>They run alone, because the default device is one for the whole process.</summary>
[Collection(SeedCollection.Name)]
public sealed class InitialisationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("alexnet")]
    [InlineData("resnet18")]
    public void A_network_whose_first_weights_were_skipped_computes_torchvision_s_logits_from_others(string name)
    {
        var reference = TorchvisionReference.Read(name);
        using var network = Make(name);
        FormulaWeights.Fill(network, reference.Gain);
        network.eval();
        using var _ = no_grad();
        var logits = network.call(FormulaWeights.Image(reference.InputSize)).data<float>();
        Assert.All(logits.Zip(reference.Logits), pair => Assert.Equal(pair.Second, pair.First, tolerance: 1e-4));
    }

    [Fact]
    public void It_has_the_tensors_of_one_that_was_made_as_usual_and_weights_of_zero()
    {
        using var usual = torchvision.models.resnet18();
        using var skipped = Make("resnet18");
        Assert.Equal(usual.state_dict().Select(Describe), skipped.state_dict().Select(Describe));
        Assert.Equal(usual.named_parameters().Select(p => p.name), skipped.named_parameters().Select(p => p.name));
        Assert.All(skipped.parameters(), p => Assert.True(p.requires_grad));

        Assert.All(skipped.state_dict(), entry => Assert.Equal(
            entry.Key.EndsWith("running_var") || entry.Key.Contains("bn") && entry.Key.EndsWith("weight") || entry.Key.EndsWith("downsample.1.weight") ? 1 : 0,
            entry.Value.abs().max().to_type(ScalarType.Float32).item<float>()));

        static string Describe(KeyValuePair<string, Tensor> entry) =>
            $"{entry.Key} {entry.Value.dtype} ({string.Join(", ", entry.Value.shape)}) {entry.Value.device}";
    }

    [Fact]
    public void A_layer_that_cannot_be_skipped_is_refused_by_the_name_of_its_tensor()
    {
        var error = Assert.Throws<NotSupportedException>(() => Initialisation.SkipInit(() => nn.Sequential(nn.Linear(2, 2), nn.Embedding(3, 2))));
        Assert.StartsWith("1.weight cannot", error.Message);
    }

    [Fact]
    public void What_is_made_afterwards_has_memory_also_when_making_the_network_failed()
    {
        Assert.Throws<FormatException>(() => Initialisation.SkipInit<nn.Module>(() => throw new FormatException()));
        Assert.False(zeros(1).is_meta);
    }

    private static nn.Module<Tensor, Tensor> Make(string name) => name == "alexnet"
        ? Initialisation.SkipInit(() => torchvision.models.alexnet())
        : Initialisation.SkipInit(() => torchvision.models.resnet18());
}
