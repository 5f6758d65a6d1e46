using NotebookLib.Data;
using NotebookLib.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Training;

public class MetricsTests
{
    [Fact]
    public void The_confusion_matrix_counts_truths_by_row_and_predictions_by_column()
    {
        // The pixels of an image are the logits of its prediction: 0, 0, 1, 1, 2 and 2.
        using var predicted = functional.one_hot(tensor(new long[] { 0, 0, 1, 1, 2, 2 }), 4).to_type(ScalarType.Float32).view(6, 1, 1, 4);
        using var dataset = new ImageDataset(predicted, tensor(new long[] { 0, 0, 0, 1, 1, 2 }), ["a", "b", "c", "d"]);
        using var model = Sequential(Flatten());
        var confusion = Metrics.ConfusionMatrix(model, dataset);

        Assert.Equal(new long[,] { { 2, 1, 0, 0 }, { 0, 1, 1, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 0 } }, confusion);
        Assert.Equal([2 / 3.0, 1 / 2.0, 1, double.NaN], Metrics.AccuracyPerClass(confusion));
    }

    [Fact]
    public void Predictions_are_the_classes_of_highest_logit_in_evaluation_mode_whatever_the_number_of_images()
    {
        using var model = Sequential(Flatten(), Dropout(0.9));
        using var images = rand(600, 1, 1, 5);
        using var predicted = Metrics.Predict(model, images);
        using var expected = images.flatten(1).argmax(1);
        Assert.Equal(expected.data<long>().ToArray(), predicted.data<long>().ToArray());
        Assert.True(model.training);
    }

    [Fact]
    public void Probabilities_are_the_softmax_of_the_logits()
    {
        using var model = Sequential(Flatten());
        using var images = tensor(new[] { 0f, MathF.Log(3), 0, 0 }, [2, 1, 1, 2]);
        using var probabilities = Metrics.PredictProbabilities(model, images);
        Assert.Equal([2, 2], probabilities.shape);
        Assert.All(new[] { 0.25f, 0.75f, 0.5f, 0.5f }.Zip(probabilities.data<float>().ToArray()), p => Assert.Equal(p.First, p.Second, 1e-6f));
    }

    // The logits are the pixels themselves: logarithms of the odds.
    [Fact]
    public void The_worst_mistakes_gave_the_truth_the_least()
    {
        var odds = new[,] { { 1f, 1, 8 }, { 1, 3, 1 }, { 6, 3, 1 }, { 3, 5, 2 } };
        using var images = tensor(odds).log().view(4, 1, 1, 3);
        using var dataset = new ImageDataset(images, tensor(new long[] { 2, 0, 2, 0 }), ["a", "b", "c"]);
        using var model = Sequential(Flatten());

        var worst = Metrics.WorstMistakes(model, dataset);
        Assert.Equal([(2, 2, 0), (1, 0, 1), (3, 0, 1)], worst.Select(m => (m.Index, m.Label, m.Predicted)));
        Assert.Equal((0.6, 0.1), (Math.Round(worst[0].Probability, 5), Math.Round(worst[0].LabelProbability, 5)));
        Assert.Equal([2, 1], Metrics.WorstMistakes(model, dataset, 2).Select(m => m.Index));

        Assert.Equal(new long[,] { { 0, 2, 0 }, { 0, 0, 0 }, { 1, 0, 1 } }, Metrics.ConfusionMatrix(model, dataset));
    }
}
