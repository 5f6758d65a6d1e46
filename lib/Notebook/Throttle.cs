namespace NotebookLib.Notebook;

/// <summary>
/// When to draw anew: once in every second of the clock, so that all that moves on a page moves at the same time and the page is
/// painted once; and never at more than a small share of the time.
/// </summary>
/// <param name="clock">Tells the time.</param>
/// <param name="share">The largest share of the time that drawing may take, in (0, 1].</param>
internal sealed class Throttle(TimeProvider clock, double share)
{
    private long? _last;
    private TimeSpan _pause;

    public bool IsDue => _last is not { } last || (IsInAnotherSecond(clock, last) && clock.GetElapsedTime(last) >= _pause);

    public void Draw(Action draw)
    {
        var isFirst = _last is null;
        var started = clock.GetTimestamp();
        draw();
        _last = clock.GetTimestamp();
        // The first drawing also loads typefaces and code, which the last one would have to do anyway.
        if (!isFirst) _pause = clock.GetElapsedTime(started, _last.Value) * ((1 - share) / share);
    }

    /// <summary>Whether the clock's second is another one than at that time.</summary>
    public static bool IsInAnotherSecond(TimeProvider clock, long timestamp) =>
        clock.GetTimestamp() / clock.TimestampFrequency > timestamp / clock.TimestampFrequency;
}
