using Markdig.Syntax;
using Runner.Html;
using Runner.Presenting.Live;

namespace Runner.Presenting.Slides;

/// <summary>
/// A notebook as slides. A slide begins at each heading of level 1 to 3, also in the midst of a cell; a cell with code
/// belongs to the slide that it follows.
/// </summary>
public sealed class Deck
{
    private readonly IReadOnlyList<LiveCell> _cells;

    private Deck(IReadOnlyList<LiveCell> cells, IReadOnlyList<Slide> slides)
    {
        _cells = cells;
        Slides = slides;
    }

    /// <summary>At least one.</summary>
    public IReadOnlyList<Slide> Slides { get; }

    /// <summary>The slides of these cells.</summary>
    /// <param name="before">The deck as it was: it is the answer where its slides are the same.</param>
    public static Deck Of(IReadOnlyList<LiveCell> cells, Deck? before = null) =>
        before is not null && before._cells.Count == cells.Count && before._cells.Zip(cells).All(pair => AreSame(pair.First, pair.Second))
            ? before
            : new(cells, Cut(cells));

    // Code and outputs are looked up when they are shown: only prose makes slides.
    private static bool AreSame(LiveCell one, LiveCell other) =>
        ReferenceEquals(one, other) || (one.Id == other.Id && one.IsProse == other.IsProse && (!one.IsProse || one.Text == other.Text));

    private static List<Slide> Cut(IReadOnlyList<LiveCell> cells)
    {
        List<Slide> slides = [new(0, "", [], "")];
        foreach (var cell in cells)
        {
            if (cell.IsProse) Cut(cell, slides);
            else Add(slides, new(cell.Id, cell.Id, null));
        }

        if (slides is [{ Parts: [], Notes: "" }, _, ..]) slides.RemoveAt(0);
        return slides;
    }

    private static void Cut(LiveCell cell, List<Slide> slides)
    {
        var text = new System.Text.StringBuilder();
        var pieces = 0;
        var end = 0;
        foreach (var block in Prose.Parse(cell.Text) ?? [])
        {
            if (block is HeadingBlock { Level: <= 3 } heading)
            {
                CopyUpTo(block.Span.Start);
                EndPart();
                slides.Add(new(heading.Level, Title(cell.Text[block.Span.Start..(block.Span.End + 1)]), [], ""));
            }
            else if (SpeakerNotes.Of(block, cell.Text) is { } notes)
            {
                CopyUpTo(block.Span.Start);
                end = block.Span.End + 1;
                Note(notes);
            }
            else
            {
                foreach (var inside in block.Descendants().Select(part => SpeakerNotes.Of(part, cell.Text)).OfType<string>()) Note(inside);
            }
        }

        CopyUpTo(cell.Text.Length);
        EndPart();

        void Note(string notes) => slides[^1] = slides[^1] with { Notes = $"{slides[^1].Notes}\n\n{notes}".Trim() };

        void CopyUpTo(int position)
        {
            text.Append(cell.Text, end, position - end);
            end = position;
        }

        void EndPart()
        {
            var prose = text.ToString().Trim();
            if (prose != "") Add(slides, new($"{cell.Id}-{++pieces}", cell.Id, prose));
            text.Clear();
        }
    }

    private static void Add(List<Slide> slides, SlidePart part) => slides[^1] = slides[^1] with { Parts = slides[^1].Parts.Add(part) };

    private static string Title(string heading)
    {
        var prose = new Prose();
        prose.Render(heading);
        return prose.Headings is [var first, ..] ? first.Text : "";
    }
}
