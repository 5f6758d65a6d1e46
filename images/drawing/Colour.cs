namespace Drawing;

/// <summary>A colour as 0xRRGGBB.</summary>
public readonly record struct Colour(int Rgb)
{
    private static readonly Colour Black = new(0x000000);
    private static readonly Colour White = new(0xFFFFFF);

    /// <summary>This colour laid over another with the given opacity.</summary>
    public Colour Over(Colour background, double opacity)
    {
        var (mixed, below) = (0, background);
        foreach (var shift in (int[])[16, 8, 0])
            mixed |= (int)Math.Round(Channel(shift) * opacity + below.Channel(shift) * (1 - opacity)) << shift;
        return new(mixed);
    }

    /// <summary>The nearest darker (on a light background) or lighter colour that reaches a contrast ratio of WCAG 2.</summary>
    public Colour Against(Colour background, double contrast)
    {
        var extreme = background.Luminance > 0.5 ? Black : White;
        for (var amount = 0.0; amount < 1; amount += 0.05)
            if (extreme.Over(this, amount) is var candidate && candidate.Contrast(background) >= contrast)
                return candidate;
        return extreme;
    }

    /// <summary>As CSS writes it: <c>#0072B2</c>.</summary>
    public override string ToString() => $"#{Rgb:X6}";

    /// <summary>Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance.</summary>
    private double Luminance => 0.2126 * Linear(16) + 0.7152 * Linear(8) + 0.0722 * Linear(0);

    /// <summary>The contrast ratio of WCAG 2, from 1 to 21.</summary>
    public double Contrast(Colour other) =>
        (Math.Max(Luminance, other.Luminance) + 0.05) / (Math.Min(Luminance, other.Luminance) + 0.05);

    private int Channel(int shift) => Rgb >> shift & 0xFF;

    private double Linear(int shift)
    {
        var value = Channel(shift) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
