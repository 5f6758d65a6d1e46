using Runner.Documents;
using Runner.Presenting.Live;
using Runner.Presenting.Slides;

namespace Tests.Runner.Presenting.Slides;

public class StepsTests
{
    // A text that begins with "code" or a directive is a cell with code.
    private static LiveCell[] Cells(params string[] cells) =>
        [.. cells.Select((text, i) => new LiveCell($"c{i + 1}", text.StartsWith("code", StringComparison.Ordinal) || text.StartsWith("#!", StringComparison.Ordinal) ? "csharp" : "markdown", text))];

    private static IReadOnlyList<Step> Of(params string[] cells) => Of(Cells(cells));

    private static IReadOnlyList<Step> Of(LiveCell[] cells)
    {
        var slide = Assert.Single(Deck.Of(cells).Slides);
        return Steps.Of(slide, id => cells.FirstOrDefault(cell => cell.Id == id));
    }

    // What a step shows: the text of its prose, and its cells by name.
    private static string[] Wall(Step step) => [.. step.Sights.Where(sight => sight.Shown != 0).Select(sight => sight.IsCell ? $"{sight.Kind} {sight.Part.CellId}" : sight.Markdown)];

    [Fact]
    public void Prose_is_said_and_what_is_looked_at_is_shown()
    {
        var step = Assert.Single(Of("# One\n\n> quoted\n\nSome prose.\n\nMore prose.\n\n![a picture](a.svg)"));
        Assert.Equal("# One", step.Heading);
        Assert.Equal(["> quoted", "![a picture](a.svg)"], Wall(step));
        Assert.Equal("Some prose.\n\nMore prose.", step.Prose);
    }

    [Fact]
    public void A_sentence_before_a_list_goes_with_it_and_a_long_paragraph_does_not()
    {
        Assert.Equal(["It takes:", "- a\n- b"], Wall(Of("# One\n\nIt takes:\n\n- a\n- b")[0]));
        Assert.Equal(["- a\n- b"], Wall(Of($"# One\n\n{string.Join(' ', Enumerable.Repeat("long", 80))}\n\n- a\n- b")[0]));
    }

    [Fact]
    public void A_question_stands_with_its_choices_above_the_cell_that_answers_it()
    {
        var steps = Of("# One\n\n![a picture](a.svg)\n\nSaid.\n\n**Predict first:** which?\n\n- a) this\n- b) that", "code 1");
        Assert.Equal([["![a picture](a.svg)"], ["**Predict first:** which?", "- a) this\n- b) that", "Cell c2"]], steps.Select(Wall));
    }

    [Fact]
    public void A_word_in_bold_at_the_beginning_of_a_sentence_makes_no_question() =>
        Assert.Equal(["Cell c2"], Wall(Of("# One\n\n**Training** is what gives the parameters their values.", "code 1")[0]));

    [Fact]
    public void Each_cell_is_a_step_and_what_explains_it_is_said_with_it()
    {
        var steps = Of("# One\n\nbefore", "code 1", "It came out so.\n\nNow the next.", "code 2", "after");
        Assert.Equal([["Cell c2"], ["Cell c4"]], steps.Select(Wall));
        Assert.Equal(["before\n\nIt came out so.", "Now the next.\n\nafter"], steps.Select(step => step.Prose));
        Assert.Equal([true, false], steps.Select(step => step.IsFirst));
    }

    [Fact]
    public void A_cell_that_only_imports_is_one_line_of_another_step() =>
        Assert.Equal([["- a\n- b", "Setup c2"], ["Cell c3"]], Of("# One\n\n- a\n- b", "#!import setup.dib", "code 1").Select(Wall));

    [Fact]
    public void Where_there_is_nothing_to_look_at_the_first_paragraph_stands_for_it() =>
        Assert.Equal(["First."], Wall(Assert.Single(Of("# One\n\nFirst.\n\nSecond."))));

    [Theory]
    [InlineData(40, 3)]
    [InlineData(16, 1)]
    public void A_long_table_is_cut_between_rows_and_each_piece_has_its_head(int rows, int steps)
    {
        var walls = Of($"# One\n\n| n | square |\n|--:|--:|\n{string.Join('\n', Enumerable.Range(1, rows).Select(n => $"| {n} | {n * n} |"))}").Select(step => Assert.Single(Wall(step))).ToList();
        Assert.Equal(steps, walls.Count);
        Assert.All(walls, wall => Assert.StartsWith("| n | square |\n|--:|--:|\n| ", wall));
        Assert.Equal(Enumerable.Range(1, rows), walls.SelectMany(wall => wall.Split('\n')[2..]).Select(row => int.Parse(row.Split('|')[1])));
    }

    [Fact]
    public void A_long_cell_is_cut_between_lines_and_its_result_comes_last()
    {
        var cell = new LiveCell("c2", "csharp", string.Join('\n', Enumerable.Range(1, 60).Select(i => $"var line{i} = {i};")));
        var heading = new LiveCell("c1", "markdown", "# One");
        Assert.Equal([(0, 20), (20, 20), (40, 20)], Of([heading, cell]).SelectMany(step => step.Sights).Select(sight => sight.Lines!.Value));
        var ran = cell with { Outputs = [new LiveFailure("f", 1, new("", "E", "message", []), 1)] };
        Assert.Equal(["Code c2", "Code c2", "Code c2", "Result c2"], Of([heading, ran]).SelectMany(Wall));
        Assert.Equal(4, Of([heading, ran]).Select(step => step.Key).Distinct().Count());
    }

