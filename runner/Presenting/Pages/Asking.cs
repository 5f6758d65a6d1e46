using Runner.Presenting.Live;
using Runner.Reports;

namespace Runner.Presenting.Pages;

/// <summary>Something that would lose work, before it is done.</summary>
/// <param name="Words">What is asked.</param>
/// <param name="Loss">What would be lost.</param>
/// <param name="Yes">What the button says that does it.</param>
public sealed record LosingQuestion(string Words, string Loss, string Yes, Func<Task> Do);

/// <summary>What a window asks before it does something that loses work; what loses none is done at once.</summary>
/// <param name="changed">Renders the window.</param>
public sealed class Asking(Action changed)
{
    /// <summary>What is asked now, or null.</summary>
    public LosingQuestion? Question { get; private set; }

    public Task RestartAsync(LiveNotebook notebook, LiveNotebook.Commands commands) => AskAsync("Restart the kernel?", Variables(notebook), "Restart", commands.RestartAsync);

    public Task RestartAndRunAllAsync(LiveNotebook notebook, LiveNotebook.Commands commands) =>
        AskAsync("Restart the kernel and run all cells?", Variables(notebook), "Restart and run all", commands.RestartAndRunAllAsync);

    /// <summary>Stops what runs; what has run for long is asked about, as it would have to run as long again.</summary>
    public Task StopAsync(LiveNotebook notebook, LiveNotebook.Commands commands) => AskAsync(
        "Stop the cell?",
        notebook.Cells.FirstOrDefault(cell => cell.IsLongRunning) is { RunningSince: { } since } ? $"It has run for {ReportText.Time(DateTimeOffset.Now - since)}. What it has not finished is lost." : null,
        "Stop it",
        commands.InterruptAsync);

    public Task DropEditsAsync(LiveNotebook notebook, LiveNotebook.Commands commands) => AskAsync(
        "Drop your edits?",
        notebook.IsEdited ? $"Each text is again as {Path.GetFileName(notebook.File)} has it. What you changed since it was saved is lost." : null,
        "Drop my edits",
        () => Done(commands.Reload));

    /// <param name="close">Closes it.</param>
    public Task CloseAsync(LiveNotebook notebook, Func<Task> close) => AskAsync("Close the notebook?", Variables(notebook), "Close", close);

    /// <summary>Does what was asked about, or leaves it.</summary>
    public async Task AnswerAsync(bool isYes)
    {
        var question = Question;
        Question = null;
        changed();
        if (isYes && question is not null) await question.Do();
    }

    private async Task AskAsync(string words, string? loss, string yes, Func<Task> act)
    {
        Question = loss is null ? null : new(words, loss, yes, act);
        changed();
        if (loss is null) await act();
    }

    private static string? Variables(LiveNotebook notebook) => notebook.Work is { Cells: > 0 } work
        ? $"{(work.Cells == 1 ? "1 cell has" : $"{work.Cells} cells have")} run, {ReportText.Time(work.Time)} of computing. What {(work.Cells == 1 ? "it" : "they")} declared is lost."
        : null;

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
