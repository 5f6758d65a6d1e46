using Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Lib.Models;

/// <summary>The networks against torchvision's: see tests/Reference/torchvision_models.py.</summary>
public class TorchvisionParityTests
{
    // The last column is the parameter count that torchvision publishes beside its weights.
    public static TheoryData<string, long> Networks => new()
    {
        { "alexnet", 61_100_840 },
        { "vgg16", 138_357_544 },
        { "googlenet", 6_624_904 },
        { "resnet18", 11_689_512 },
        { "resnet50", 25_557_032 },
        { "resnet152", 60_192_808 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_has_torchvision_s_tensors_and_for_the_same_weights_its_logits(string name, long parameters)
    {
        var reference = TorchvisionReference.Read(name);
        using var network = Make(name);

        Assert.Equal(parameters, network.parameters().Sum(p => p.numel()));
        Assert.Equal(parameters, reference.Parameters);
        Assert.Equal(
            reference.State.Select(Describe).Order(StringComparer.Ordinal),
            network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.shape).Select(Describe).Order(StringComparer.Ordinal));

        FormulaWeights.Fill(network, reference.Gain);
        network.eval();
        using var _ = no_grad();
        using var image = FormulaWeights.Image(reference.InputSize);
        using var logits = network.call(image);

        Assert.Equal([1, 1000], logits.shape);
        var difference = logits.data<float>().Zip(reference.Logits, (ours, theirs) => Math.Abs(ours - theirs)).Max();
        Assert.True(difference <= 1e-4, $"The logits of {name} differ by up to {difference}.");
    }

    private static string Describe(KeyValuePair<string, long[]> tensor) => $"{tensor.Key} ({string.Join(", ", tensor.Value)})";

    private static nn.Module<Tensor, Tensor> Make(string name) => name switch
    {
        "alexnet" => torchvision.models.alexnet(),
        "vgg16" => torchvision.models.vgg16(),
        "googlenet" => torchvision.models.googlenet(),
        "resnet18" => torchvision.models.resnet18(),
        "resnet50" => torchvision.models.resnet50(),
        "resnet152" => torchvision.models.resnet152(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such network."),
    };
}
