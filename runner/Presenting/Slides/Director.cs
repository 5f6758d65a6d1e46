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
    public void GoTo(int slide) => GoTo(slide, null);

    /// <summary>Goes to the next step; after the last one says that there is no more.</summary>
    public void Next()
    {
        if (presentation.Number == 0 && presentation.StepNumber == 0 && presentation.Furthest == 0) presentation.Begin();
        var (steps, number) = (presentation.Steps, presentation.StepNumber + 1);
        if (number < steps.Count) GoToStep(steps[number]);
        else if (presentation.Number + 1 < presentation.Deck.Slides.Count) GoTo(presentation.Number + 1);
        else presentation.End(true);
    }

    /// <summary>Goes to the step before.</summary>
    public void Previous()
    {
        if (presentation.IsOver)
        {
            presentation.End(false);
            return;
        }

        var (steps, number) = (presentation.Steps, presentation.StepNumber - 1);
        if (number >= 0) GoToStep(steps[number]);
        else if (presentation.Number > 0) GoTo(presentation.Number - 1, presentation.StepsOf(presentation.Deck.Slides[presentation.Number - 1])[^1].Key);
    }

    /// <summary>Runs the cell that is chosen.</summary>
    public void Run()
    {
        if (presentation.Selected is not { } cell || ShowAnswersFirst()) return;
        presentation.Await(cell);
        commands.Run(cell);
    }

    /// <summary>The cell that the lesson is at: the one that is chosen, or the last one before this slide.</summary>
    public string? Here => presentation.Selected ?? presentation.Deck.Slides.Take(presentation.Number).SelectMany(slide => slide.Parts).LastOrDefault(part => part.Prose is null)?.CellId;

    /// <summary>Runs what stands above the cell that is chosen and is not done.</summary>
    public void RunAbove()
    {
        if (Here is { } cell) commands.RunAbove(cell);
    }

    /// <summary>
    /// Runs the step's cell and stays, so that the room sees what comes out; where there is nothing to run, or it was run so
    /// before, goes to the next step. So what a cell asks is seen before it runs.
    /// A cell that ran for long is not run again so.
    /// </summary>
    public void RunAndAdvance()
    {
        var selected = presentation.Selected is { } id ? presentation.Notebook.Find(id) : null;
        if (selected is { IsBusy: true }) return; // An impatient finger: the room waits for what comes out.
        if (presentation.Selected is not { } cell || cell == _left || presentation.Step.IsResult && selected is not { State: CellState.Idle })
        {
            Next();
            return;
        }

        if (presentation.Notebook.Cells.Any(each => each.IsBusy)) return; // Presses do not queue up.
        if (ShowAnswersFirst()) return;
        presentation.Await(cell);
        commands.RunOnce(cell);
        var after = presentation.Step.Cells.SkipWhile(id => id != cell).Skip(1).FirstOrDefault();
        if (after is not null) presentation.Select(after);
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
        var cells = presentation.Step.Cells.ToList();
        if (cells.Count > 0) Select(cells[Math.Clamp(cells.IndexOf(presentation.Selected!) + by, 0, cells.Count - 1)]);
    }

    /// <summary>Shows on the wall what is said with the step, or again what is looked at.</summary>
    public void ToggleProse() => presentation.ShowProse(!presentation.IsProseShown);

    /// <summary>Makes the screen dark, or shows it again.</summary>
    public void ToggleBlack() => presentation.Black(!presentation.IsBlack);

    /// <summary>Keeps in the corner what comes out of the cell that is chosen, or takes away what is there.</summary>
    public void TogglePin() => presentation.Pin(presentation.Pinned is null ? presentation.Selected : null);

    /// <summary>Shows the audience's link on the screen, or takes it away.</summary>
    public void ToggleInvitation() => presentation.Invite(!presentation.IsInviting);

    /// <summary>Shows what the room has answered, or takes it away; from then on no answer is taken.</summary>
    public void ToggleAnswers() => presentation.ShowAnswers(presentation.Ballot is { IsShown: false });

    /// <summary>Asks the room once more what it has answered; the answers before are kept.</summary>
    public void AskAgain() => presentation.AskAgain();

    /// <summary>Takes away what lies over the slide.</summary>
    public void Uncover()
    {
        presentation.Black(false);
        presentation.Invite(false);
    }

    /// <summary>Draws a line on the step: an SVG path of <c>M</c>, <c>L</c> and numbers; anything else is no line.</summary>
    /// <param name="over">What it is drawn over; null where that is no cell.</param>
    public void Draw(string path, Spot? over = null)
    {
        if (path.Length < 100_000 && Line().IsMatch(path)) presentation.Draw(ink => ink.Add(new(path, over is { IsSound: true } ? over : null)));
    }

    /// <summary>Takes the last line away.</summary>
    public void Undraw() => presentation.Draw(ink => ink is [] ? ink : ink.RemoveAt(ink.Count - 1));

    /// <summary>Takes all lines of the step away.</summary>
    public void Erase() => presentation.Draw(_ => []);

    /// <summary>Begins to count the time of the talk, and the lesson's part of it.</summary>
    public void RestartClock()
    {
        presentation.Clock.Restart();
        presentation.Begin();
    }

    /// <summary>Moves the pointer in the other windows.</summary>
    /// <param name="by">The window that it is moved in.</param>
    /// <param name="spot">Where on a cell that is; null where it is on none.</param>
    public void Point(object by, (double X, double Y)? at, Spot? spot = null) => presentation.Point(by, at, spot is { IsSound: true } ? spot : null);

    // What the room believes is looked at before the cell tells.
    private bool ShowAnswersFirst()
    {
        if (presentation.Ballot is not { IsOpen: true } ballot) return false;
        presentation.ShowAnswers(ballot.Count > 0);
        return ballot.IsShown;
    }

    private void GoTo(int slide, string? step)
    {
        slide = Math.Clamp(slide, 0, presentation.Deck.Slides.Count - 1);
        _left = null;
        presentation.Show(slide, step);
        commands.GoTo(slide);
    }

    private void GoToStep(Step step)
    {
        _left = null;
        presentation.ShowStep(step.Key);
    }

    [GeneratedRegex("^(?:[ML]-?[0-9]{1,6} -?[0-9]{1,6} ?)+$")]
    private static partial Regex Line();
}
