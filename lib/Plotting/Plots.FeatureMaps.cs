using SkiaSharp;
using static TorchSharp.torch;

namespace NotebookLib.Plotting;

public static partial class Plots
{
    /// <summary>The feature maps of one image, side by side: a bright place is a strong response.</summary>
    /// <param name="maps">(C, H, W) or (1, C, H, W): C maps. Where there are negative values zero is white, blue below, vermillion
    /// above; else dark violet is zero and yellow the strongest.</param>
    /// <param name="sameScale">Whether all maps share one scale, so that they can be compared; else each has its own, so that
    /// the pattern of a weak one is seen.</param>
    /// <param name="title">The title over all of them; null for one that gives number and size.</param>
    /// <param name="count">How many maps to show, from the first on.</param>
    /// <param name="columns">Maps in a row; 0 for a number that suits.</param>
    /// <param name="titles">The name of each map that is shown; null for none.</param>
    /// <param name="alt">What the picture shows, for readers who cannot see it; null to tell the title and the scale.</param>
    /// <exception cref="ArgumentException">The tensor has another shape, or there are not as many titles as maps.</exception>
    public static Picture PlotFeatureMaps(Tensor maps, string? title = null, int count = 32, int columns = 0, bool sameScale = false,
        IReadOnlyList<string>? titles = null, string? alt = null)
    {
        using var _ = NewDisposeScope();
        var all = maps.dim() == 4 && maps.shape[0] == 1 ? maps[0] : maps;
        if (all.dim() != 3) throw new ArgumentException($"Feature maps have the shape (C, H, W) or (1, C, H, W); this tensor has ({string.Join(", ", maps.shape)}).", nameof(maps));
        var shown = all.detach().cpu().to(float32)[..(int)Math.Min(count, all.shape[0])];
        var more = shown.shape[0] < all.shape[0] ? $"first {shown.shape[0]} of " : "";
        return DrawMaps(shown, title ?? $"Feature maps: {more}{all.shape[0]}, {all.shape[1]}×{all.shape[2]} each", columns, ColourScale.Viridis, sameScale, alt, titles);
    }

    /// <summary>The kernels of a convolution layer, one a filter: the weights with which it looks at the first input channel.</summary>
    /// <param name="weight">The layer's weight, (filters, input channels, kernel height, kernel width).</param>
    /// <param name="title">The title over all of them; null for one that gives number and size.</param>
    /// <param name="count">How many filters to show, from the first on.</param>
    /// <param name="columns">Kernels in a row; 0 for a number that suits.</param>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static Picture PlotKernels(Tensor weight, string? title = null, int count = 64, int columns = 0)
    {
        using var _ = NewDisposeScope();
        if (weight.dim() != 4) throw new ArgumentException($"A convolution's weight has the shape (filters, channels, height, width); this tensor has ({string.Join(", ", weight.shape)}).", nameof(weight));
        var shown = weight.detach().cpu().to(float32)[..(int)Math.Min(count, weight.shape[0])];
        var more = shown.shape[0] < weight.shape[0] ? $"first {shown.shape[0]} of " : "";
        return DrawMaps(shown.select(1, 0), title ?? $"Kernels: {more}{weight.shape[0]}, {weight.shape[2]}×{weight.shape[3]} each",
            columns, ColourScale.Diverging, sameScale: true, alt: null);
    }

