namespace Tests.Lib.Live;

/// <summary>A clock that stands still until it is told to go on.</summary>
internal sealed class FakeClock : TimeProvider
{
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public void Advance(double milliseconds) => _now += TimeSpan.FromMilliseconds(milliseconds);
}
