using NotebookLib.Notebook;
using NotebookLib.Plotting;
using NotebookLib.Training;

namespace NotebookLib.Live;

/// <summary>Follows a training batch by batch and shows its curves as they grow, in one place.</summary>
internal sealed class TrainingCurves(History? beside, TimeProvider clock)
{
    /// <summary>As many as half the width of the picture shows apart; each is the mean over the batches since the one before.</summary>
    private const int Points = 200;

    /// <summary>Pixels to a CSS pixel of a picture that is seen for a moment: it takes a third of the time to draw and to send.</summary>
    private const int Passing = 1;

    private const double ShareOfTime = 0.03;

    private readonly List<double> _epoch = [], _loss = [], _accuracy = [];
    private Throttle _throttle = new(clock, ShareOfTime);
    private TrainingState? _state;
    private (double Loss, long Right, long Samples) _sums;
    private Place _place = new();
    private int _drawn;

    public void AfterBatch(TrainingState state)
    {
        if (_state != state) Begin(state);
        if (state.Batch == 1) _sums = default;
        var parts = Math.Clamp(Points / state.Epochs, 1, state.Batches);
        if (state.Batch * parts / state.Batches != (state.Batch - 1) * parts / state.Batches) AddPoint(state);
        if (LiveOutput.IsWatched && _epoch.Count > _drawn && _throttle.IsDue) _throttle.Draw(() => Show(Passing));
    }

    private void AddPoint(TrainingState state)
    {
        var sums = state.Sums;
        var samples = sums.Samples - _sums.Samples;
        _epoch.Add(state.Epoch - 1 + (state.Batch / (double)state.Batches));
        _loss.Add((sums.Loss - _sums.Loss) / samples);
        _accuracy.Add((sums.Right - _sums.Right) / (double)samples);
        _sums = sums;
    }

    private void Begin(TrainingState state)
    {
        _state = state;
        foreach (var list in (List<double>[])[_epoch, _loss, _accuracy]) list.Clear();
        (_throttle, _place, _drawn) = (new(clock, ShareOfTime), new(), 0);
        state.AtEnd(() => Show(Picture.Density));
    }

    private void Show(int density)
    {
        if (_epoch.Count == 0) return;
        _drawn = _epoch.Count;
        _place.Show(Plots.PlotTraining(_epoch, _loss, _accuracy, _state!.History, _state.Epochs, density, beside));
    }
}
