using System.Buffers.Binary;
using System.Globalization;
using NotebookLib.Data;
using NotebookLib.Live;
using NotebookLib.Notebook;
using NotebookLib.Plotting;
using NotebookLib.Training;
using Tests.Lib.Notebook;
using Tests.Lib.Training;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Live;

[Collection(LiveOutputCollection.Name)]
public sealed class LiveCurvesTests : IDisposable
{
    private const string Watched = NotebookParameters.Prefix + "live";
    private readonly FakeClock _clock = new();
    private readonly List<Picture> _pictures = [];
    private readonly List<double> _batchLosses = [];
    private double _drawing;
    private int _places;

    public LiveCurvesTests() => LiveOutput.Show = value =>
    {
        _places++;
        Add(value);
        return Add;
    };

    public void Dispose()
    {
        LiveOutput.Show = null;
        Environment.SetEnvironmentVariable(Watched, null);
    }

    [Fact]
    public void The_picture_grows_in_one_place()
    {
        Fit(epochs: 4, batchTakes: 1000);
        Assert.Equal(1, _places);
        Assert.Equal(13, _pictures.Count); // a second between batches: one for each of the twelve, and the last
        Assert.Contains("over 0.33 of 4 epochs", _pictures[0].Alt);
        Assert.Contains("over 2.67 of 4 epochs", _pictures[7].Alt);
        Assert.Contains("over 4 of 4 epochs", _pictures[^1].Alt);
    }

    [Fact]
    public void It_is_drawn_at_the_beginning_then_once_a_second_and_at_the_end()
    {
        Fit(epochs: 20, batchTakes: 100);
        Assert.Equal(1 + 5 + 1, _pictures.Count); // the last of the sixty batches ends just before the sixth second does
    }

    // With 100 epochs two of three batches add a point; the first batch of the second epoch begins a second and adds none.
    [Fact]
    public void It_does_not_wait_for_the_next_point()
    {
        Fit(epochs: 100, batchTakes: 400);
        Assert.Contains("over 0.67 of 100 epochs", _pictures[0].Alt);
        Assert.Contains("over 1 of 100 epochs", _pictures[1].Alt);
    }

    // The first, which has to load everything, and the last, which comes anyway, do not count.
    [Fact]
    public void It_takes_no_more_than_a_small_share_of_the_time()
    {
        _drawing = 60;
        Fit(epochs: 40, batchTakes: 100);
        var elapsed = (120 * 100) + (_pictures.Count * _drawing);
        Assert.InRange((_pictures.Count - 2) * _drawing / elapsed, 0.02, 0.03);
    }

    [Fact]
    public void The_curve_goes_through_the_batches_losses()
    {
        Fit(epochs: 4, batchTakes: 1000);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Training loss from {_batchLosses[0]:0.000} to {_batchLosses[4]:0.000}"), _pictures[4].Alt);
    }

    [Fact]
    public void With_many_epochs_a_point_is_the_mean_of_its_batches()
    {
        var history = Fit(epochs: 200, batchTakes: 1);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Training loss from {history.Loss[0]:0.000} to {history.Loss[^1]:0.000}"), _pictures[^1].Alt);
    }

