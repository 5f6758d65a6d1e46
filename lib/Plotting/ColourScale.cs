using SkiaSharp;

namespace NotebookLib.Plotting;

/// <summary>A way from numbers to colours, in 256 steps, that reads the same with and without colour vision.</summary>
internal sealed class ColourScale
{
    /// <summary>Black to white.</summary>
    public static readonly ColourScale Gray = Through(SKColors.Black, SKColors.White);

    /// <summary>White to dark blue: how much of something.</summary>
    public static readonly ColourScale Blues = Through(SKColors.White, SKColor.Parse("#CFE6F5"), Style.Sky, Style.Blue, SKColor.Parse("#003A5D"));

    /// <summary>Blue below zero, white at it, vermillion above.</summary>
    public static readonly ColourScale Diverging = Through(Style.Blue, SKColor.Parse("#8DC4E6"), SKColors.White, SKColor.Parse("#F2B48A"), Style.Vermillion);

    /// <summary>Dark violet to yellow, evenly in lightness: where something is strong. (Smith and van der Walt, matplotlib, 2015.)</summary>
    public static readonly ColourScale Viridis = new([.. Enumerable.Range(0, 256).Select(i => new ScottPlot.Colormaps.Viridis().GetColor(i / 255.0)).Select(c => new SKColor(c.R, c.G, c.B))]);

    private readonly SKColor[] _colours;

    private ColourScale(SKColor[] colours) => _colours = colours;

    /// <summary>The colour of a number between the ends of the scale; beyond them the end's.</summary>
    public SKColor At(double value, double low, double high) =>
        _colours[high > low && double.IsFinite(value) ? (int)Math.Clamp((value - low) / (high - low) * 255.999, 0, 255) : 0];

    /// <summary>The colour of text that is readable on another colour.</summary>
    public static SKColor TextOn(SKColor colour) =>
        (0.2126 * colour.Red) + (0.7152 * colour.Green) + (0.0722 * colour.Blue) > 140 ? Style.Ink : SKColors.White;

    private static ColourScale Through(params SKColor[] stops) => new([.. Enumerable.Range(0, 256).Select(i =>
    {
        var at = i / 255f * (stops.Length - 1);
        var (from, to) = (stops[(int)at], stops[Math.Min((int)at + 1, stops.Length - 1)]);
        byte Mix(byte a, byte b) => (byte)MathF.Round(a + ((b - a) * (at - (int)at)));
        return new SKColor(Mix(from.Red, to.Red), Mix(from.Green, to.Green), Mix(from.Blue, to.Blue));
    })]);
}
