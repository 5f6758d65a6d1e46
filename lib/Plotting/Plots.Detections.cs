using NotebookLib.Models;
using SkiaSharp;
using static TorchSharp.torch;

namespace NotebookLib.Plotting;

public static partial class Plots
{
    /// <summary>A photograph with a labelled frame around each object that was found in it.</summary>
    /// <param name="picture">(C, H, W) or (1, C, H, W) with 1 or 3 channels.</param>
    /// <param name="detections">What <see cref="ObjectDetector.Detect"/> returns for the picture.</param>
    /// <param name="title">The title over it; null for one that names what was found.</param>
    /// <example><code>PlotDetections(picture, detector.Detect(picture))</code></example>
    public static Picture PlotDetections(Tensor picture, IReadOnlyList<Detection> detections, string? title = null)
    {
        using var _ = NewDisposeScope();
        var pixels = TensorImages.ToUnitRange(TensorImages.AsBatch(picture), picture.dtype)[0];
        var names = detections.Select(found => FormattableString.Invariant($"{found.Label} {found.Score * 100:0} %")).ToList();
        title ??= names.Count == 0 ? "Nothing found" : $"Found: {string.Join(", ", names)}";

        var tiles = new Tiles(1, 1, (float)pixels.shape[1] / pixels.shape[2], 0, title, largest: 480);
        using var figure = new Figure(tiles.Width, tiles.Height);
        tiles.DrawTitle(figure, title);
        DrawImage(figure, pixels, tiles[0]);
        var scale = tiles[0].Width / pixels.shape[2];
        foreach (var (i, found) in detections.Index().Reverse())
        {
            var colour = Style.Series[i % Style.Series.Length].Colour;
            var box = new SKRect((float)found.Left * scale, (float)found.Top * scale, (float)found.Right * scale, (float)found.Bottom * scale);
            box.Offset(tiles[0].Location);
            figure.Frame(box, SKColors.White, 6);
            figure.Frame(box, colour, 4, dashed: i % 2 == 1);
            var label = SKRect.Create(box.Left, box.Top, Figure.Measure(names[i], bold: true) + 16, Style.TextSize * 1.7f);
            figure.Fill(label, colour);
            figure.Text(names[i], label.MidX, label.MidY, bold: true, colour: ColourScale.TextOn(colour));
        }
        var where = detections.Select(found => FormattableString.Invariant(
            $"{found.Label} from {100 * found.Left / pixels.shape[2]:0} to {100 * found.Right / pixels.shape[2]:0} % of the width and {100 * found.Top / pixels.shape[1]:0} to {100 * found.Bottom / pixels.shape[1]:0} % of the height"));
        return figure.ToPicture($"{title}.{(names.Count == 0 ? "" : $" Frames: {string.Join("; ", where)}.")}");
    }
}
