using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Training;

/// <summary>What <see cref="Trainer.Fit"/> does for speed leaves the numbers as they are: those of a loop by hand.</summary>
[Collection(SeedCollection.Name)]
public sealed class TrainerSpeedTests
{
    [Fact]
    public void Two_hundred_steps_of_the_lessons_network_go_as_by_hand()
    {
        using var dataset = FashionMnist.Load(train: false).Take(200 * 32);
        var (fit, byHand) = (new List<double>(), new List<double>());
        Seeded((model, adam) => Fit(dataset, 32, model, adam, epochs: 1, onBatch: state => fit.Add(state.BatchLoss)));
        Seeded((model, adam) => ByHand(dataset, 32, model, adam, epochs: 1, byHand.Add));
        Assert.Equal(200, fit.Count);
        Assert.Equal(byHand.Average(), fit.Average(), 1e-3);
        Assert.Equal(byHand[..50].Average(), fit[..50].Average(), 1e-4);

        // A rate at which the last bits, which differ, do not grow to more within so many steps.
        static void Seeded(Action<Convnet, optim.Optimizer> train)
        {
            Seeds.SeedEverything(1);
            using var model = new Convnet();
            using var adam = optim.Adam(model.parameters(), lr: 3e-4);
            train(model, adam);
        }
    }

