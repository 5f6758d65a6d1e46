using NotebookLib.Training;

namespace NotebookLib.Live;

/// <summary>Figures that move: curves that grow while a network trains, and pictures that follow what a reader sets.</summary>
public static partial class LiveFigures
{
    /// <summary>
    /// Loss and accuracy as curves that grow while the network trains. A plug-in of <see cref="Trainer.Fit"/>.
    /// </summary>
    /// <remarks>
    /// The training curve has up to 200 points (one an epoch where there are more), each the mean over the batches since the one
    /// before, taken while the network learned; validation has one point an epoch. The picture is drawn anew once a second
    /// at the most and for no more than 3 % of the time; where nobody watches (<see cref="Notebook.LiveOutput.IsWatched"/>) only at the end. Read this way, a
    /// run shows the same last picture every time.
    /// </remarks>
    /// <param name="clock">Tells the time; by default the system's.</param>
    /// <returns>What <c>Fit</c> calls after each batch.</returns>
    /// <example><code>Fit(batches, model, loss, optimizer, epochs: 10, onBatch: LiveCurves())</code></example>
    public static Action<TrainingState> LiveCurves(TimeProvider? clock = null) => new TrainingCurves(clock ?? TimeProvider.System).AfterBatch;
}
