using System.Diagnostics;
using System.Net;

namespace NotebookLib.Notebook;

/// <summary>How far a long piece of work has come: a bar as HTML in a notebook, a line of text elsewhere.</summary>
/// <param name="Label">What is under way, for example <c>Epoch 3/10</c>.</param>
/// <param name="Done">How much is done, in <paramref name="Unit"/>.</param>
/// <param name="Total">How much there is to do.</param>
/// <param name="Unit">What is counted, in the plural: <c>batches</c>.</param>
/// <param name="Rate">Units per second.</param>
/// <param name="Left">The time that the whole work still takes, at the pace so far.</param>
[TypeFormatterSource(typeof(HtmlAndText))]
public sealed record ProgressBar(string Label, long Done, long Total, string Unit, double Rate, TimeSpan Left) : ISelfShowing
{
    private double Fraction => Total > 0 ? Math.Clamp((double)Done / Total, 0, 1) : 1;

    private string Numbers => $"{Done:N0}/{Total:N0} {Unit}, {Rate:0.0} {Unit}/s, {Clock(Left)} left";

    /// <summary>The bar in one line of text: <c>Epoch 3/10:  44%|████▍     | 412/938 batches, 118.3 batches/s, 0:52 left</c>.</summary>
    public override string ToString()
    {
        const int cells = 10;
        const string eighths = " ▏▎▍▌▋▊▉";
        var filled = (int)Math.Round(Fraction * cells * 8);
        var bar = new string('█', filled / 8) + (filled % 8 > 0 ? eighths[filled % 8] : "");
        return $"{Label}: {Fraction * 100,3:0}%|{bar.PadRight(cells)}| {Numbers}";
    }

    /// <inheritdoc/>
    public string ToHtml() =>
        $"""<div><progress value="{Done}" max="{Math.Max(Total, 1)}" aria-label="{WebUtility.HtmlEncode(Label)}" style="width:18em;max-width:50%;vertical-align:middle;accent-color:#0072B2"></progress> <b>{WebUtility.HtmlEncode(Label)}</b> <span style="font-variant-numeric:tabular-nums">{WebUtility.HtmlEncode(Numbers)}</span></div>""";

    private static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{time:m\\:ss}";
}

/// <summary>
/// Shows a <see cref="ProgressBar"/> now and then: replaced in place once a second where there is a notebook, as a
/// line on the console every ten seconds where there is none.
/// </summary>
internal sealed class LiveProgress
{
    private static readonly TimeSpan Lines = TimeSpan.FromSeconds(10);

    private long _shown = Stopwatch.GetTimestamp();
    private Action<object>? _update;

    /// <summary>Shows the bar if the last one is old enough.</summary>
    /// <param name="bar">Makes the bar; called only when it is shown.</param>
    public void Report(Func<ProgressBar> bar)
    {
        var isDue = LiveOutput.Show is null ? Stopwatch.GetElapsedTime(_shown) >= Lines : Throttle.IsInAnotherSecond(TimeProvider.System, _shown);
        if (!isDue) return;
        if (LiveOutput.Show is null) Console.WriteLine(bar());
        else Replace(bar());
        _shown = Stopwatch.GetTimestamp();
    }

    /// <summary>Shows the last bar in place; on the console nothing.</summary>
    public void Finish(ProgressBar bar)
    {
        if (LiveOutput.Show is not null) Replace(bar);
    }

    private void Replace(ProgressBar bar)
    {
        if (_update is null) _update = LiveOutput.Show!(bar);
        else _update(bar);
    }
}
