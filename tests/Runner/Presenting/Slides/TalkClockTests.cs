using Runner.Presenting.Slides;

namespace Tests.Runner.Presenting.Slides;

public class TalkClockTests
{
    [Fact]
    public void A_break_does_not_count()
    {
        var time = new Time();
        var clock = new TalkClock(time);
        time.Pass(10);
        clock.Pause();
        time.Pass(15);
        Assert.Equal(TimeSpan.FromMinutes(10), clock.Elapsed);
        Assert.Null(clock.Since);
        clock.Pause();
        time.Pass(5);
        Assert.Equal(TimeSpan.FromMinutes(15), clock.Elapsed);
        Assert.Equal(time.GetUtcNow() - TimeSpan.FromMinutes(15), clock.Since);
        clock.Restart();
        Assert.Equal(TimeSpan.Zero, clock.Elapsed);
    }

    [Theory]
    [InlineData(45, 45)]
    [InlineData(0, null)]
    [InlineData(-3, null)]
    [InlineData(5_000, null)]
    [InlineData(null, null)]
    public void A_target_is_some_minutes_or_none(int? asked, int? expected)
    {
        var clock = new TalkClock(TimeProvider.System);
        clock.Aim(asked);
        Assert.Equal(expected, clock.Target);
    }

    [Fact]
    public void The_plan_is_what_the_notes_say()
    {
        var deck = Deck.Of([new("c1", "markdown", "# One\n\n<!-- notes: 2 min. Ask. -->\n\n## Two\n\n## Three\n\n<!-- notes: Ask first, 15 min in all. -->\n\n<!-- notes: 3 min more. -->")]);
        Assert.Equal([2, 0, 15], deck.Slides.Select(Plan.Minutes));
        Assert.Equal([0, 2, 2], Enumerable.Range(0, 3).Select(slide => Plan.Before(deck, slide)));
        Assert.Equal(17, Plan.Minutes(deck));
    }

    private sealed class Time : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

        public void Pass(int minutes) => _now += TimeSpan.FromMinutes(minutes);

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
