using System.Runtime.CompilerServices;
using Runner.Presenting.Audience;
using Runner.Presenting.Live;

namespace Runner.Presenting.Slides;

/// <summary>What the room looks at: of the notebooks that are presented, the one that was shown last.</summary>
/// <param name="ballots">What the room answers; null where nobody is let in who could.</param>
public sealed class Stage(Ballots? ballots = null)
{
    private readonly ConditionalWeakTable<LiveNotebook, Presentation> _all = [];
    private readonly Lock _gate = new();
    private int _followers;
    private long _version;

    /// <summary>Something to see has changed.</summary>
    public event Action? Changed;

    /// <summary>Somebody has come, or gone, or answered.</summary>
    public event Action? FollowersChanged;

    /// <summary>What the room answers; null where nobody is let in who could.</summary>
    public Ballots? Ballots => ballots;

    /// <summary>Another number after each change.</summary>
    internal long Version => Interlocked.Read(ref _version);

    /// <summary>What is shown; null until something is.</summary>
    public Presentation? Current { get; private set; }

    /// <summary>How many pages of the audience are open.</summary>
    public int Followers => _followers;

    /// <summary>The time of the talk, however many notebooks it goes over.</summary>
    public TalkClock Clock { get; } = new(TimeProvider.System);

    /// <summary>A notebook's presentation.</summary>
    public Presentation Of(LiveNotebook notebook)
    {
        lock (_gate) return _all.GetValue(notebook, each => new(each, Clock, ballots));
    }

    /// <summary>Lets the room look at a notebook.</summary>
    /// <param name="by">Only a presenter may.</param>
    public Presentation Show(LiveNotebook notebook, LiveNotebook.Commands by)
    {
        ArgumentNullException.ThrowIfNull(by);
        var presentation = Of(notebook);
        lock (_gate)
        {
            if (presentation == Current) return presentation;
            if (Current is { } before)
            {
                before.Changed -= Tell;
                before.Pointed -= TellPointer;
                before.Notebook.Changed -= Tell;
            }

            Current = presentation;
            presentation.Changed += Tell;
            presentation.Pointed += TellPointer;
            notebook.Changed += Tell;
        }

        Tell();
        return presentation;
    }

    /// <summary>Counts a page of the audience for as long as it is open.</summary>
    internal IDisposable Count()
    {
        Interlocked.Increment(ref _followers);
        FollowersChanged?.Invoke();
        return new Seat(this);
    }

    /// <summary>Somebody has answered: what followers see has not changed.</summary>
    internal void Answered() => FollowersChanged?.Invoke();

    private void TellPointer(object by, (double X, double Y)? at) => Tell();

    private void Tell()
    {
        Interlocked.Increment(ref _version);
        Changed?.Invoke();
    }

    private sealed class Seat(Stage stage) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref stage._followers);
            stage.FollowersChanged?.Invoke();
        }
    }
}
