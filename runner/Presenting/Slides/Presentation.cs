using System.Collections.Immutable;
using Runner.Presenting.Audience;
using Runner.Presenting.Live;

namespace Runner.Presenting.Slides;

/// <summary>How far down a slide the room looks.</summary>
/// <param name="Part">The part at the top of the screen, from 0.</param>
public readonly record struct Place(int Part);

/// <summary>
/// A notebook as it is being presented: which slide, which step of it, what is drawn on it. Every window that shows it
/// renders from here, so that the projector's, the speaker's and a reloaded one are in step. A <see cref="Director"/> changes it.
/// </summary>
public sealed class Presentation
{
    private readonly Lock _gate = new();
    private Deck _deck;
    private ImmutableDictionary<string, ImmutableList<Stroke>> _ink = ImmutableDictionary<string, ImmutableList<Stroke>>.Empty;
    private string? _selected;
    private readonly Ballots? _ballots;
    private string? _step;
    private string? _awaited;

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

    /// <summary>The steps of the slide that is shown.</summary>
    public IReadOnlyList<Step> Steps => StepsOf(Slide);

    /// <summary>The number of the step that is shown, from 0.</summary>
    public int StepNumber => NumberAmong(Steps);

    /// <summary>The step that is shown.</summary>
    public Step Step => Steps is var steps ? steps[NumberAmong(steps)] : null!;

    /// <summary>The step after the one shown, with its slide; null at the end.</summary>
    public (Slide Slide, Step Step)? Next
    {
        get
        {
            var steps = Steps;
            var next = NumberAmong(steps) + 1;
            if (next < steps.Count) return (Slide, steps[next]);
            return Number + 1 < Deck.Slides.Count && Deck.Slides[Number + 1] is var slide ? (slide, StepsOf(slide)[0]) : null;
        }
    }

    /// <summary>Whether the last step has been left: there is nothing more to show.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the wall shows what is said with the step instead of what is looked at.</summary>
    public bool IsProseShown { get; private set; }

    /// <summary>Where on the slide the room looks.</summary>
    public Place Place => new(Step.Sights is [var first, ..] ? Math.Max(0, Slide.Parts.FindIndex(part => part.Key == first.Part.Key)) : 0);

    /// <summary>The cell that the keys run: the one chosen, if it is on the step, or the step's first.</summary>
    public string? Selected => Step.Cells.ToList() is var cells && cells.Contains(_selected!) ? _selected : cells.FirstOrDefault();

    /// <summary>The question that leads up to the cell that is chosen, and the room's answers; null where none is asked.</summary>
    public Ballot? Ballot => _ballots?.Before(Notebook, Slide, Selected);

    /// <summary>Whether the screen is dark, so that the room looks at the speaker.</summary>
    public bool IsBlack { get; private set; }

    /// <summary>Whether the screen shows the audience's link.</summary>
    public bool IsInviting { get; private set; }

    /// <summary>The cell whose last output stays in the screen's corner while the talk goes on: a training, say. Null where none does.</summary>
    public string? Pinned { get; private set; }

    /// <summary>The talk's time.</summary>
    public TalkClock Clock { get; }

    /// <summary>When in the talk this lesson began, as far as its plan goes.</summary>
    public TimeSpan Begun { get; private set; }

    /// <summary>What is drawn on the step: SVG paths, in hundredths of the root's font size from its screen's upper left corner.</summary>
    public ImmutableList<string> Ink => [.. Strokes.Select(stroke => stroke.Path)];

    /// <summary>What is drawn on the step, with what it is drawn over.</summary>
    public ImmutableList<Stroke> Strokes => _ink.GetValueOrDefault(Step.Screen, []);

    /// <summary>Where the pointer is on a cell; null where it is on none, or put away.</summary>
    public Spot? Pointer { get; private set; }

    /// <summary>A slide's steps, as its cells stand now.</summary>
    public IReadOnlyList<Step> StepsOf(Slide slide) => Slides.Steps.Of(slide, Notebook.Find);

    /// <param name="step">The key of one of the slide's steps; null for the first.</param>
    internal void Show(int slide, string? step = null)
    {
        Furthest = Math.Max(Furthest, slide);
        _step = step;
        _selected = _awaited = null;
        Pointer = null;
        IsBlack = IsInviting = IsOver = IsProseShown = false;
    }

    /// <summary>Shows another step of the slide.</summary>
    internal void ShowStep(string step) => Set(() => Show(Number, step));

    /// <summary>Shows what comes out of a cell as soon as it is there, where it has a step of its own.</summary>
    internal void Await(string cell) => _awaited = cell;

    internal void End(bool isOver) => Set(() => IsOver = isOver);

    internal void ShowProse(bool isShown) => Set(() => IsProseShown = isShown);

    internal void Select(string? cell) => Set(() => _selected = cell);

    internal void Black(bool isBlack) => Set(() => IsBlack = isBlack);

    internal void Pin(string? cell) => Set(() => Pinned = cell);

    internal void Invite(bool isInviting) => Set(() => IsInviting = isInviting);

    /// <summary>Shows what the room has answered, or takes it away; from then on no answer is taken.</summary>
    internal void ShowAnswers(bool isShown) => Set(() => Ballot?.Show(isShown));

    /// <summary>Asks the room once more what it was asked.</summary>
    internal void AskAgain() => Set(() =>
    {
        if (Ballot is { } ballot) _ballots!.AskAgain(ballot);
    });

    /// <summary>The lesson begins now: the plan is counted from here, and the talk too where it is the first lesson.</summary>
    internal void Begin()
    {
        if (!Clock.IsSet) Clock.Restart();
        Set(() => Begun = Clock.Elapsed);
    }

    internal void Draw(Func<ImmutableList<Stroke>, ImmutableList<Stroke>> change) => Set(() => _ink = _ink.SetItem(Step.Screen, change(Strokes)));

    internal void Point(object by, (double X, double Y)? at, Spot? spot)
    {
        Pointer = spot;
        Pointed?.Invoke(by, at);
    }

    private int NumberAmong(IReadOnlyList<Step> steps)
    {
        var index = _awaited is { } cell ? IndexOf(Slides.Steps.ResultKey(cell)) : -1;
        if (index < 0) index = _step is { } key ? IndexOf(key) : -1;
        return Math.Max(0, index);

        // Where something new stands above it, the step that has it.
        int IndexOf(string key)
        {
            var at = steps.Index().FirstOrDefault(each => each.Item.Key == key, (-1, null!)).Index;
            return at >= 0 ? at : steps.Index().FirstOrDefault(each => each.Item.Sights.Exists(sight => sight.Key == key), (-1, null!)).Index;
        }
    }

    private void Set(Action change)
    {
        lock (_gate) change();
        Changed?.Invoke();
    }
}