    /// <summary>An image, and the same image with a map of numbers laid over it: what a prediction rests on (saliency, Grad-CAM).</summary>
    /// <param name="image">(H, W), (C, H, W) or (1, C, H, W) with 1 or 3 channels.</param>
    /// <param name="heat">(h, w), of any size: enlarged smoothly to the image's. Negative values count as none.</param>
    /// <param name="title">The title over both.</param>
    /// <param name="alt">What the picture shows, for readers who cannot see it; null to tell the title and where the map is strongest.</param>
    /// <exception cref="ArgumentException">A tensor has another shape.</exception>
    public static Picture PlotHeatmapOver(Tensor image, Tensor heat, string title = "", string? alt = null)
    {
        using var _ = NewDisposeScope();
        var pixels = TensorImages.ToUnitRange(TensorImages.AsBatch(image), image.dtype)[0];
        var (height, width) = (pixels.shape[1], pixels.shape[2]);
        var map = AsMatrix(heat).clamp_min(0);
        var strong = map / Math.Max(map.max().item<double>(), 1e-12);
        var peak = (int)strong.argmax().item<long>();
        var smooth = nn.functional.interpolate(strong.view(1, 1, map.shape[0], map.shape[1]), [height, width], mode: InterpolationMode.Bilinear, align_corners: false)[0, 0];

        // The image stays visible in a dim grey where the map is weak, lest a bright one hide the colours, and gives way to them where it is strong.
        var colours = ColourScale.Viridis;
        var rgb = tensor(TensorImages.Numbers(smooth).Select(v => colours.At(v, 0, 1)).SelectMany(c => (float[])[c.Red / 255f, c.Green / 255f, c.Blue / 255f]).ToArray())
            .view(height, width, 3).permute(2, 0, 1);
        var alpha = (0.15 + 0.6 * smooth).to(float32);
        var over = 0.5 * pixels.mean([0], keepdim: true) * (1 - alpha) + rgb * alpha;

        var tiles = new Tiles(2, 2, (float)height / width, 1, title, footer: true);
        using var figure = new Figure(tiles.Width, tiles.Height);
        tiles.DrawTitle(figure, title);
        DrawImage(figure, pixels, tiles[0]);
        DrawImage(figure, over, tiles[1]);
        foreach (var (i, name) in ((string[])["image", "under the heat map"]).Index()) figure.Text(name, tiles.Caption(i, 0).X, tiles.Caption(i, 0).Y);
        DrawScale(figure, tiles, colours, "none", "strongest");
        var (row, column) = (peak / map.shape[1], peak % map.shape[1]);
        return figure.ToPicture(alt ?? $"{(title.Length > 0 ? $"{title}. " : "")}The image, and the image with a heat map, strongest at {Percent(row, map.shape[0])} of the height and {Percent(column, map.shape[1])} of the width.");

        static string Percent(long place, long size) => FormattableString.Invariant($"{100 * (place + 0.5) / size:0} %");
    }

    private static Picture DrawMaps(Tensor maps, string title, int columns, ColourScale positive, bool sameScale, string? alt, IReadOnlyList<string>? titles = null)
    {
        var count = (int)maps.shape[0];
        if (titles is not null && titles.Count != count) throw new ArgumentException($"There are {count} maps and {titles.Count} titles.", nameof(titles));
        var (low, high) = TensorImages.Range(maps);
        var scale = low < 0 ? ColourScale.Diverging : positive;
        // Small maps need no large tiles; a large one should not lose its thin lines.
        var tiles = new Tiles(count, columns, (float)maps.shape[1] / maps.shape[2], titles is null ? 0 : 1, title, footer: true,
            largest: Math.Clamp(maps.shape[2], count <= 3 ? 260 : 200, 390));
        using var figure = new Figure(tiles.Width, tiles.Height);
        tiles.DrawTitle(figure, title);
        for (var i = 0; i < count; i++)
        {
            var (from, to) = Ends(sameScale ? maps : maps[i]);
            using var bitmap = TensorImages.ToBitmap(maps[i], scale, from, to);
            figure.Bitmap(bitmap, tiles[i]);
            figure.Frame(tiles[i], Style.Rule);
            if (titles is not null) figure.Text(titles[i], tiles.Caption(i, 0).X, tiles.Caption(i, 0).Y, maxWidth: tiles.TileWidth);
        }
        var (least, most) = Ends(maps);
        if (sameScale) DrawScale(figure, tiles, scale, Write(least), Write(most));
        else DrawScale(figure, tiles, scale, least < 0 ? "negative" : "0", least < 0 ? "positive" : "each map's strongest");
        return figure.ToPicture(alt ?? $"{title}{(titles is null ? "" : $": {string.Join(", ", titles)}")}. Values from {Write(low)} to {Write(high)}.");

        (double, double) Ends(Tensor values)
        {
            var (least, most) = TensorImages.Range(values);
            var largest = Math.Max(Math.Max(most, -least), 1e-12);
            return (scale == ColourScale.Diverging ? -largest : 0, largest);
        }
    }

    private static void DrawScale(Figure figure, Tiles tiles, ColourScale scale, string low, string high)
    {
        const float length = 180;
        var all = Figure.Measure(low) + Figure.Measure(high) + length + 20;
        var bar = SKRect.Create(((tiles.Width - all) / 2) + Figure.Measure(low) + 10, tiles.Height - Style.Margin - 12, length, 12);
        for (var x = 0; x < length; x++) figure.Fill(SKRect.Create(bar.Left + x, bar.Top, 1, bar.Height), scale.At(x, 0, length - 1));
        figure.Frame(bar, Style.Muted);
        figure.Text(low, bar.Left - 10, bar.MidY, align: SKTextAlign.Right);
        figure.Text(high, bar.Right + 10, bar.MidY, align: SKTextAlign.Left);
    }
}
