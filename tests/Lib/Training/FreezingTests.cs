using NotebookLib.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tests.Lib.Training;

public sealed class FreezingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly nn.Module<Tensor, Tensor> _network = nn.Sequential(
        ("features", nn.Linear(2, 3)), ("features2", nn.Linear(3, 3)), ("classifier", nn.Linear(3, 2)));

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void A_name_stands_for_what_is_below_it_and_for_nothing_that_only_begins_alike()
    {
        Freezing.Freeze(_network, "features");
        Assert.Equal(["features2.weight", "features2.bias", "classifier.weight", "classifier.bias"], Trains());

        Freezing.Freeze(_network);
        Assert.Empty(Trains());

        Freezing.Unfreeze(_network, "features2.bias", "classifier");
        Assert.Equal(["features2.bias", "classifier.weight", "classifier.bias"], Trains());
        Assert.Equal(3, Freezing.Trainable(_network).Count);
        Assert.Equal(2, Freezing.Trainable(_network, "classifier").Count);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_names_there_are()
    {
        var error = Assert.Throws<ArgumentException>(() => Freezing.Freeze(_network, "feature"));
        Assert.Contains("\"feature\"", error.Message);
        Assert.Contains("features, features2, classifier", error.Message);
        Assert.Equal(6, Trains().Count);
    }

    [Fact]
    public void A_step_moves_each_group_by_its_own_learning_rate_and_frozen_parameters_not_at_all()
    {
        Freezing.Freeze(_network, "features");
        var before = _network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        using var optimizer = optim.Adam(
        [
            new Adam.ParamGroup(Freezing.Trainable(_network, "features2"), lr: 0.001),
            new Adam.ParamGroup(Freezing.Trainable(_network, "classifier"), lr: 0.1),
        ]);

        _network.call(ones(4, 2)).square().sum().backward();
        optimizer.step();

        // Adam's first step is the learning rate itself, in the direction against the gradient.
        foreach (var (name, value) in _network.state_dict())
        {
            var step = (value - before[name]).abs();
            var rate = name.StartsWith("classifier", StringComparison.Ordinal) ? 0.1f : name.StartsWith("features2", StringComparison.Ordinal) ? 0.001f : 0;
            Assert.Equal(rate, step.max().item<float>(), tolerance: rate * 1e-2f);
        }
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("sgd")]
    public void What_is_frozen_stays_also_under_an_optimiser_with_momentum_that_moved_it_before(string name)
    {
        using optim.Optimizer optimizer = name == "adam" ? optim.Adam(_network.parameters(), lr: 0.1) : optim.SGD(_network.parameters(), 0.1, momentum: 0.9);
        void Step()
        {
            optimizer.zero_grad();
            _network.call(ones(4, 2)).square().sum().backward();
            optimizer.step();
        }

        Step();
        Freezing.Freeze(_network, "features");
        var before = _network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        Step();
        Assert.All(_network.state_dict(), pair => Assert.Equal(pair.Key.StartsWith("features.", StringComparison.Ordinal), pair.Value.equal(before[pair.Key]).all().item<bool>()));
    }

    [Fact]
    public void A_wrong_name_is_told_also_where_parameters_stand_at_the_top()
    {
        using var layer = nn.Linear(2, 2);
        Assert.Contains("Linear has no parameter \"weights\"; its layers with parameters are weight, bias", Assert.Throws<ArgumentException>(() => Freezing.Freeze(layer, "weights")).Message);
    }

    private List<string> Trains() => [.. _network.named_parameters().Where(parameter => parameter.parameter.requires_grad).Select(parameter => parameter.name)];
}
