using NotebookLib.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Models;

public class FeatureMapsTests
{
    [Fact]
    public void Feature_maps_come_by_name()
    {
        using var network = LeNet5();
        using var images = rand(2, 1, 28, 28);
        using var maps = FeatureMaps.Of(network, images, "c1", "s4");

        Assert.Equal(["c1", "s4"], maps.Layers);
        Assert.Equal([2, 6, 28, 28], maps["c1"].shape);
        Assert.Equal([2, 16, 5, 5], maps["s4"].shape);
        using var c1 = network.Layer("c1").call(images);
        Assert.True(c1.allclose(maps["c1"]));
    }

    [Fact]
    public void Without_names_every_layer_is_kept_in_order()
    {
        using var network = LeNet5();
        using var images = rand(1, 1, 28, 28);
        using var maps = FeatureMaps.Of(network, images);
        Assert.Equal(["c1", "tanh", "s2", "c3", "s4"], maps.Layers);
    }

    [Fact]
    public void A_layer_that_works_in_place_does_not_change_what_was_kept()
    {
        using var network = Sequential(Identity(), ReLU(inplace: true));
        using var input = tensor([-1f, 1f]);
        using var maps = FeatureMaps.Of(network, input.clone(), "0", "1");
        Assert.Equal([-1f, 1f], maps["0"].data<float>().ToArray());
        Assert.Equal([0f, 1f], maps["1"].data<float>().ToArray());
    }

    [Fact]
    public void The_network_is_left_as_it_was()
    {
        using var network = Sequential(Dropout(0.5), ReLU());
        network.train();
        using var input = ones(100);
        using var maps = FeatureMaps.Of(network, input, "0");

        Assert.True(network.training);
        Assert.Equal(100f, maps["0"].sum().item<float>());
        var kept = maps["0"].clone();
        network.eval();
        using var _ = network.call(input * 2);
        Assert.True(kept.allclose(maps["0"]));
    }

    [Fact]
    public void A_layer_inside_that_is_in_another_mode_stays_in_it()
    {
        using var network = Sequential(BatchNorm1d(3), Linear(3, 2));
        network.train();
        var norm = network.Layer("0");
        norm.eval();
        using var input = rand(4, 3);
        using var maps = FeatureMaps.Of(network, input, "1");
        Assert.Equal((true, false), (network.training, norm.training));
    }

    [Fact]
    public void A_name_that_is_wrong_leaves_no_hook_on_those_that_are_right()
    {
        using var network = Sequential(Linear(3, 2));
        Assert.Throws<ArgumentException>(() => FeatureMaps.Of(network, rand(1, 3), "0", "typo"));
        using var input = rand(1, 3);
        var before = DisposeScopeManager.Statistics.DetachedFromScopeCount;
        network.call(input).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.DetachedFromScopeCount);
    }

    [Fact]
    public void A_layer_that_is_not_there_is_refused_with_those_that_are()
    {
        using var network = LeNet5();
        using var images = rand(1, 1, 28, 28);
        var error = Assert.Throws<ArgumentException>(() => FeatureMaps.Of(network, images, "c2"));
        Assert.Contains("no layer \"c2\". It has c1, tanh, s2, c3", error.Message);
    }

    private static Module<Tensor, Tensor> LeNet5() => Sequential(
        ("c1", Conv2d(1, 6, 5, padding: 2)), ("tanh", Tanh()), ("s2", AvgPool2d(2)), ("c3", Conv2d(6, 16, 5)), ("s4", AvgPool2d(2)));
}