    [Fact]
    public void The_last_picture_has_the_last_validation()
    {
        var history = Fit(epochs: 2, batchTakes: 1);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"On validation data {history.ValidationLoss[1]:0.000}"), _pictures[^1].Alt);
    }

    [Fact]
    public void Where_nobody_watches_there_is_one_picture_the_same_as_the_last_of_those_who_do()
    {
        Fit(epochs: 3, batchTakes: 1000);
        var last = _pictures[^1];
        _pictures.Clear();
        Environment.SetEnvironmentVariable(Watched, "false");

        Fit(epochs: 3, batchTakes: 1000);

        Assert.Equal(last.Alt, Assert.Single(_pictures).Alt);
        Assert.Equal(last.Png, _pictures[0].Png);
    }

    [Fact]
    public void Pictures_that_pass_are_as_large_as_the_last_with_a_quarter_of_its_pixels()
    {
        Fit(epochs: 2, batchTakes: 1000);
        var (passing, last) = (_pictures[0], _pictures[^1]);
        Assert.Equal((last.Width, last.Height), (passing.Width, passing.Height));
        Assert.Equal((last.Width, last.Height), PixelsOf(passing));
        Assert.Equal((2 * last.Width, 2 * last.Height), PixelsOf(last));

        // Where a PNG has them: https://www.w3.org/TR/png-3/#11IHDR
        static (int Width, int Height) PixelsOf(Picture picture) =>
            (BinaryPrimitives.ReadInt32BigEndian(picture.Png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(picture.Png.AsSpan(20)));
    }

    [Fact]
    public void Outside_a_notebook_the_console_gets_one_line_that_tells_the_picture()
    {
        LiveOutput.Show = null;
        var (console, text) = (Console.Out, new StringWriter());
        Console.SetOut(text);
        try
        {
            Fit(epochs: 3, batchTakes: 1000);
        }
        finally
        {
            Console.SetOut(console);
        }
        Assert.StartsWith("[picture 840x430: Training, batch by batch:", Assert.Single(text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void A_training_that_is_stopped_shows_how_far_it_came()
    {
        Fit(epochs: 3, batchTakes: 1, stopAfter: 4);
        Assert.Contains("over 1.33 of 3 epochs", _pictures[^1].Alt);
    }

    [Fact]
    public void The_same_plug_in_draws_a_second_training_beside_the_first()
    {
        var curves = LiveFigures.LiveCurves(clock: _clock);
        Fit(epochs: 2, batchTakes: 1000, curves: curves);
        Fit(epochs: 1, batchTakes: 1000, curves: curves);
        Assert.Equal(2, _places);
        Assert.Contains("over 1 of 1 epoch.", _pictures[^1].Alt);
    }

    [Fact]
    public void The_training_before_stands_behind_the_curves()
    {
        var before = Fit(epochs: 2, batchTakes: 1000);
        var alone = _pictures[^1].Png;
        Fit(epochs: 2, batchTakes: 1000, curves: LiveFigures.LiveCurves(before, _clock));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"the training before, which ended at {before.Loss[^1]:0.000}"), _pictures[^1].Alt);
        Assert.DoesNotContain("before", _pictures[0].Alt, StringComparison.Ordinal);
        Assert.False(alone.AsSpan().SequenceEqual(_pictures[^1].Png));
    }

    [Theory]
    [InlineData("true", new[] { 1, 2, 3 })]
    [InlineData("false", new[] { 3 })]
    public void A_picture_follows_the_epochs_in_one_place_where_somebody_watches(string isWatched, int[] drawn)
    {
        Environment.SetEnvironmentVariable(Watched, isWatched);
        using var dataset = SmallProblem.Dataset();
        using var model = SmallProblem.Convnet();
        using var loss = CrossEntropyLoss();
        using var steps = SmallProblem.Optimizer("sgd", model);
        var epoch = 0;
        var picture = LiveFigures.LivePicture(() => Plots.PlotKernels(model.parameters().First(), $"Filters after epoch {epoch}"));
        Trainer.Fit(new Batches(dataset, 4, shuffle: false), model, loss, steps, epochs: 3, verbose: false, cancellationToken: TestContext.Current.CancellationToken, onEpoch: state =>
        {
            epoch = state.Epoch;
            picture(state);
        });
        Assert.Equal(1, _places);
        Assert.Equal(drawn.Select(each => $"Filters after epoch {each}"), _pictures.Select(each => each.Alt.Split([':', '.'])[0]));
    }

    private void Add(object picture)
    {
        _pictures.Add((Picture)picture);
        _clock.Advance(_drawing);
    }

    private History Fit(int epochs, double batchTakes, int? stopAfter = null, Action<TrainingState>? curves = null)
    {
        using var dataset = SmallProblem.Dataset();
        using var model = SmallProblem.Convnet();
        using var loss = CrossEntropyLoss();
        using var steps = SmallProblem.Optimizer("sgd", model);
        var batches = new Batches(dataset, 4, shuffle: false);
        curves ??= LiveFigures.LiveCurves(clock: _clock);
        return Trainer.Fit(batches, model, loss, steps, epochs, validation: batches, verbose: false, cancellationToken: TestContext.Current.CancellationToken, onBatch: state =>
        {
            _batchLosses.Add(state.BatchLoss);
            curves(state);
            _clock.Advance(batchTakes);
            if (state.Steps == stopAfter) state.Stop();
        });
    }
}
