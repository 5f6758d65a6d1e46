namespace Runner.Presenting.Slides;

/// <summary>What a screen holds, in lines of code of the least size and letters of them, before anything is drawn.</summary>
internal static class Room
{
    private const int Letters = 118;

    // A screen, and what a large heading takes of it, or a small one; a line or an item of prose is higher than a line of code, a block is
    // apart from the next, code has a frame.
    private const double All = 28, LargeHeading = 3, SmallHeading = 1.5, ProseLine = 1.2, ProseItem = 1.4, Gap = .55, Frame = 1.2;

    // How much code and the text that came out fill together at most, and a picture that stands with other outputs.
    private const double Together = 22, OnePicture = 12;

    // The height of a line in letters; the least share of the screen that a picture has with its code, and of the width that is left beside code.
    private const double LineHeight = 2.4, LeastPicture = .33, LeastBeside = .36;

    /// <summary>How many lines of code a screen holds that shows nothing else.</summary>
    public const int MostCode = (int)(All - SmallHeading - Frame);

    /// <summary>How many lines of longer code stand together, below a large heading too.</summary>
    public const int CodePiece = (int)(All - LargeHeading - Frame);

    /// <summary>What is left below a heading and blocks of prose.</summary>
    public static double Below(bool isLarge, IEnumerable<(string Markdown, bool IsList)> prose) => All - (isLarge ? LargeHeading : SmallHeading)
        - prose.Sum(block => Gap + (block.IsList ? ProseItem * block.Markdown.Split('\n').Sum(Wrapped) : ProseLine * Wrapped(block.Markdown)));

    /// <summary>What code takes.</summary>
    public static double Height(string[] code) => Frame + code.Sum(Wrapped);

    /// <summary>Whether a cell and all that came out of it stand on one screen: beside the code, where no line of it is broken for that, or below it.</summary>
    /// <param name="free">What the screen still holds.</param>
    public static bool Holds(double free, string[] code, IReadOnlyList<Extent> outputs)
    {
        var text = outputs.Where(extent => extent.Ratio is null).ToList();
        var (height, lines, widest) = (Height(code), text.Sum(extent => extent.Lines + Gap), text.Select(extent => extent.Width).DefaultIfEmpty().Max());
        var beside = Letters - code.Max(line => line.Length) - 4;
        if (outputs.FirstOrDefault(extent => extent.Ratio is not null) is not { Ratio: { } ratio })
            return (Math.Max(height, lines) <= free && beside >= Math.Max(widest, LeastBeside * Letters)) || height + Gap + lines <= Math.Min(free, Together);

        // Where the picture is too small either way, it is worth a screen of its own.
        var seen = Math.Max(beside < LeastBeside * Letters || height > free ? 0 : Area(beside, free - lines), Area(Letters, free - height - lines - Gap));
        return outputs.Count == text.Count + 1 && seen >= LeastPicture * Letters * All * LineHeight;

        double Area(double across, double down) => Math.Min(across, Math.Max(0, down) * LineHeight * ratio) is var wide ? wide * wide / ratio : 0;
    }

    /// <summary>What came out of a cell, in as many screens as it takes; the last has what comes yet, too.</summary>
    public static IEnumerable<(int From, int Count)> Screens(IReadOnlyList<Extent> outputs)
    {
        var (from, filled) = (0, 0.0);
        foreach (var (i, output) in outputs.Index())
        {
            var height = output.Ratio is null ? output.Lines + Gap : OnePicture;
            if (i > from && filled + height > All - SmallHeading)
            {
                yield return (from, i - from);
                (from, filled) = (i, 0);
            }

            filled += height;
        }

        yield return (from, int.MaxValue);
    }

    /// <summary>How many lines of the screen a line of code takes.</summary>
    public static int Wrapped(string line) => 1 + (Math.Max(0, line.Length - 1) / Letters);
}
