using System.Runtime.CompilerServices;
using Runner.Presenting.Live;

namespace Runner.Presenting.Slides;

/// <summary>What the room looks at: of the notebooks that are presented, the one that was shown last.</summary>
public sealed class Stage
{
    private readonly ConditionalWeakTable<LiveNotebook, Presentation> _all = [];
    private readonly Lock _gate = new();
    private int _followers;
    private long _version;

    /// <summary>Something to see has changed.</summary>
    public event Action? Changed;

    /// <summary>Somebody has come, or gone.</summary>
    public event Action? FollowersChanged;

    /// <summary>Another number after each change.</summary>
    internal long Version => Interlocked.Read(ref _version);

    /// <summary>What is shown; null until something is.</summary>
    public Presentation? Current { get; private set; }

    /// <summary>How many pages of the audience are open.</summary>
    public int Followers => _followers;

    /// <summary>A notebook's presentation.</summary>
    public Presentation Of(LiveNotebook notebook)
    {
        lock (_gate) return _all.GetValue(notebook, each => new(each));
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
                before.Notebook.Changed -= Tell;
            }

            Current = presentation;
            presentation.Changed += Tell;
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
