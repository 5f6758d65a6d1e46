using NotebookLib.Plotting;
using SkiaSharp;

namespace Tests.Lib.Plotting;

/// <summary>What is in a picture, seen from outside.</summary>
internal static class Pixels
{
    public static SKColor[] Of(Picture picture)
    {
        using var bitmap = SKBitmap.Decode(picture.Png);
        Assert.Equal((picture.Width * 2, picture.Height * 2), (bitmap.Width, bitmap.Height));
        return bitmap.Pixels;
    }

    /// <summary>The share of the pixels that have exactly this colour.</summary>
    public static double Share(this Picture picture, string colour)
    {
        var pixels = Of(picture);
        return pixels.Count(pixel => pixel == SKColor.Parse(colour)) / (double)pixels.Length;
    }

    /// <summary>The lightness of every pixel, as a reader without colour vision sees the picture.</summary>
    public static byte[] Lightness(Picture picture) =>
        [.. Of(picture).Select(p => (byte)((0.2126 * p.Red) + (0.7152 * p.Green) + (0.0722 * p.Blue)))];
}
