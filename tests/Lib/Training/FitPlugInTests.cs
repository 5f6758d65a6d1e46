using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Lib.Training;

public sealed class FitPlugInTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
    private readonly nn.Module<Tensor, Tensor> _network = nn.Sequential(nn.Flatten(), nn.Linear(1, 2));

    // The validation labels contradict the training labels: the better the network fits, the worse it does there.
    private readonly Batches _training = new(Data(1, 1, 1, 1), batchSize: 4);
    private readonly Batches _validation = new(Data(0, 0, 0, 1), batchSize: 4);

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void Training_stops_once_the_validation_loss_has_not_improved_for_so_many_epochs()
    {
        var history = Fit(new EarlyStopping(patience: 3).AfterEpoch, epochs: 50, _validation);
        var best = history.ValidationLoss.IndexOf(history.ValidationLoss.Min()) + 1;
        Assert.Equal(best + 3, history.Epochs);
    }

    [Fact]
    public void Training_goes_on_while_the_training_loss_falls_where_there_is_no_validation()
    {
        Assert.Equal(20, Fit(new EarlyStopping(patience: 3).AfterEpoch, epochs: 20, validation: null).Epochs);
        Assert.Equal(4, Fit(new EarlyStopping(patience: 3, minDelta: 10).AfterEpoch, epochs: 20, validation: null).Epochs);
    }

    [Fact]
    public void The_best_epoch_s_weights_come_back_from_the_file()
    {
        var checkpoint = new BestCheckpoint(_path);
        Assert.Throws<InvalidOperationException>(() => checkpoint.Restore(_network));
        List<Tensor> weights = [];
        var history = Fit(state => { checkpoint.AfterEpoch(state); weights.Add(state.Model.state_dict()["1.bias"].clone()); }, epochs: 10, _validation);
        Assert.NotEqual(10, checkpoint.Epoch);
        Assert.Equal(history.ValidationLoss.Min(), checkpoint.Loss);

        checkpoint.Restore(_network);

        Assert.Equal(weights[checkpoint.Epoch - 1].data<float>(), SafeTensors.Load(_path)["1.bias"].data<float>());
        Assert.Equal(weights[checkpoint.Epoch - 1].data<float>(), _network.state_dict()["1.bias"].data<float>());
        Assert.Equal(checkpoint.Loss, Trainer.Evaluate(_network, _validation).Loss, tolerance: 1e-6);
    }

    [Fact]
    public void Each_training_starts_anew_for_a_plug_in_that_was_used_before()
    {
        var (stopping, checkpoint) = (new EarlyStopping(patience: 2), new BestCheckpoint(_path));
        Action<TrainingState> both = state => { stopping.AfterEpoch(state); checkpoint.AfterEpoch(state); };
        var first = Fit(both, epochs: 50, _validation);
        var again = Fit(both, epochs: 50, _validation);
        Assert.Equal(first.Epochs, again.Epochs);
        Fit(state => { if (state.Epoch > 2) checkpoint.AfterEpoch(state); }, epochs: 5, validation: null);
        Assert.Equal(5, checkpoint.Epoch);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(patience: 0));
    }

    private History Fit(Action<TrainingState> onEpoch, int epochs, Batches? validation)
    {
        using (no_grad())
        {
            // Between the two answers: a little towards the validation labels at first, away from them from then on.
            _network.state_dict()["1.weight"].zero_();
            _network.state_dict()["1.bias"].copy_(tensor([3f, 0f]));
        }
        using var optimizer = optim.SGD(_network.parameters(), learningRate: 0.2);
        return Trainer.Fit(_training, _network, nn.CrossEntropyLoss(), optimizer, epochs, validation: validation, onEpoch: onEpoch, verbose: false);
    }

    private static ImageDataset Data(params long[] labels) =>
        new(ones(labels.Length, 1, 1, 1), tensor(labels), ["a", "b"]);
}
