using Runner.Presenting.Live;
using Runner.Presenting.Safety;
using Runner.Presenting.Slides;

namespace Tests.Runner.Presenting.Slides;

public sealed class PresentationTests : IAsyncDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("slides-").FullName, "talk.dib");
    private readonly LiveNotebook _notebook;
    private readonly Presentation _presentation;
    private readonly Director _director;

    public PresentationTests()
    {
        File.WriteAllText(_file, """
            #!markdown

            # One

            #!csharp

            Console.Write("first");

            #!csharp

            Console.Write("second");

            #!markdown

            ## Two

            ## Three

            #!csharp

            Console.Write("third");
            """);
        _notebook = new(_file, new Dictionary<string, string>(), new(Path.GetDirectoryName(_file)!));
        var by = _notebook.By(new(Role.Presenter));
        _presentation = new Stage().Show(_notebook, by);
        _director = new(_presentation, by);
    }

    private string[] Code => [.. _notebook.Cells.Where(cell => !cell.IsProse).Select(cell => cell.Id)];

    public async ValueTask DisposeAsync()
    {
        await _notebook.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }

    [Fact]
    public void Slides_turn_forwards_and_backwards_and_stop_at_both_ends()
    {
        _director.Previous();
        Assert.Equal("One", _presentation.Slide.Title);
        for (var i = 0; i < 5; i++) _director.Next();
        _director.Previous();
        Assert.Equal("Three", _presentation.Slide.Title);
        _director.Previous();
        Assert.Equal("Two", _presentation.Slide.Title);
    }

    [Fact]
    public void The_furthest_slide_stays_when_the_presenter_goes_back()
    {
        _director.GoTo(1);
        _director.GoTo(0);
        Assert.Equal(1, _presentation.Furthest);
    }

    [Fact]
    public void Steps_turn_before_slides_do_and_the_end_is_said()
    {
        Assert.Equal([Code[0]], _presentation.Step.Cells);
        _director.Next();
        Assert.Equal(("One", Code[1]), (_presentation.Slide.Title, _presentation.Selected));
        for (var i = 0; i < 2; i++) _director.Next();
        Assert.Equal("Three", _presentation.Slide.Title);
        Assert.False(_presentation.IsOver);
        Assert.Null(_presentation.Next);
        _director.Next();
        Assert.True(_presentation.IsOver);
        _director.Previous();
        Assert.Equal((false, "Three"), (_presentation.IsOver, _presentation.Slide.Title));
        for (var i = 0; i < 2; i++) _director.Previous();
        Assert.Equal(("One", Code[1]), (_presentation.Slide.Title, _presentation.Selected)); // Backwards a slide begins at its end.
    }

    [Fact]
    public async Task Running_and_going_on_shows_the_next_cell_before_it_runs()
    {
        _director.RunAndAdvance();
        _director.RunAndAdvance(); // While the cell runs, a press does nothing: the room waits for what comes out.
        Assert.Equal(Code[0], _presentation.Selected);
        await Until(() => _notebook.Find(Code[0])!.State == CellState.Done);
        _director.RunAndAdvance();
        Assert.Equal(("One", Code[1], CellState.Idle), (_presentation.Slide.Title, _presentation.Selected, _notebook.Find(Code[1])!.State));
        _director.RunAndAdvance();
        await Until(() => _notebook.Find(Code[1])!.State == CellState.Done);
        _director.RunAndAdvance();
        Assert.Equal("Two", _presentation.Slide.Title);
        _director.RunAndAdvance(); // Nothing to run.
        Assert.Equal("Three", _presentation.Slide.Title);
        Assert.Equal(["first", "second"], Code[..2].Select(id => Assert.IsType<LiveText>(Assert.Single(_notebook.Find(id)!.Outputs)).Text.ToString()));
        Assert.Equal(CellState.Idle, _notebook.Find(Code[2])!.State);
    }

    [Fact]
    public async Task What_does_not_fit_beside_its_code_is_shown_as_soon_as_it_comes()
    {
        _notebook.By(new(Role.Presenter)).Edit(Code[0], $"// {new string('a', 100)}\nfor (var i = 0; i < 30; i++) Console.WriteLine(i);");
        Assert.Equal(2, _presentation.Steps.Count);
        _director.RunAndAdvance();
        await Until(() => _notebook.Find(Code[0])!.State == CellState.Done);
        Assert.Equal(3, _presentation.Steps.Count);
        Assert.True(_presentation.Step.IsResult);
        _director.Previous();
        Assert.Equal((0, SightKind.Code), (_presentation.StepNumber, _presentation.Step.Sights[^1].Kind));
        for (var i = 0; i < 2; i++) _director.Next();
        Assert.Equal(Code[1], _presentation.Selected);
    }

    [Fact]
    public void Another_step_brings_back_the_wall()
    {
        _director.ToggleProse();
        Assert.True(_presentation.IsProseShown);
        _director.Next();
        Assert.False(_presentation.IsProseShown);
    }

    [Fact]
    public void Lines_belong_to_their_slide_and_are_taken_away_one_by_one_or_all_at_once()
    {
        _director.Draw("M0 0 L10 10");
        _director.Draw("M5 5 L20 -3");
        _director.GoTo(1);
        Assert.Empty(_presentation.Ink);
        _director.GoTo(0);
        Assert.Equal(["M0 0 L10 10", "M5 5 L20 -3"], _presentation.Ink);
        _director.Undraw();
        Assert.Equal(["M0 0 L10 10"], _presentation.Ink);
        _director.Erase();
        _director.Undraw();
        Assert.Empty(_presentation.Ink);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M0 0 L1 1 Z")]
    [InlineData("M0 0\"/><script>")]
    [InlineData("M99999999 0 L1 1")]
    public void What_is_no_line_is_not_drawn(string path)
    {
        _director.Draw(path);
        Assert.Empty(_presentation.Ink);
    }

    [Fact]
    public void Another_step_uncovers_the_screen()
    {
        _director.ToggleBlack();
        Assert.True(_presentation.IsBlack);
        _director.Next();
        Assert.False(_presentation.IsBlack);
    }

    [Fact]
    public void The_audience_gets_nothing_to_direct_with() =>
        Assert.Throws<UnauthorizedAccessException>(() => _notebook.By(new(Role.Audience)));

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 600 && !condition(); i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.True(condition());
    }
}
