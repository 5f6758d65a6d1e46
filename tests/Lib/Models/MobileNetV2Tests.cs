using NotebookLib.Data;
using NotebookLib.Models;
using Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Lib.Models;

public sealed class MobileNetV2Tests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Dictionary<string, Tensor> _reference = SafeTensors.Load(ReferenceFiles.PathOf("mobilenetv2.safetensors"));

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_network_has_the_parameters_of_the_published_backbone()
    {
        using var network = new MobileNetV2();
        Assert.Equal(2_206_816, network.parameters().Sum(parameter => parameter.NumberOfElements));
    }

    [Fact]
    public void Features_of_a_cat_are_those_that_PyTorch_computes_from_the_same_weights()
    {
        using var network = MobileNetV2.Load();
        using var _ = no_grad();
        Equal(_reference["features"], network.Features(_reference["cat"]));
        Equal(_reference["middle_features"], network.blocks[13].Expand(network.MapsAfter(_reference["cat"], block: 12)).mean([2, 3]));

        // Within a thousandth in every feature; those below 0.001 are zero but for rounding.
        static void Equal(Tensor expected, Tensor actual) =>
            Assert.InRange(((actual - expected).abs() / expected.clamp_min(1e-3)).max().item<float>(), 0, 1e-3);
    }

    [Fact]
    public void Feature_maps_halve_five_times_and_end_in_the_last_map()
    {
        using var network = MobileNetV2.Load();
        using var _ = no_grad();
        string[] layers = ["stem", .. Enumerable.Range(0, 17).Select(i => $"blocks.{i}"), "top"];
        using var maps = FeatureMaps.Of(network, _reference["cat"], layers);
        Assert.Equal([48, 24, 12, 6, 3], layers.Select(layer => (int)maps[layer].shape[2]).Distinct());
        Assert.Equal([1, 1280, 3, 3], maps["top"].shape);
        Assert.True(maps["top"].clamp(0, 6).allclose(network.call(_reference["cat"])));
        Assert.True(maps["blocks.10"].allclose(network.MapsAfter(_reference["cat"], block: 10)));
    }

    [Fact]
    public void Sizes_that_no_power_of_two_divides_are_rounded_up()
    {
        using var network = new MobileNetV2();
        using var _ = no_grad();
        Assert.Equal([2, 1280, 4, 2], network.call(zeros(2, 3, 101, 64)).shape);
    }

    [Fact]
    public void A_grey_picture_between_0_and_1_becomes_three_channels_between_minus_1_and_1()
    {
        var prepared = MobileNetV2.Preprocess(tensor([0f, 1f, 1f, 0f]).reshape(1, 2, 2), size: 2);
        Assert.Equal([1, 3, 2, 2], prepared.shape);
        Assert.Equal([-1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1], prepared.data<float>());
    }

    [Fact]
    public void The_detector_knows_a_cat()
    {
        using var detector = ObjectDetector.Load();
        var scores = detector.Scores(Images.Load(ReferenceFiles.InRepository("images/photos/chelsea.png")));
        Assert.InRange(scores[ObjectDetector.Labels.ToList().IndexOf("Cat")].item<float>(), 0.83, 0.87);
    }

    [Theory]
    [InlineData("astronaut.png", "Person")]
    [InlineData("camera.png", "Person")]
    [InlineData("chelsea.png", "Cat")]
    [InlineData("coffee.png", "Coffee cup")]
    public void Objects_are_found_where_PyTorch_finds_them_with_the_same_weights(string photograph, string label)
    {
        using var detector = ObjectDetector.Load();
        var picture = Images.Load(ReferenceFiles.InRepository($"images/photos/{photograph}"));

        Assert.True(detector.Scores(picture).allclose(_reference[$"{photograph}.scores"], rtol: 0, atol: 1e-3));

        var found = detector.Detect(picture)[0];
        Assert.Equal(label, found.Label);
        var (height, width) = (picture.shape[1], picture.shape[2]);
        var box = _reference[$"{photograph}.boxes"][ObjectDetector.Labels.ToList().IndexOf(label)].clamp(0, 1).data<float>();
        Assert.Equal(box[0] * width, found.Left, tolerance: 1);
        Assert.Equal(box[1] * height, found.Top, tolerance: 1);
        Assert.Equal(box[2] * width, found.Right, tolerance: 1);
        Assert.Equal(box[3] * height, found.Bottom, tolerance: 1);
    }
}
