namespace Runner.Presenting.Slides;

/// <summary>
/// A place on a cell, for pages whose screen has another shape: a point, in parts of the width and height of what stands there,
/// or the box that a line is drawn over, in the line's own unit.
/// </summary>
/// <param name="Cell">The cell.</param>
/// <param name="Output">Which of its outputs, from 0; -1 for its code.</param>
public sealed record Spot(string Cell, int Output, double X, double Y, double Width, double Height)
{
    /// <summary>Whether it can be shown anywhere.</summary>
    public bool IsSound => Output is >= -1 and < 1_000 && new[] { X, Y, Width, Height }.All(number => Math.Abs(number) < 1e6) && Width >= 0 && Height >= 0;
}

/// <summary>A line drawn on a slide.</summary>
/// <param name="Path">An SVG path, in hundredths of the root's font size from the slide's upper left corner.</param>
/// <param name="Over">What it is drawn over; null where that is no cell.</param>
public sealed record Stroke(string Path, Spot? Over);
