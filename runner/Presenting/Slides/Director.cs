using System.Text.RegularExpressions;
using Runner.Presenting.Live;

namespace Runner.Presenting.Slides;

/// <summary>Whoever leads a presentation.</summary>
/// <param name="commands">Only the presenter has these: it is what makes one.</param>
public sealed partial class Director(Presentation presentation, LiveNotebook.Commands commands)
{
    private string? _left;

    /// <summary>What can be done to the notebook itself.</summary>
    public LiveNotebook.Commands Commands => commands;

    /// <summary>Shows a slide; before the first it is the first, after the last the last.</summary>
    public void GoTo(int slide)
    {
        slide = Math.Clamp(slide, 0, presentation.Deck.Slides.Count - 1);
        _left = null;
        presentation.Show(slide);
        commands.GoTo(slide);
    }

    public void Next() => Turn(1);

    public void Previous() => Turn(-1);

    /// <summary>Runs the cell that is chosen.</summary>
    public void Run()
    {
        if (presentation.Selected is { } cell) commands.Run(cell);
    }

    /// <summary>The cell that the lesson is at: the one that is chosen, or the last one before this slide.</summary>
    public string? Here => presentation.Selected ?? presentation.Deck.Slides.Take(presentation.Number).SelectMany(slide => slide.Code).LastOrDefault();

    /// <summary>Runs what stands above the cell that is chosen and is not done.</summary>
    public void RunAbove()
    {
        if (Here is { } cell) commands.RunAbove(cell);
    }

    /// <summary>
    /// Runs the cell and chooses the slide's next one. After the slide's last it stays, so that the room sees what came out,
    /// and goes on to the next slide when asked again. A cell that ran for long is not run again so.
    /// </summary>
    public void RunAndAdvance()
    {
        if (presentation.Selected is not { } cell || cell == _left)
        {
            Next();
            return;
        }

        if (presentation.Notebook.Cells.Any(each => each.IsBusy)) return; // A press while a cell runs waits for nothing: the room does.
        commands.RunOnce(cell);
        if (presentation.Slide.Code.SkipWhile(id => id != cell).Skip(1).FirstOrDefault() is { } next) presentation.Select(next);
        else _left = cell;
    }

    /// <summary>Stops what runs.</summary>
    public Task InterruptAsync() => commands.InterruptAsync();

    /// <summary>Chooses the cell that the keys run.</summary>
    public void Select(string cell)
    {
        if (cell != presentation.Selected) _left = null;
        presentation.Select(cell);
    }

    /// <summary>Chooses the cell after (positive) or before the one chosen.</summary>
    public void SelectNext(int by)
    {
        var cells = presentation.Slide.Code.ToList();
        if (cells.Count > 0) Select(cells[Math.Clamp(cells.IndexOf(presentation.Selected!) + by, 0, cells.Count - 1)]);
    }

    /// <summary>Scrolls every window to a place.</summary>
    public void Look(Place place) => presentation.Look(place);

    /// <summary>Makes the screen dark, or shows it again.</summary>
    public void ToggleBlack() => presentation.Black(!presentation.IsBlack);

    /// <summary>Shows the audience's link on the screen, or takes it away.</summary>
    public void ToggleInvitation() => presentation.Invite(!presentation.IsInviting);

    /// <summary>Takes away what lies over the slide.</summary>
    public void Uncover()
    {
        presentation.Black(false);
        presentation.Invite(false);
    }

    /// <summary>Draws a line on the slide: an SVG path of <c>M</c>, <c>L</c> and numbers; anything else is no line.</summary>
    public void Draw(string path)
    {
        if (path.Length < 100_000 && Line().IsMatch(path)) presentation.Draw(ink => ink.Add(path));
    }

    /// <summary>Takes the last line away.</summary>
    public void Undraw() => presentation.Draw(ink => ink is [] ? ink : ink.RemoveAt(ink.Count - 1));

    /// <summary>Takes all lines of the slide away.</summary>
    public void Erase() => presentation.Draw(_ => []);

    /// <summary>Begins to count the time of the talk.</summary>
    public void RestartClock() => presentation.RestartClock();

    /// <summary>Moves the pointer in the other windows.</summary>
    /// <param name="by">The window that it is moved in.</param>
    public void Point(object by, (double X, double Y)? at) => presentation.Point(by, at);

    private void Turn(int by)
    {
        if (presentation.Number == 0 && by > 0 && presentation.Furthest == 0) presentation.RestartClock();
        GoTo(presentation.Number + by);
    }

    [GeneratedRegex("^(?:[ML]-?[0-9]{1,6} -?[0-9]{1,6} ?)+$")]
    private static partial Regex Line();
}
