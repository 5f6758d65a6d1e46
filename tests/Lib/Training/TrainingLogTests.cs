using System.Globalization;
using NotebookLib.Data;
using NotebookLib.Notebook;
using NotebookLib.Training;
using Tests.Lib.Notebook;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Training;

[Collection(LiveOutputCollection.Name)]
public class TrainingLogTests
{
    // The numbers are PyTorch's, the wording and widths the lesson's: f"Epoch [{epoch:>3}/{epochs:>3}] … {loss:.5f} … {100 * accuracy:.2f}%".
    [Fact]
    public void The_log_has_the_lessons_lines()
    {
        var run = SmallProblem.Run("sgd");
        Assert.Equal(
            [
                "Training started! 11 samples. 3 batches per epoch",
                $"Epoch [  1/  3] finished. Mean loss: {run.Loss[0]:F5}. Accuracy: 27.27%",
                $"Epoch [  2/  3] finished. Mean loss: {run.Loss[1]:F5}. Accuracy: 36.36%",
                $"Epoch [  3/  3] finished. Mean loss: {run.Loss[2]:F5}. Accuracy: 36.36%",
                "Training complete! Total gradient descent steps: 9",
            ],
            Log(epochs: 3));
    }

    [Fact]
    public void Validation_is_appended_to_the_line_of_its_epoch()
    {
        var run = SmallProblem.Run("sgd");
        Assert.Equal($"Epoch [  1/  1] finished. Mean loss: {run.Loss[0]:F5}. Accuracy: 27.27%. Validation: {run.ValidationLoss[0]:F5}, 27.27%", Log(epochs: 1, validate: true)[1]);
    }

    [Fact]
    public void A_training_that_was_stopped_says_so() =>
        Assert.Equal("Training stopped after 1 of 10 epochs. Total gradient descent steps: 4", Log(epochs: 10, onBatch: state =>
        {
            if (state.Steps == 4) state.Stop();
        })[^1]);

    [Fact]
    public void Interrupting_the_cell_ends_training_after_the_batch_under_way()
    {
        using var source = new CancellationTokenSource();
        LiveOutput.Cancellation = () => source.Token;
        try
        {
            Assert.Equal("Training stopped after 1 of 10 epochs. Total gradient descent steps: 5", Log(epochs: 10, onBatch: state =>
            {
                if (state.Steps == 5) source.Cancel();
            })[^1]);
        }
        finally
        {
            LiveOutput.Cancellation = null;
        }
    }

    [Fact]
    public void The_log_is_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            Assert.Contains("Accuracy: 27.27%", Log(epochs: 1)[1]);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_notebook_shows_one_bar_that_ends_full_and_the_log_beside_it()
    {
        IReadOnlyList<string> log = [];
        var shown = LiveOutputCollection.ShownBy(() => log = Log(epochs: 2));
        var bar = Assert.IsType<ProgressBar>(Assert.Single(shown));
        Assert.Equal(("Epoch 2/2", 3, 3, "batches", TimeSpan.Zero), (bar.Label, bar.Done, bar.Total, bar.Unit, bar.Left));
        Assert.Equal(4, log.Count);
    }

    [Fact]
    public void Quiet_training_writes_and_shows_nothing() =>
        Assert.Empty(LiveOutputCollection.ShownBy(() => Assert.Empty(Log(epochs: 1, verbose: false))));

    private static IReadOnlyList<string> Log(int epochs, bool validate = false, Action<TrainingState>? onBatch = null, bool verbose = true)
    {
        using var dataset = SmallProblem.Dataset();
        using var model = SmallProblem.Convnet();
        using var loss = CrossEntropyLoss();
        using var steps = SmallProblem.Optimizer("sgd", model);
        var batches = new Batches(dataset, 4, shuffle: false);
        var (console, text) = (Console.Out, new StringWriter());
        Console.SetOut(text);
        try
        {
            Trainer.Fit(batches, model, loss, steps, epochs, validation: validate ? batches : null, verbose: verbose, cancellationToken: TestContext.Current.CancellationToken, onBatch: onBatch);
        }
        finally
        {
            Console.SetOut(console);
        }
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
