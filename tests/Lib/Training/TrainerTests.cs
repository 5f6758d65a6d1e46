using NotebookLib.Data;
using NotebookLib.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Training;

[Collection(SeedCollection.Name)]
public sealed class TrainerTests : IDisposable
{
    private readonly ImageDataset _dataset = SmallProblem.Dataset();
    private readonly Module<Tensor, Tensor> _model = SmallProblem.Convnet();
    private readonly Module<Tensor, Tensor, Tensor> _loss = CrossEntropyLoss();

    public void Dispose()
    {
        _dataset.Dispose();
        _model.Dispose();
        _loss.Dispose();
    }

    // PyTorch's own run of the same problem: tests/Reference/training_runs.py.
    [Theory]
    [InlineData("sgd", false)]
    [InlineData("adam", false)]
    [InlineData("sgd", true)]
    [InlineData("adam", true)]
    public void Training_goes_as_in_PyTorch(string optimizer, bool behindModuleOfItsOwn)
    {
        var expected = SmallProblem.Run(optimizer);
        using var model = behindModuleOfItsOwn ? new Wrapper(_model) : _model;
        var history = Fit(epochs: 3, validation: Batches(), model: model, optimizer: optimizer);

        AssertClose(expected.Loss, history.Loss, 1e-5);
        Assert.Equal(expected.Accuracy, history.Accuracy);
        AssertClose(expected.ValidationLoss, history.ValidationLoss, 1e-5);
        AssertClose(expected.ValidationAccuracy, history.ValidationAccuracy, 1e-6);
        foreach (var (values, parameter) in expected.Weights.Zip(model.parameters()))
            AssertClose(values, [.. parameter.flatten().data<float>().Take(3).Select(w => (double)w)], 1e-5);

        using var probabilities = Metrics.PredictProbabilities(model, _dataset.Images);
        AssertClose(expected.Probabilities, [.. probabilities.data<float>().Select(p => (double)p)], 1e-5);
    }

    [Fact]
    public void One_step_takes_one_forward_pass()
    {
        var passes = 0;
        using var hook = new Removal(_model.register_forward_hook((_, _, output) =>
        {
            passes++;
            return output;
        }).remove);
        Fit(epochs: 2);
        Assert.Equal(2 * 3, passes);
    }

    [Fact]
    public void Training_trains_in_training_mode_validates_in_evaluation_mode_and_ends_in_it()
    {
        var modes = new List<bool>();
        using var hook = new Removal(_model.register_forward_hook((model, _, output) =>
        {
            modes.Add(model.training);
            return output;
        }).remove);
        Fit(epochs: 2, validation: Batches());
        Assert.Equal([true, true, true, false, false, false, true, true, true, false, false, false], modes);
        Assert.False(_model.training);
    }

    [Fact]
    public void Cancelling_ends_training_after_the_batch_under_way_and_keeps_the_finished_epochs()
    {
        using var source = new CancellationTokenSource();
        var steps = 0;
        var history = Fit(epochs: 5, source: source, onBatch: state =>
        {
            steps = state.Steps;
            if (state is { Epoch: 2, Batch: 2 }) source.Cancel();
        });
        Assert.Equal((5, 1), (steps, history.Epochs));
        AssertClose(SmallProblem.Run("sgd").Loss[..1], history.Loss, 1e-5);
    }

    [Fact]
    public void A_callback_may_stop_training_at_the_end_of_an_epoch_which_then_counts()
    {
        Assert.Equal(2, Fit(epochs: 5, onEpoch: state =>
        {
            if (state.Epoch == 2) state.Stop();
        }).Epochs);
        Assert.Equal(1, Fit(epochs: 5, onBatch: state =>
        {
            if (state.Batch == state.Batches) state.Stop();
        }).Epochs);
    }

