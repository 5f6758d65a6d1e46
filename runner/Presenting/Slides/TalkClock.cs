namespace Runner.Presenting.Slides;

/// <summary>The time of a talk, which may go over many lessons and have breaks.</summary>
/// <param name="time">What time it is.</param>
public sealed class TalkClock(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TimeSpan _before;
    private DateTimeOffset? _since = time.GetUtcNow();

    /// <summary>It was started, stopped, or given another target.</summary>
    public event Action? Changed;

    /// <summary>How long the talk has taken, without its breaks.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate) return _before + (_since is { } since ? time.GetUtcNow() - since : TimeSpan.Zero);
        }
    }

    /// <summary>When it would have begun without breaks; null while it stands still.</summary>
    public DateTimeOffset? Since
    {
        get
        {
            lock (_gate) return _since - _before;
        }
    }

    /// <summary>How many minutes the talk shall take; null for as many as the lesson's notes say.</summary>
    public int? Target { get; private set; }

    /// <summary>Whether somebody has set it: until then it counts from the start of the program.</summary>
    public bool IsSet { get; private set; }

    /// <summary>Begins to count anew.</summary>
    public void Restart() => Set(() => (_before, _since, IsSet) = (TimeSpan.Zero, time.GetUtcNow(), true));

    /// <summary>Stands still, or goes on.</summary>
    public void Pause()
    {
        var elapsed = Elapsed;
        Set(() => (_before, _since, IsSet) = (elapsed, _since is null ? time.GetUtcNow() : null, true));
    }

    /// <summary>Sets the minutes that the talk shall take.</summary>
    public void Aim(int? minutes) => Set(() => Target = minutes is > 0 and < 1_000 ? minutes : null);

    private void Set(Action change)
    {
        lock (_gate) change();
        Changed?.Invoke();
    }
}
