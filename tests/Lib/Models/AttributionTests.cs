using System.Text.Json;
using NotebookLib.Models;
using Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Models;

public class AttributionTests
{
    private sealed record Expected(long InputSize, double Gain, int Target, string Layer, int Step, float[] Saliency, float[] GradCam);

    [Fact]
    public void Saliency_and_grad_cam_of_a_resnet_are_those_that_pytorch_computes()
    {
        var expected = JsonSerializer.Deserialize<Expected>(
            File.ReadAllText(ReferenceFiles.PathOf("attribution.json")), JsonSerializerOptions.Web)!;
        using var network = torchvision.models.resnet18();
        FormulaWeights.Fill(network, expected.Gain);
        using var image = FormulaWeights.Image(expected.InputSize);

        using var saliency = Attribution.Saliency(network, image, expected.Target);
        using var cam = Attribution.GradCam(network, image, expected.Layer, expected.Target);

        Assert.Equal([1, expected.InputSize, expected.InputSize], saliency.shape);
        Assert.Equal([1, expected.InputSize, expected.InputSize], cam.shape);
        Assert.True(Difference(saliency, expected.Saliency) < 1e-5);
        Assert.True(Difference(cam, expected.GradCam) < 1e-4);

        double Difference(Tensor ours, float[] theirs)
        {
            using var points = ours.view(expected.InputSize / expected.Step, expected.Step, expected.InputSize / expected.Step, expected.Step)[.., 0, .., 0].contiguous();
            return points.data<float>().Zip(theirs, (a, b) => Math.Abs(a - b)).Max();
        }
    }

    [Fact]
    public void Without_a_target_the_predicted_class_is_asked_about()
    {
        using var network = Dense();
        using var images = tensor([1f, 2f, 3f, 4f]).view(1, 1, 2, 2);
        using var saliency = Attribution.Saliency(network, images);

        // logits (10, 5): class 0, whose weights are 1 to 4 up to sign
        Assert.Equal([1f, 2f, 1f, 2f], saliency.data<float>().ToArray());
    }

    [Fact]
    public void Nothing_that_speaks_for_a_class_is_a_map_of_zeros()
    {
        using var network = Sequential(Conv2d(1, 1, 1, bias: false), Flatten(), Linear(4, 2, hasBias: false));
        using var _ = no_grad();
        init.ones_(network.Layer("0").parameters().Single());
        init.constant_(network.Layer("2").parameters().Single(), -1);
        using var images = ones(1, 1, 2, 2);

        using var cam = Attribution.GradCam(network, images, "0", target: 1);
        Assert.Equal([0f, 0f, 0f, 0f], cam.data<float>().ToArray());
    }

    [Fact]
    public void The_mode_of_the_network_and_its_gradients_are_left_alone()
    {
        using var network = Dense();
        network.train();
        using var images = ones(1, 1, 2, 2);
        using var saliency = Attribution.Saliency(network, images);

        Assert.True(network.training);
        Assert.All(network.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void A_layer_that_works_in_place_after_the_maps_changes_nothing()
    {
        using var convolution = Conv2d(1, 4, 3);
        using var dense = Linear(16, 3);
        using var images = rand(2, 1, 4, 4);
        using var plain = Sequential(("maps", convolution), ("relu", ReLU()), ("flat", Flatten()), ("dense", dense));
        using var inPlace = Sequential(("maps", convolution), ("relu", ReLU(inplace: true)), ("flat", Flatten()), ("dense", dense));
        using var expected = Attribution.GradCam(plain, images, "maps", target: 1);
        using var actual = Attribution.GradCam(inPlace, images, "maps", target: 1);
        Assert.Equal(expected.data<float>(), actual.data<float>());
    }

    [Fact]
    public void Grad_cam_of_a_dense_layer_says_what_it_needs()
    {
        using var network = Dense();
        using var images = ones(1, 1, 2, 2);
        var error = Assert.Throws<ArgumentException>(() => Attribution.GradCam(network, images, "1"));
        Assert.Contains("\"1\" makes no feature maps", error.Message);
    }

    private static Module<Tensor, Tensor> Dense()
    {
        var network = Sequential(Flatten(), Linear(4, 2, hasBias: false));
        using var _ = no_grad();
        using var weights = tensor(new float[,] { { 1, -2, 1, 2 }, { 0, 1, 1, 0 } });
        network.Layer("1").parameters().Single().copy_(weights);
        return network;
    }
}