    [Fact]
    public void Callbacks_see_where_training_stands()
    {
        var seen = new List<(int Epoch, int Batch, int Steps, int Finished)>();
        var losses = new List<double>();
        Fit(epochs: 2, onBatch: state =>
        {
            seen.Add((state.Epoch, state.Batch, state.Steps, state.History.Epochs));
            losses.Add(state.BatchLoss);
            Assert.Same(_model, state.Model);
        });
        Assert.Equal([(1, 1, 1, 0), (1, 2, 2, 0), (1, 3, 3, 0), (2, 1, 4, 1), (2, 2, 5, 1), (2, 3, 6, 1)], seen);
        Assert.Equal(SmallProblem.Run("sgd").Loss[0], ((losses[0] * 4) + (losses[1] * 4) + (losses[2] * 3)) / 11, 1e-5);
    }

    [Fact]
    public void No_tensor_is_left_behind_by_a_training_that_is_stopped()
    {
        var live = new List<long>();
        for (var run = 0; run < 3; run++)
        {
            Fit(epochs: 4, onBatch: state => state.Stop());
            live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(live[1], live[2]);
    }

    [Fact]
    public void No_tensor_is_left_behind_by_an_epoch()
    {
        var live = new List<long>();
        Fit(epochs: 4, validation: Batches(), onEpoch: _ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        Assert.Equal(4, live.Count);
        Assert.Single(live[1..].Distinct());
    }

    // Four kernels of 3x3 over one channel, six of 2x2 over four: strides of (kernel, channel, row, column).
    [Fact]
    public void Convolution_weights_lie_channels_last_for_speed_while_training_and_only_then()
    {
        var kernels = _model.parameters().Where(parameter => parameter.dim() == 4).ToList();
        var during = new List<string>();
        Fit(epochs: 1, onBatch: _ => during.AddRange(Strides()));
        Assert.Equal(["9 1 3 1", "16 1 8 4"], during.Distinct());
        Assert.Equal(["9 9 3 1", "16 4 2 1"], Strides());

        IEnumerable<string> Strides() => kernels.Select(kernel => string.Join(" ", kernel.stride()));
    }

    [Fact]
    public void The_same_seed_gives_the_same_training()
    {
        Assert.Equal(Seeded(3), Seeded(3));
        Assert.NotEqual(Seeded(3), Seeded(4));

        List<double> Seeded(int seed)
        {
            Seeds.SeedEverything(seed);
            using var model = Sequential(Conv2d(1, 4, 3), Flatten(), Dropout(0.5), Linear(144, 3));
            return Fit(epochs: 2, model: model, batches: new(_dataset, 4)).Loss;
        }
    }

    // A model that views its feature maps as rows, which only works in their usual layout.
    [Fact]
    public void A_model_that_views_its_feature_maps_trains()
    {
        using var model = new Viewer();
        Assert.Equal(1, Fit(epochs: 1, model: model).Epochs);
    }

    // Eleven images in batches of five leave one, which the layers bring down to 1x1. PyTorch: "ValueError: Expected more than 1
    // value per channel when training, got input size torch.Size([1, 2, 1, 1])".
    [Fact]
    public void A_batch_of_one_has_no_spread_that_batch_normalisation_could_use()
    {
        using var model = Sequential(("conv", Conv2d(1, 2, 8)), ("norm", BatchNorm2d(2)), ("flat", Flatten()), ("linear", Linear(2, 3)));
        var error = Assert.Throws<InvalidOperationException>(() => Fit(epochs: 1, model: model, batches: new(_dataset, 5)));
        Assert.Contains("'norm' expects more than one value per channel when training, and got an input of shape [1, 2, 1, 1]", error.Message);
        Assert.Contains("dropLast: true", error.Message);

        Assert.Equal(1, Fit(epochs: 1, model: model, batches: new(_dataset, 5, dropLast: true), validation: new(_dataset, 5)).Epochs);
        Assert.Equal(1, Fit(epochs: 1, model: Sequential(Conv2d(1, 2, 7), BatchNorm2d(2), Flatten(), Linear(8, 3)), batches: new(_dataset, 5)).Epochs);
        model.train();
        model.call(_dataset.Images[..1]).Dispose(); // Nothing of it stays with the model.
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_training_before_its_step()
    {
        using var images = _dataset.Images.clone();
        images[6, 0, 3, 3] = float.NaN;
        using var spoilt = new ImageDataset(images.alias(), _dataset.Labels.alias(), _dataset.Classes);
        var steps = 0;
        var error = Assert.Throws<NotFiniteNumberException>(() => Fit(epochs: 3, batches: new(spoilt, 4, shuffle: false), onBatch: state => steps = state.Steps));
        Assert.StartsWith("The loss of batch 2 in epoch 1 is NaN", error.Message);
        Assert.Equal(1, steps);
        Assert.All(_model.parameters(), parameter => Assert.True(parameter.isfinite().all().item<bool>()));
    }

    [Fact]
    public void A_weight_that_is_not_finite_ends_training_with_its_epoch_and_is_named()
    {
        var error = Assert.Throws<NotFiniteNumberException>(() => Fit(epochs: 3, onBatch: state =>
        {
            using var _ = no_grad();
            if (state.Batch == 3) _model.parameters().Last().fill_(float.PositiveInfinity);
        }));
        Assert.StartsWith("After epoch 1, '6.bias' holds values that are not finite", error.Message);
    }

    [Fact]
    public void A_validation_loss_that_is_not_finite_ends_training()
    {
        using var spoilt = new ImageDataset(full([2, 1, 8, 8], float.NaN), zeros(2, ScalarType.Int64), _dataset.Classes);
        Assert.StartsWith("The validation loss of epoch 1 is NaN", Assert.Throws<NotFiniteNumberException>(() => Fit(epochs: 3, validation: new(spoilt, 2))).Message);
    }

    [Fact]
    public void No_epoch_at_all_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Fit(epochs: 0));

    // Two images a class: the mean of -log(1/3) over all, and one class in three right.
    [Fact]
    public void Evaluating_a_model_that_knows_nothing_gives_the_loss_of_guessing()
    {
        using var dataset = new ImageDataset(zeros(6, 1, 8, 8), tensor(new long[] { 0, 0, 1, 1, 2, 2 }), ["a", "b", "c"]);
        using var model = Sequential(Flatten(), Linear(64, 3, hasBias: false), Dropout(0.5));
        var (loss, accuracy) = Trainer.Evaluate(model, new(dataset, 4));
        Assert.Equal(Math.Log(3), loss, 1e-6);
        Assert.Equal(1 / 3.0, accuracy);
        Assert.True(model.training);
    }

    private Batches Batches() => new(_dataset, 4, shuffle: false);

    private History Fit(
        int epochs, Batches? validation = null, Action<TrainingState>? onBatch = null, Action<TrainingState>? onEpoch = null,
        CancellationTokenSource? source = null, Module<Tensor, Tensor>? model = null, Batches? batches = null, string optimizer = "sgd")
    {
        model ??= _model;
        using var steps = SmallProblem.Optimizer(optimizer, model);
        return Trainer.Fit(batches ?? Batches(), model, _loss, steps, epochs, validation: validation, onBatch: onBatch, onEpoch: onEpoch,
            verbose: false, cancellationToken: source?.Token ?? TestContext.Current.CancellationToken);
    }

    private static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }

    private sealed class Wrapper : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _inner;

        public Wrapper(Module<Tensor, Tensor> inner)
            : base(nameof(Wrapper))
        {
            _inner = inner;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _inner.call(input);
    }

    private sealed class Viewer : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _features = Sequential(Conv2d(1, 4, 3), ReLU());
        private readonly Module<Tensor, Tensor> _classifier = Linear(144, 3);

        public Viewer()
            : base(nameof(Viewer)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _classifier.call(_features.call(input).view(input.shape[0], -1));
    }
}
