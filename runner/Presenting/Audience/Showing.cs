using System.Collections.Immutable;
using System.Text.Json;
using Runner.Presenting.Slides;

namespace Runner.Presenting.Audience;

/// <summary>What there is to see at a moment, once for all who look: the slide's blocks, and where in the presentation it is.</summary>
/// <param name="Blocks">From top to bottom.</param>
internal sealed record Showing(Showing.Head Place, IReadOnlyList<Block> Blocks)
{
    private readonly HashSet<Block> _all = new(Blocks, ReferenceEqualityComparer.Instance);

    /// <summary>Before anything is presented.</summary>
    public static readonly Showing Nothing = new(new("", "", 0, 0, 0, 0, null, null, false, null, null), []);

    /// <summary>Where in the presentation a page is.</summary>
    /// <param name="At">The part at the top of the room's screen.</param>
    /// <param name="Poll">What the room is asked.</param>
    /// <param name="IsBlack">Whether the room's screen is dark.</param>
    /// <param name="Pointer">Where the presenter points.</param>
    /// <param name="Ink">The lines that are drawn over cells; the same object while they are the same.</param>
    internal sealed record Head(string Notebook, string Title, int Slide, int Live, int Furthest, int Count, string? At, BallotSheet? Poll, bool IsBlack, Spot? Pointer, ImmutableList<Stroke>? Ink);

    public static Showing Of(Presentation presentation, int? pinned, Blocks blocks)
    {
        var deck = presentation.Deck;
        var live = presentation.Number;
        var number = Math.Clamp(pinned ?? live, 0, Math.Max(live, Math.Min(presentation.Furthest, deck.Slides.Count - 1)));
        var slide = deck.Slides[number];
        var at = pinned is null && presentation.Place.Part < slide.Parts.Count ? slide.Parts[presentation.Place.Part].Key : null;
        return new(new(presentation.Notebook.Title, slide.Title, number, live, Math.Max(live, presentation.Furthest), deck.Slides.Count, at, pinned is null ? presentation.Ballot?.Sheet : null, pinned is null && presentation.IsBlack, pinned is null ? presentation.Pointer : null, pinned is null ? blocks.Ink(presentation) : null), blocks.Of(presentation.Notebook, slide));
    }

    /// <summary>
    /// One event of the stream, in pieces that all who are sent it share: what is different from what was sent before, and
    /// a comment where nothing is.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>> EventAfter(Showing? before)
    {
        var fresh = before is null ? Blocks : [.. Blocks.Where(block => !before._all.Contains(block))];
        if (before is not null && Place == before.Place && fresh.Count == 0 && Blocks.Count == before.Blocks.Count)
        {
            yield return ":\n\n"u8.ToArray();
            yield break;
        }

        var head = JsonSerializer.SerializeToUtf8Bytes(Place, JsonSerializerOptions.Web);
        var order = JsonSerializer.SerializeToUtf8Bytes(Blocks.Select(block => block.Key));
        yield return (byte[])[.. "data: {\"head\":"u8, .. head, .. ",\"order\":"u8, .. order, .. ",\"blocks\":["u8];
        foreach (var (i, block) in fresh.Index())
        {
            if (i > 0) yield return Comma;
            yield return block.Json;
        }

        yield return End;
    }

    private static readonly byte[] Comma = [(byte)','];
    private static readonly byte[] End = "]}\n\n"u8.ToArray();
}