    [Fact]
    public void A_long_list_is_cut_between_items_and_long_code_between_lines()
    {
        var items = Of($"# One\n\n{string.Join('\n', Enumerable.Range(1, 30).Select(n => $"{n}. item {n}"))}").Select(step => Assert.Single(Wall(step))).ToList();
        Assert.Equal(["1. item 1", "16. item 16"], items.Select(wall => wall.Split('\n')[0]));
        var code = Of($"# One\n\n```python\n{string.Join('\n', Enumerable.Range(1, 50).Select(n => $"line({n})"))}\n```").Select(step => Assert.Single(Wall(step)).Split('\n')).ToList();
        Assert.Equal([("```python", "line(1)", "```"), ("```python", "line(26)", "```")], code.Select(lines => (lines[0], lines[1], lines[^1])));
    }

    [Fact]
    public void A_heading_alone_is_a_step_and_so_is_nothing()
    {
        Assert.Empty(Assert.Single(Of("# One")).Sights);
        Assert.Empty(Assert.Single(Of()).Sights);
    }

    [Fact]
    public void A_second_picture_is_a_step_of_its_own() =>
        Assert.Equal(2, Of("# One\n\n![a](a.svg)\n\n![b](b.svg)").Count);

    [Fact]
    public void What_folds_away_stays_whole() =>
        Assert.Equal(["<details><summary>Solution</summary>\n\n- a\n\nb\n\n</details>"], Wall(Assert.Single(Of("# One\n\n<details><summary>Solution</summary>\n\n- a\n\nb\n\n</details>\n\nsaid"))));

    [Fact]
    public void A_result_that_does_not_fit_beside_its_code_is_a_step_when_it_is_there()
    {
        LiveCell[] cells = [new("c1", "csharp", $"code {new string('a', 100)}")];
        Assert.Equal(["Cell c1"], Wall(Assert.Single(Of(cells))));
        var log = new TextLog();
        for (var i = 0; i < 30; i++) log.Append($"line {i}\n");
        cells[0] = cells[0] with { Outputs = [new LiveText("o1", 1, "stdout", log)] };
        Assert.Equal([["Code c1"], ["Result c1"]], Of(cells).Select(Wall));
    }

    [Fact]
    public void What_comes_out_takes_as_many_steps_as_it_fills_screens()
    {
        LiveCell[] cells = [new("c1", "csharp", "code") { Outputs = [.. Enumerable.Range(1, 5).Select(i => new LiveValue($"o{i}", i, [new("image/png", "")], false))] }];
        Assert.Equal([["Code c1"], ["Result c1"], ["Result c1"], ["Result c1"]], Of(cells).Select(Wall));
        Assert.Equal([(0, 2), (2, 2), (4, int.MaxValue)], Of(cells).Skip(1).Select(step => step.Sights[0].Outputs));
        Assert.All(Of(cells).Skip(1), step => Assert.True(step.IsResult));
    }

    [Fact]
    public void A_question_goes_before_a_cell_that_fills_the_screen_unless_the_room_is_to_answer_it()
    {
        var code = string.Join('\n', Enumerable.Repeat("code", 24));
        Assert.Equal([["**Check it:** why?"], ["Cell c2"]], Of("# One\n\n**Check it:** why?", code).Select(Wall));
        Assert.Equal([["**Predict first:** which?", "- **A** this\n- **B** that", "Cell c2"]], Of("# One\n\n**Predict first:** which?\n\n- **A** this\n- **B** that", code).Select(Wall));
    }

    [Theory]
    [InlineData("- a\n\n---\n\n- b", "- a|- b")]
    [InlineData("- a\n\n<!-- slide: break -->\n\n- b", "- a|- b")]
    [InlineData("- a\n\n<!-- slide: fragment -->\n\n> b", "- a|- a+> b")]
    [InlineData("<!-- slide: skip -->\n\n- a\n\n> b", "> b")]
    [InlineData("<!-- slide: say -->\n\n- a\n\n> b", "> b")]
    [InlineData("<!-- slide: show -->\n\na sentence\n\n> b", "a sentence+> b")]
    [InlineData("<!-- another comment -->\n\n> b", "> b")]
    public void An_author_says_in_comments_what_a_slide_is(string prose, string walls) =>
        Assert.Equal(walls, string.Join('|', Of($"# One\n\n{prose}").Select(step => string.Join('+', Wall(step)))));

    [Fact]
    public void Items_come_one_by_one_on_one_screen()
    {
        var steps = Of("# One\n\n<!-- slide: one by one -->\n\n- a\n- b\n- c");
        Assert.Equal([1, 2, null], steps.Select(step => step.Sights[0].Shown));
        Assert.Equal(steps.Select(step => step.Key).Distinct().Count(), steps.Count);
        Assert.Single(steps.Select(step => step.Screen).Distinct());
    }

    [Fact]
    public void A_comment_at_the_end_of_prose_is_for_the_cell_after_it()
    {
        Assert.Equal(["Result c2"], Wall(Assert.Single(Of("# One\n\n<!-- slide: hide code -->", "code 1"))));
        Assert.Equal([["Cell c3"]], Of("# One\n\n<!-- slide: skip -->", "code 1", "code 2").Select(Wall));
    }

    [Theory]
    [InlineData("skip", "> z")]
    [InlineData("notes", "> z")]
    [InlineData("subslide", "> z|words+> b")]
    [InlineData("fragment", "> z|> z+words+> b")]
    [InlineData("-", "> z+> b")]
    public void Jupyters_slide_types_are_read(string type, string walls)
    {
        LiveCell[] cells = [new("c1", "markdown", "# One\n\n> z"), new("c2", "markdown", "words\n\n> b") { Extras = new CellExtras("""{"metadata":{"slideshow":{"slide_type":"TYPE"}}}""".Replace("TYPE", type, StringComparison.Ordinal)) }];
        Assert.Equal(walls, string.Join('|', Of(cells).Select(step => string.Join('+', Wall(step)))));
    }
}
