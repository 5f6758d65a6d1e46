using System.Collections.Immutable;

namespace Runner.Presenting.Slides;

/// <summary>One slide: what stands under one heading.</summary>
/// <param name="Level">The heading's level, 1 to 3; 0 for what comes before the first.</param>
/// <param name="Title">The heading's words.</param>
/// <param name="Parts">From top to bottom.</param>
/// <param name="Notes">What its author says to the speaker alone, as Markdown; empty without.</param>
public sealed record Slide(int Level, string Title, ImmutableList<SlidePart> Parts, string Notes)
{
    /// <summary>Tells it from the deck's other slides, and stays while its words and cells change.</summary>
    public string Key => Parts is [var first, ..] ? first.Key : "";
}

/// <summary>A piece of a slide: prose, or a cell with its outputs.</summary>
/// <param name="Key">Tells it from all other parts of a deck, and stays while cells move.</param>
/// <param name="CellId">The cell it comes from.</param>
/// <param name="Prose">Its Markdown; null for a cell that is shown as it stands, with its code.</param>
public sealed record SlidePart(string Key, string CellId, string? Prose);
