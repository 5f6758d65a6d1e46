namespace Runner.Presenting.Slides;

/// <summary>Something that a key does while slides are shown. This is the only list of keys: help, buttons and the page's script read it.</summary>
/// <param name="Command">Its name, for <see cref="SlideScreen"/> or the page's script.</param>
/// <param name="Does">What it does, in a few words.</param>
/// <param name="Keys">As browsers name them, with <c>Ctrl+</c> and <c>Shift+</c> before.</param>
public sealed record Shortcut(string Command, string Does, params string[] Keys)
{
    /// <summary>All, in groups.</summary>
    public static IReadOnlyList<(string Group, IReadOnlyList<Shortcut> Keys)> Groups { get; } =
    [
        ("Move",
        [
            new("next", "Go on to the next step", "ArrowRight", "PageDown", "Space", "n"),
            new("previous", "Go back", "ArrowLeft", "PageUp", "Shift+Space", "Backspace"),
            new("first", "First slide", "Home"),
            new("last", "Last slide", "End"),
            new("overview", "All slides", "o"),
            new("goto", "Go to a slide by number or words", "g", "/"),
        ]),
        ("Cells",
        [
            new("run", "Run the cell", "Ctrl+Enter"),
            new("advance", "Run it and go on", "Shift+Enter"),
            new("edit", "Edit the cell; Esc ends it", "Enter", "e"),
            new("stop", "Stop what runs", "i"),
            new("run-above", "Run what is above and not done", "u"),
            new("run-stale", "Run what is out of date", "y"),
            new("run-all", "Run all cells", "Ctrl+Shift+Enter"),
            new("restart", "Restart the kernel", "r"),
            new("drop", "Drop my edits"),
            new("select-next", "Choose the cell below", "j"),
            new("select-previous", "Choose the cell above", "k"),
        ]),
        ("Screen",
        [
            new("fullscreen", "Full screen", "f"),
            new("larger", "Larger", "+", "="),
            new("smaller", "Smaller", "-"),
            new("normal", "Normal size", "0"),
            new("theme", "Dark or light", "d"),
            new("prose", "Show the text of the step, or what it shows", "t"),
            new("pin", "Keep the cell's result in the corner, or take it away", "c"),
            new("black", "Black screen", "b", "."),
            new("print", "Print, a page a step", "Ctrl+p"),
            new("handout", "Print with notes below"),
        ]),
        ("Show",
        [
            new("pointer", "Pointer", "p"),
            new("draw", "Draw", "w"),
            new("undraw", "Take the last line away", "z"),
            new("erase", "Take all lines away", "x"),
        ]),
        ("People",
        [
            new("speaker", "Speaker's window: notes, next slide, clock", "s"),
            new("answers", "What the room has answered", "a"),
            new("ask-again", "Ask the room again", "v"),
            new("invite", "The audience's link", "q"),
            new("help", "These keys", "?", "h"),
            new("close", "Close what is open", "Escape"),
        ]),
    ];

    /// <summary>Which command a key gives.</summary>
    public static IReadOnlyDictionary<string, string> ByKey { get; } =
        Groups.SelectMany(group => group.Keys).SelectMany(shortcut => shortcut.Keys.Select(key => (key, shortcut.Command))).ToDictionary();

    /// <summary>The keys as people know them.</summary>
    public IEnumerable<string> Names => Keys.Select(key => key switch
    {
        "ArrowRight" => "→",
        "ArrowLeft" => "←",
        "PageDown" => "Page ↓",
        "PageUp" => "Page ↑",
        "Escape" => "Esc",
        { Length: 1 } => key.ToUpperInvariant(),
        _ => key,
    });
}
