using Runner.Html;
using Runner.Presenting.Live;
using Runner.Presenting.Slides;

namespace Tests.Runner.Presenting.Slides;

public class DeckTests
{
    private static Deck Deck(params string[] cells) => global::Runner.Presenting.Slides.Deck.Of(Cells(cells));

    // A text that begins with "code" is a cell with code.
    private static LiveCell[] Cells(params string[] cells) =>
        [.. cells.Select((text, i) => new LiveCell($"c{i + 1}", text.StartsWith("code", StringComparison.Ordinal) ? "csharp" : "markdown", text))];

    [Fact]
    public void A_slide_begins_at_each_heading_down_to_the_third_level()
    {
        var deck = Deck("# One\n\na\n\n## Two\n\n### Three\n\n#### Not a slide\n\nb");
        Assert.Equal([(1, "One"), (2, "Two"), (3, "Three")], deck.Slides.Select(slide => (slide.Level, slide.Title)));
        Assert.Equal("### Three\n\n#### Not a slide\n\nb", Assert.Single(deck.Slides[2].Parts).Prose);
    }

    [Fact]
    public void Code_belongs_to_the_slide_that_it_follows()
    {
        var deck = Deck("# One", "code 1", "more of one\n\n## Two", "code 2", "code 3");
        Assert.Equal(["c4", "c5"], deck.Slides[1].Parts.Skip(1).Select(part => part.CellId));
        Assert.Equal(["# One", null, "more of one"], deck.Slides[0].Parts.Select(part => part.Prose));
    }

    [Fact]
    public void What_comes_before_the_first_heading_is_a_slide_without_a_title()
    {
        var deck = Deck("code 1", "# One");
        Assert.Equal([(0, ""), (1, "One")], deck.Slides.Select(slide => (slide.Level, slide.Title)));
    }

    [Fact]
    public void An_empty_notebook_has_one_empty_slide() => Assert.Empty(Assert.Single(Deck().Slides).Parts);

    [Fact]
    public void A_heading_inside_a_code_block_or_a_quotation_begins_no_slide() =>
        Assert.Single(Deck("# One\n\n```python\n# a comment\n```\n\n> ## quoted").Slides);

    [Fact]
    public void An_underlined_heading_begins_a_slide() =>
        Assert.Equal(["One", "Two"], Deck("One\n===\n\na\n\nTwo\n---\n").Slides.Select(slide => slide.Title));

    [Fact]
    public void A_title_is_its_words_without_marks() => Assert.Equal("A kernel of 3x3 & more", Deck("## A **kernel** of `3x3` & [more](x.md)").Slides[0].Title);

    [Fact]
    public void Notes_are_the_speakers_and_on_no_slide()
    {
        var deck = Deck("# One\n\na\n\n<!-- notes: Ask first.\n\nThen wait. -->\n\nb\n\n## Two", "code 1", "<!-- notes: Run it twice. -->");
        Assert.Equal("Ask first.\n\nThen wait.", deck.Slides[0].Notes);
        Assert.Equal("Run it twice.", deck.Slides[1].Notes);
        Assert.DoesNotContain(deck.Slides.SelectMany(slide => slide.Parts), part => part.Prose?.Contains("notes:", StringComparison.Ordinal) == true);
        Assert.Equal(2, deck.Slides[1].Parts.Count); // A cell of nothing but notes leaves no gap.
    }

    [Fact]
    public void Notes_are_the_speakers_however_they_are_written()
    {
        var deck = Deck("# One\n\n<!--notes: first-->\n\n- a <!-- Notes: second --> b\n  <!-- notes: third -->\n\n<!-- a comment -->");
        Assert.Equal(["first", "second", "third"], deck.Slides[0].Notes.Split("\n\n"));
        Assert.DoesNotContain("<!--", string.Concat(deck.Slides[0].Parts.Select(part => new Prose().Render(part.Prose!))), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_one_cell_have_keys_of_their_own()
    {
        var keys = Deck("# One\n\n## Two\n\n## Three", "code").Slides.SelectMany(slide => slide.Parts).Select(part => part.Key).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void A_deck_stays_the_same_while_only_code_and_outputs_change()
    {
        var cells = Cells("# One", "code 1");
        var deck = global::Runner.Presenting.Slides.Deck.Of(cells);
        Assert.Same(deck, global::Runner.Presenting.Slides.Deck.Of([cells[0], cells[1] with { Text = "code 2", State = CellState.Running }], deck));
        Assert.NotSame(deck, global::Runner.Presenting.Slides.Deck.Of([cells[0] with { Text = "# Uno" }, cells[1]], deck));
    }
}
