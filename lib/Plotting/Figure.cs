using ScottPlot;
using SkiaSharp;

namespace NotebookLib.Plotting;

/// <summary>A white sheet measured in CSS pixels, on which a picture is drawn.</summary>
internal sealed class Figure : IDisposable
{
    private readonly SKSurface _surface;
    private readonly int _density;
    private bool _isChart;

    /// <param name="width">Width in CSS pixels.</param>
    /// <param name="height">Height in CSS pixels.</param>
    /// <param name="density">Pixels to a CSS pixel.</param>
    public Figure(float width, float height, int density = Picture.Density)
    {
        _density = density;
        var info = new SKImageInfo((int)MathF.Ceiling(width) * density, (int)MathF.Ceiling(height) * density);
        _surface = SKSurface.Create(info);
        Canvas.Clear(Style.Paper);
        Canvas.Scale(density);
    }

    public SKCanvas Canvas => _surface.Canvas;

    /// <summary>What was drawn, with the text that tells it.</summary>
    public Picture ToPicture(string alt)
    {
        using var image = _surface.Snapshot();
        using var pixels = image.PeekPixels();
        // Four times as fast as to search the best filter for each line, and larger by a tenth.
        using var png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Up, 2))!;
        return new(png.ToArray(), alt, _density) { IsChart = _isChart };
    }

    /// <summary>One line of text with the middle of its capitals at <paramref name="y"/>; smaller where it would be too wide.</summary>
    public void Text(string text, float x, float y, float size = Style.TextSize, bool bold = false, SKColor? colour = null,
        SKTextAlign align = SKTextAlign.Center, float maxWidth = float.MaxValue)
    {
        using var font = Font(size, bold);
        var width = font.MeasureText(text);
        if (width > maxWidth) font.Size *= maxWidth / width;
        using var paint = new SKPaint { Color = colour ?? Style.Ink, IsAntialias = true };
        Canvas.DrawText(text, x, y + (font.Metrics.CapHeight / 2), align, font, paint);
    }

    /// <summary>One line of text from the bottom up, aligned along its length at <paramref name="y"/>, its middle at <paramref name="x"/>.</summary>
    public void TextUpwards(string text, float x, float y, float size, SKTextAlign align)
    {
        Canvas.Save();
        Canvas.RotateDegrees(-90, x, y);
        Text(text, x, y, size, align: align);
        Canvas.Restore();
    }

    /// <summary>The width of a line of text, in CSS pixels.</summary>
    public static float Measure(string text, float size = Style.TextSize, bool bold = false)
    {
        using var font = Font(size, bold);
        return font.MeasureText(text);
    }

    /// <summary>A picture of pixels: small ones enlarged as the squares they are, large ones reduced smoothly.</summary>
    public void Bitmap(SKBitmap bitmap, SKRect place)
    {
        var enlarged = place.Width * _density >= bitmap.Width;
        using var image = SKImage.FromBitmap(bitmap);
        Canvas.DrawImage(image, place, enlarged ? new SKSamplingOptions(SKFilterMode.Nearest) : new(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    public void Fill(SKRect place, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour };
        Canvas.DrawRect(place, paint);
    }

    /// <summary>A frame of straight or dashed lines, drawn inside the rectangle.</summary>
    public void Frame(SKRect place, SKColor colour, float width = 1, bool dashed = false)
    {
        using var dashes = dashed ? SKPathEffect.CreateDash([width * 2.5f, width * 1.5f], 0) : null;
        using var paint = new SKPaint { Color = colour, Style = SKPaintStyle.Stroke, StrokeWidth = width, PathEffect = dashes, IsAntialias = dashed };
        place.Inflate(-width / 2, -width / 2);
        Canvas.DrawRect(place, paint);
    }

    /// <summary>A chart with its title, drawn into the rectangle and nowhere else.</summary>
    public void Chart(string title, Plot plot, SKRect place)
    {
        _isChart = true;
        Text(title, place.MidX, place.Top + Style.Margin + (Style.TitleSize / 2), Style.TitleSize, bold: true, maxWidth: place.Width - (2 * Style.Margin));
        // ScottPlot wipes all that it may draw on: it may draw inside the margin only.
        var inside = new SKRect(place.Left + 6, place.Top + Style.Margin + (Style.TitleSize * 1.2f), place.Right - 6, place.Bottom - 8);
        Canvas.Save();
        Canvas.ClipRect(inside);
        plot.Render(Canvas, new PixelRect(inside.Left, inside.Right, inside.Bottom, inside.Top));
        Canvas.Restore();
    }

    /// <summary>A disc with a tick or a cross, larger than the typeface's.</summary>
    public void Mark(bool right, float x, float y, float radius)
    {
        using var disc = new SKPaint { Color = right ? Style.Green : Style.Vermillion, IsAntialias = true };
        using var pen = new SKPaint { Color = SKColors.White, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = radius * 0.3f, StrokeCap = SKStrokeCap.Round, StrokeJoin = SKStrokeJoin.Round };
        Canvas.DrawCircle(x, y, radius, disc);
        using var rim = new SKPaint { Color = SKColors.White, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 1.5f };
        Canvas.DrawCircle(x, y, radius, rim);
        var (s, lines) = (radius * 0.42f, right ? (float[][])[[-1.1f, 0.1f, -0.3f, 0.9f, 1.1f, -0.8f]] : [[-0.9f, -0.9f, 0.9f, 0.9f], [-0.9f, 0.9f, 0.9f, -0.9f]]);
        foreach (var line in lines)
        {
            using var path = new SKPath();
            path.AddPoly([.. line.Chunk(2).Select(at => new SKPoint(x + (at[0] * s), y + (at[1] * s)))], close: false);
            Canvas.DrawPath(path, pen);
        }
    }

    public void Dispose() => _surface.Dispose();

    private static SKFont Font(float size, bool bold) =>
        new(bold ? Style.SemiBold : Style.Regular, size) { Subpixel = true, Edging = SKFontEdging.Antialias };
}
