using NotebookLib.Data;
using NotebookLib.Training;
using SkiaSharp;
using static TorchSharp.torch;

namespace NotebookLib.Plotting;

/// <summary>Every picture of the lessons, each by one call whose value the notebook shows.</summary>
public static partial class Plots
{
    /// <summary>Images side by side, each with its name below.</summary>
    /// <param name="images">(H, W), (C, H, W) or (N, C, H, W) with 1 or 3 channels, on any device. uint8 counts from 0 to 255,
    /// other types from 0 to 1; a tensor with values beyond is stretched from its smallest to its largest.</param>
    /// <param name="titles">The name of each image; null for none.</param>
    /// <param name="columns">Images in a row; 0 for a number that suits.</param>
    /// <param name="title">The title over all of them.</param>
    /// <param name="alt">What the picture shows, for readers who cannot see it; null to tell the title and the names.</param>
    /// <exception cref="ArgumentException">The tensor has another shape, or there are not as many titles as images.</exception>
    /// <example><code>PlotImages(Image("chelsea.png"), title: "A cat")</code></example>
    public static Picture PlotImages(Tensor images, IReadOnlyList<string>? titles = null, int columns = 0, string title = "", string? alt = null)
    {
        using var _ = NewDisposeScope();
        var batch = TensorImages.ToUnitRange(TensorImages.AsBatch(images), images.dtype);
        var count = (int)batch.shape[0];
        if (titles is not null && titles.Count != count)
            throw new ArgumentException($"There are {count} images and {titles.Count} titles.", nameof(titles));

        var tiles = new Tiles(count, columns, (float)batch.shape[2] / batch.shape[3], titles is null ? 0 : 1, title);
        using var figure = new Figure(tiles.Width, tiles.Height);
        tiles.DrawTitle(figure, title);
        for (var i = 0; i < count; i++)
        {
            DrawImage(figure, batch[i], tiles[i]);
            if (titles is not null) figure.Text(titles[i], tiles.Caption(i, 0).X, tiles.Caption(i, 0).Y, maxWidth: tiles.TileWidth);
        }
        var names = titles is null ? "" : $": {string.Join(", ", titles)}";
        return figure.ToPicture(alt ?? $"{(title.Length > 0 ? $"{title}. " : "")}{(count == 1 ? "One image" : $"{count} images")}{names}");
    }

    /// <summary>Images with their true labels; or, given a model, with what it predicts for each.</summary>
    /// <param name="dataset">The images, their labels and the names of the classes.</param>
    /// <param name="model">From images (N, C, H, W) to logits (N, classes), on any device; null to show the true labels.</param>
    /// <param name="count">How many, from the first on.</param>
    /// <param name="columns">Images in a row; 0 for a number that suits.</param>
    /// <param name="title">The title over all of them; null for one that says what is shown.</param>
    /// <example><code>PlotFashionImages(test, model)</code></example>
    public static Picture PlotFashionImages(ImageDataset dataset, nn.Module<Tensor, Tensor>? model = null, int count = 16,
        int columns = 0, string? title = null)
    {
        using var shown = dataset.Take(count);
        var truths = Names(shown.Labels);
        if (model is null) return PlotImages(shown.Images, truths, columns, title ?? "Images and their labels");
        using var predicted = Metrics.Predict(model, shown.Images);
        return PlotPredictions(shown.Images, [.. Names(predicted).Zip(truths, (label, truth) => new Prediction(label, truth))], columns, title);

        string[] Names(Tensor labels)
        {
            using var local = labels.cpu();
            return [.. local.data<long>().Select(label => dataset.Classes[(int)label])];
        }
    }

    /// <summary>A gallery of mistakes: each image with what the model takes it for, how sure it is, and what it is.</summary>
    /// <param name="dataset">The images that the mistakes were made on.</param>
    /// <param name="mistakes">What <see cref="Metrics.WorstMistakes"/> returns.</param>
    /// <param name="columns">Images in a row; 0 for a number that suits.</param>
    /// <param name="title">The title over all of them.</param>
    /// <example><code>PlotMistakes(test, WorstMistakes(model, test, 8))</code></example>
    public static Picture PlotMistakes(ImageDataset dataset, IReadOnlyList<Mistake> mistakes, int columns = 0, string title = "The worst mistakes: the true class hardly considered")
    {
        using var shown = dataset.Subset(mistakes.Select(m => m.Index));
        return PlotPredictions(shown.Images,
            [.. mistakes.Select(m => new Prediction(dataset.Classes[m.Predicted], dataset.Classes[m.Label], m.Probability))], columns, title);
    }

    // A tick and a thin frame where a prediction is right; a cross, a thick dashed frame and the true label where it is wrong.
    private static Picture PlotPredictions(Tensor images, IReadOnlyList<Prediction> predictions, int columns, string? title)
    {
        using var _ = NewDisposeScope();
        var batch = TensorImages.ToUnitRange(TensorImages.AsBatch(images), images.dtype);
        var right = predictions.Count(p => p.IsRight);
        title ??= $"Predicted labels: {right} of {predictions.Count} right";
        var tiles = new Tiles(predictions.Count, columns, (float)batch.shape[2] / batch.shape[3], right < predictions.Count ? 2 : 1, title);
        using var figure = new Figure(tiles.Width, tiles.Height);
        tiles.DrawTitle(figure, title);
        foreach (var (i, prediction) in predictions.Index())
        {
            var (wrong, (x, first), (_, second)) = (!prediction.IsRight, tiles.Caption(i, 0), tiles.Caption(i, 1));
            DrawImage(figure, batch[i], tiles[i]);
            figure.Frame(tiles[i], wrong ? Style.Vermillion : Style.Green, wrong ? 6 : 2, dashed: wrong);
            figure.Mark(!wrong, tiles[i].Right - 15, tiles[i].Top + 15, 12);
            figure.Text(prediction.Caption, x, first, bold: wrong, maxWidth: tiles.TileWidth);
            if (wrong) figure.Text($"true: {prediction.True}", x, second, colour: Style.Muted, maxWidth: tiles.TileWidth);
        }
        return figure.ToPicture($"{title}. {string.Join(", ", predictions)}");
    }

    private static void DrawImage(Figure figure, Tensor image, SKRect place)
    {
        using var bitmap = TensorImages.ToBitmap(image);
        figure.Bitmap(bitmap, place);
        figure.Frame(place, Style.Rule);
    }
    // What a model says of an image, how sure it is (0 to 1), and what it is.
    private sealed record Prediction(string Label, string True, double? Confidence = null)
    {
        public bool IsRight => Label == True;

        public string Caption => FormattableString.Invariant($"{Label}{(Confidence is { } p ? $" {p * 100:0} %" : "")}");

        public override string ToString() => IsRight ? $"✓ {Caption}" : $"✗ {Caption} (true: {True})";
    }
}
