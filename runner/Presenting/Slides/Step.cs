using System.Collections.Immutable;

namespace Runner.Presenting.Slides;

/// <summary>One screen of a slide.</summary>
/// <param name="Key">Tells it from the deck's other steps, and stays while words and cells change.</param>
/// <param name="Heading">The slide's heading, as Markdown; empty where it has none.</param>
/// <param name="IsFirst">Whether it is its slide's first: the heading is large on this one.</param>
/// <param name="Sights">What the wall shows, from top to bottom.</param>
/// <param name="Prose">What is said with it: its prose, as Markdown, for the speaker and on demand for the wall.</param>
public sealed record Step(string Key, string Heading, bool IsFirst, ImmutableList<Sight> Sights, string Prose)
{
    /// <summary>What names the screen that it fills up: the same for steps that differ in how much they show.</summary>
    public string Screen { get; init; } = Key;

    /// <summary>Its cells, in order.</summary>
    public IEnumerable<string> Cells => Sights.Where(sight => sight.IsCell).Select(sight => sight.Part.CellId).Distinct();

    /// <summary>Whether it shows what came out of a cell whose code was a step of its own.</summary>
    public bool IsResult => Sights is [{ Kind: SightKind.Result }];
}

/// <summary>What a piece of the wall is.</summary>
public enum SightKind
{
    /// <summary>A list, a table, a quotation, code to read.</summary>
    Words,

    /// <summary>What leads up to the next sight and goes with it: a question, an exercise, the sentence before a list.</summary>
    Lead,
    Formula,
    Picture,

    /// <summary>A cell: its code, and what came out.</summary>
    Cell,

    /// <summary>A cell that only imports another notebook.</summary>
    Setup,

    /// <summary>A cell's code without what came out.</summary>
    Code,

    /// <summary>What came out of a cell, without its code.</summary>
    Result,
}

/// <summary>A piece of the wall.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Tells it from the slide's other pieces.</param>
/// <param name="Part">What it is cut from.</param>
/// <param name="Markdown">Its text; empty for a cell.</param>
/// <param name="Shown">How many of its items are seen yet; null: all.</param>
public sealed record Sight(SightKind Kind, string Key, SlidePart Part, string Markdown = "", int? Shown = null)
{
    public bool IsCell => Kind >= SightKind.Cell;

    /// <summary>Which of a cell's outputs, where they take several screens.</summary>
    public (int From, int Count) Outputs { get; init; } = (0, int.MaxValue);

    /// <summary>Which lines of a cell's code, where they take several screens.</summary>
    public (int From, int Count)? Lines { get; init; }

    /// <summary>Whether it is higher than a screen, and stands in columns.</summary>
    public bool IsLong => Kind == SightKind.Words && Markdown.AsSpan().Count('\n') > 20;
}
