using System.Diagnostics;
using System.Globalization;
using NotebookLib.Notebook;

namespace NotebookLib.Training;

/// <summary>Writes the lesson's log lines and shows how far training has come.</summary>
internal sealed class TrainingLog
{
    private readonly TrainingState _state;
    private readonly LiveProgress _progress = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public TrainingLog(TrainingState state)
    {
        _state = state;
        Write($"Training started! {state.SampleCount} samples. {state.Batches} batches per epoch");
    }

    public void AfterBatch() => _progress.Report(Bar);

    public void AfterEpoch()
    {
        var history = _state.History;
        var line = string.Create(CultureInfo.InvariantCulture,
            $"Epoch [{_state.Epoch,3}/{_state.Epochs,3}] finished. Mean loss: {history.Loss[^1]:F5}. Accuracy: {history.Accuracy[^1] * 100:F2}%");
        if (history.ValidationLoss.Count > 0)
            line += string.Create(CultureInfo.InvariantCulture, $". Validation: {history.ValidationLoss[^1]:F5}, {history.ValidationAccuracy[^1] * 100:F2}%"); // in short: the line stays in sight
        Console.WriteLine(line);
    }

    public void AfterTraining()
    {
        _progress.Finish(Bar());
        if (_state.History.Epochs == _state.Epochs) Write($"Training complete! Total gradient descent steps: {_state.Steps}");
        else Write($"Training stopped after {_state.History.Epochs} of {_state.Epochs} epochs. Total gradient descent steps: {_state.Steps}");
    }

    private ProgressBar Bar()
    {
        var perSecond = _state.Steps / _clock.Elapsed.TotalSeconds;
        var toDo = ((long)_state.Epochs * _state.Batches) - _state.Steps;
        return new($"Epoch {_state.Epoch}/{_state.Epochs}", _state.Batch, _state.Batches, "batches", perSecond, TimeSpan.FromSeconds(toDo / perSecond));
    }

    private static void Write(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
