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
    public async Task Running_and_going_on_stays_after_the_last_cell_until_asked_again()
    {
        Assert.Equal(Code[0], _presentation.Selected);
        _director.RunAndAdvance();
        Assert.Equal(Code[1], _presentation.Selected);
        _director.RunAndAdvance(); // While a cell runs, a press does nothing.
        Assert.Equal((CellState.Idle, Code[1]), (_notebook.Find(Code[1])!.State, _presentation.Selected));
        await Until(() => _notebook.Find(Code[0])!.State == CellState.Done);
        _director.RunAndAdvance();
        Assert.Equal(("One", Code[1]), (_presentation.Slide.Title, _presentation.Selected));
        _director.RunAndAdvance();
        Assert.Equal("Two", _presentation.Slide.Title);
        _director.RunAndAdvance(); // Nothing to run.
        Assert.Equal("Three", _presentation.Slide.Title);
        await Until(() => _notebook.Find(Code[1])!.State == CellState.Done);
        Assert.Equal(["first", "second"], Code[..2].Select(id => Assert.IsType<LiveText>(Assert.Single(_notebook.Find(id)!.Outputs)).Text.ToString()));
        Assert.Equal(CellState.Idle, _notebook.Find(Code[2])!.State);
    }

    [Fact]
    public void A_chosen_cell_is_run_and_forgotten_with_its_slide()
    {
        _director.Select(Code[1]);
        Assert.Equal(Code[1], _presentation.Selected);
        _director.Select(Code[2]);
        Assert.Equal(Code[0], _presentation.Selected); // It is not on this slide.
        _director.Select(Code[1]);
        _director.GoTo(2);
        _director.GoTo(0);
        Assert.Equal(Code[0], _presentation.Selected);
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
    public void Another_slide_uncovers_the_screen_and_begins_at_its_top()
    {
        _director.ToggleBlack();
        _director.Look(new(1, 4.5));
        Assert.True(_presentation.IsBlack);
        Assert.Equal(new Place(1, 4.5), _presentation.Place);
        _director.Next();
        Assert.False(_presentation.IsBlack);
        Assert.Equal(default, _presentation.Place);
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
