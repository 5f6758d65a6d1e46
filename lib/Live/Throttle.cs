namespace NotebookLib.Live;

/// <summary>When to draw anew: not more often than it is of use to a reader, and never at more than a small share of the time.</summary>
/// <param name="clock">Tells the time.</param>
/// <param name="least">The shortest time from the end of one drawing to the next.</param>
/// <param name="share">The largest share of the time that drawing may take, in (0, 1].</param>
internal sealed class Throttle(TimeProvider clock, TimeSpan least, double share)
{
    private long? _last;
    private TimeSpan _pause;

    public bool IsDue => _last is not { } last || clock.GetElapsedTime(last) >= _pause;

    public void Draw(Action draw)
    {
        var isFirst = _last is null;
        var started = clock.GetTimestamp();
        draw();
        _last = clock.GetTimestamp();
        var cost = clock.GetElapsedTime(started, _last.Value);
        // The first drawing also loads typefaces and code, which the last one would have to do anyway.
        var rest = isFirst ? least : cost * ((1 - share) / share);
        _pause = rest > least ? rest : least;
    }
}
