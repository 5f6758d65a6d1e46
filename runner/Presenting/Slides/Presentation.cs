using System.Collections.Immutable;
using Runner.Presenting.Audience;
using Runner.Presenting.Live;

namespace Runner.Presenting.Slides;

/// <summary>How far down a slide the room looks.</summary>
/// <param name="Part">The part at the top of the screen, from 0.</param>
/// <param name="Offset">How much of it is above the screen, in the screen's own unit (the root's font size).</param>
public readonly record struct Place(int Part, double Offset);

/// <summary>
/// A notebook as it is being presented: which slide, which place on it, what is drawn on it. Every window that shows it
/// renders from here, so that the projector's, the speaker's and a reloaded one are in step. A <see cref="Director"/> changes it.
/// </summary>
public sealed class Presentation
{
    private readonly Lock _gate = new();
    private Deck _deck;
    private ImmutableDictionary<string, ImmutableList<Stroke>> _ink = ImmutableDictionary<string, ImmutableList<Stroke>>.Empty;
    private string? _selected;
    private readonly Ballots? _ballots;

    /// <param name="clock">The talk's, of which this may be one lesson.</param>
    /// <param name="ballots">Null where nobody is let in who could answer.</param>
    public Presentation(LiveNotebook notebook, TalkClock clock, Ballots? ballots = null)
    {
        _ballots = ballots;
        Clock = clock;
        Begun = clock.Elapsed;
        Notebook = notebook;
        _deck = Deck.Of(notebook.Cells);
    }

    /// <summary>Something other than the notebook's cells or its slide has changed.</summary>
    public event Action? Changed;

    /// <summary>The pointer has moved to a place of the screen, in parts of its width and height; null: it is put away.</summary>
    public event Action<object, (double X, double Y)?>? Pointed;

    public LiveNotebook Notebook { get; }

    public Deck Deck
    {
        get
        {
            lock (_gate) return _deck = Deck.Of(Notebook.Cells, _deck);
        }
    }

    /// <summary>The number of the slide that is shown, from 0.</summary>
    public int Number => Math.Clamp(Notebook.Slide, 0, Deck.Slides.Count - 1);

    /// <summary>The slide that is shown.</summary>
    public Slide Slide => Deck.Slides[Number];

    /// <summary>The last slide that was shown yet: what comes after it is nobody's but the speaker's.</summary>
    public int Furthest { get; private set; }

    public Place Place { get; private set; }

    /// <summary>The cell that the keys run: the one chosen, if it is on the slide, or the slide's first.</summary>
    public string? Selected => Slide.Code.FirstOrDefault(id => id == _selected) ?? Slide.Code.FirstOrDefault();

    /// <summary>The question that leads up to the cell that is chosen, and the room's answers; null where none is asked.</summary>
    public Ballot? Ballot => _ballots?.Before(Notebook, Slide, Selected);

    /// <summary>Whether the screen is dark, so that the room looks at the speaker.</summary>
    public bool IsBlack { get; private set; }

    /// <summary>Whether the screen shows the audience's link.</summary>
    public bool IsInviting { get; private set; }

    /// <summary>The talk's time.</summary>
    public TalkClock Clock { get; }

    /// <summary>When in the talk this lesson began, as far as its plan goes.</summary>
    public TimeSpan Begun { get; private set; }

    /// <summary>What is drawn on the slide: SVG paths, in hundredths of the root's font size from the slide's upper left corner.</summary>
    public ImmutableList<string> Ink => [.. Strokes.Select(stroke => stroke.Path)];

    /// <summary>What is drawn on the slide, with what it is drawn over.</summary>
    public ImmutableList<Stroke> Strokes => _ink.GetValueOrDefault(Slide.Key, []);

    /// <summary>Where the pointer is on a cell; null where it is on none, or put away.</summary>
    public Spot? Pointer { get; private set; }

    internal void Show(int slide)
    {
        Furthest = Math.Max(Furthest, slide);
        Place = default;
        _selected = null;
        Pointer = null;
        IsBlack = IsInviting = false;
    }

    internal void Look(Place place) => Set(() => Place = place);

    internal void Select(string? cell) => Set(() => _selected = cell);

    internal void Black(bool isBlack) => Set(() => IsBlack = isBlack);

    internal void Invite(bool isInviting) => Set(() => IsInviting = isInviting);

    /// <summary>Shows what the room has answered, or takes it away; from then on no answer is taken.</summary>
    internal void ShowAnswers(bool isShown) => Set(() => Ballot?.Show(isShown));

    /// <summary>The lesson begins now: the plan is counted from here, and the talk too where it is the first lesson.</summary>
    internal void Begin()
    {
        if (!Clock.IsSet) Clock.Restart();
        Set(() => Begun = Clock.Elapsed);
    }

    internal void Draw(Func<ImmutableList<Stroke>, ImmutableList<Stroke>> change) => Set(() => _ink = _ink.SetItem(Slide.Key, change(Strokes)));

    internal void Point(object by, (double X, double Y)? at, Spot? spot)
    {
        Pointer = spot;
        Pointed?.Invoke(by, at);
    }

    private void Set(Action change)
    {
        lock (_gate) change();
        Changed?.Invoke();
    }
}