    [Fact]
    public void Garbage_collections_in_the_middle_of_steps_take_nothing_from_them()
    {
        using var dataset = SmallProblem.Dataset();
        using var model = SmallProblem.Convnet();
        using var adam = optim.Adam(model.parameters(), lr: 1e-3);
        using var ended = new CancellationTokenSource();
        var collecting = new Thread(() => { while (!ended.IsCancellationRequested) _ = new byte[80_000]; });
        collecting.Start();
        try
        {
            Assert.Equal(50, Fit(dataset, 4, model, adam, epochs: 50).Loss.Count);
        }
        finally
        {
            ended.Cancel();
            collecting.Join();
        }
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0.1, false, false)]
    [InlineData(0, true, false)]
    [InlineData(0.1, true, true)]
    public void Adam_steps_by_its_own_settings_and_leaves_its_own_state(double weightDecay, bool amsgrad, bool maximize)
    {
        using var dataset = SmallProblem.Dataset();
        using var one = SmallProblem.Convnet();
        using var other = SmallProblem.Convnet();
        using var adam = Adam(one);
        using var byHand = Adam(other);
        for (var round = 0; round < 2; round++) // The second goes on from what the first has left, at another rate.
        {
            Fit(dataset, 4, one, adam, epochs: 2);
            ByHand(dataset, 4, other, byHand, epochs: 2);
            Assert.All(one.parameters().Zip(other.parameters()), pair => Assert.True(pair.First.allclose(pair.Second, 1e-4, 1e-6)));
            Assert.All(States(adam).Zip(States(byHand)), pair => Assert.True(pair.First.ApproximatelyEquals(pair.Second)));
            Assert.All(States(adam), state => Assert.Equal(6 * (round + 1), state.step));
            foreach (var group in adam.ParamGroups.Concat(byHand.ParamGroups)) group.LearningRate = 1e-3;
        }

        Adam Adam(Module model) => new([new Adam.ParamGroup(model.parameters().Take(3), lr: 1e-2, weight_decay: weightDecay, amsgrad: amsgrad, maximize: maximize), new Adam.ParamGroup(model.parameters().Skip(3))], lr: 2e-3);
        static List<Adam.State> States(Adam adam) => [.. adam.state_dict().State.Cast<Adam.State>()];
    }

    [Fact]
    public void Adam_leaves_a_parameter_alone_that_gets_no_gradient()
    {
        using var dataset = SmallProblem.Dataset();
        using var model = SmallProblem.Convnet();
        var bias = model.parameters().Last();
        bias.requires_grad = false;
        using var before = bias.clone();
        using var adam = new Adam(model.parameters());
        Fit(dataset, 4, model, adam, epochs: 1);
        Assert.True(before.equal(bias).all().item<bool>());
        Assert.Equal([3, 3, 3, 3, 3, 0], adam.state_dict().State.Cast<Adam.State>().Select(state => state.step));
    }

    // Pooling first is for layers that nobody listens to: with a hook at ReLU the order is the one that is written.
    [Fact]
    public void Pooling_before_ReLU_gives_the_same_losses_to_the_last_bit()
    {
        Assert.Equal(Losses(hook: false), Losses(hook: true));

        static List<double> Losses(bool hook)
        {
            using var dataset = SmallProblem.Dataset();
            using var model = (Sequential)SmallProblem.Convnet();
            var seen = new List<string>();
            using var listener = new Removal(hook ? ((Module<Tensor, Tensor>)model[1]).register_forward_hook((_, _, output) =>
            {
                seen.Add(string.Join("x", output.shape));
                return output;
            }).remove : () => { });
            using var sgd = optim.SGD(model.parameters(), learningRate: 0.1, momentum: 0.9);
            var losses = Fit(dataset, 4, model, sgd, epochs: 3, onBatch: _ => Assert.IsType<ReLU>(model[1])).Loss;
            Assert.Equal(hook ? ["4x4x6x6", "3x4x6x6"] : [], seen.Distinct());
            return losses;
        }
    }

    [Fact]
    public void In_bfloat16_a_training_ends_where_it_ends_in_float32_and_its_weights_are_float32()
    {
        Assert.SkipUnless(Devices.HaveBFloat16, "This processor has no bfloat16.");
        using var training = FashionMnist.Load().Take(1_000);
        using var test = FashionMnist.Load(train: false).Take(2_000);
        var (exact, rounded) = (Train(Precision.Float32), Train(Precision.BFloat16));
        Assert.NotEqual(exact.Losses, rounded.Losses);
        Assert.All(exact.Losses.Zip(rounded.Losses), epoch => Assert.Equal(1, epoch.Second / epoch.First, 0.03));
        Assert.Equal(exact.Accuracy, rounded.Accuracy, 0.015);

        (List<double> Losses, double Accuracy) Train(Precision precision)
        {
            Seeds.SeedEverything(1);
            using var model = new Convnet();
            using var adam = optim.Adam(model.parameters(), lr: 1e-3);
            var losses = Fit(training, 50, model, adam, epochs: 10, precision: precision).Loss;
            Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
            using var logits = model.call(test.Images[..1]); // What was rounded was the training alone.
            Assert.Equal(ScalarType.Float32, logits.dtype);
            return (losses, Trainer.Evaluate(model, new(test, 500)).Accuracy);
        }
    }

    [Fact]
    public void Asking_for_bfloat16_where_it_brings_nothing_says_so()
    {
        using var dataset = SmallProblem.Dataset();
        using var model = SmallProblem.Convnet();
        using var adam = new Adam(model.parameters());
        using var loss = CrossEntropyLoss();
        var error = Assert.Throws<PlatformNotSupportedException>(() => Trainer.Fit(new(dataset, 4), model, loss, adam, 1, device: META, precision: Precision.BFloat16, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("a processor with AVX-512 BF16 or AMX, and not on the device 'meta'", error.Message);
    }

    private static History Fit(ImageDataset dataset, int batchSize, Module<Tensor, Tensor> model, optim.Optimizer optimizer, int epochs,
        Action<TrainingState>? onBatch = null, Precision precision = Precision.Float32)
    {
        using var loss = CrossEntropyLoss();
        return Trainer.Fit(new(dataset, batchSize, seed: 5), model, loss, optimizer, epochs, onBatch: onBatch, verbose: false, precision: precision,
            cancellationToken: TestContext.Current.CancellationToken);
    }

    private static void ByHand(ImageDataset dataset, int batchSize, Module<Tensor, Tensor> model, optim.Optimizer optimizer, int epochs, Action<double>? onLoss = null)
    {
        using var loss = CrossEntropyLoss();
        var batches = new Batches(dataset, batchSize, seed: 5);
        model.train();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var (images, labels) in batches)
            {
                using var scope = NewDisposeScope();
                var batchLoss = loss.call(model.call(images), labels);
                optimizer.zero_grad();
                batchLoss.backward();
                optimizer.step();
                onLoss?.Invoke(batchLoss.item<float>());
            }
        }
    }

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
