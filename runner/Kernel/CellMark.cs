using System.Text.RegularExpressions;

namespace Runner.Kernel;

/// <summary>
/// What a cell says of itself in a comment on its first line, because <c>.dib</c> files have no meta data for cells. The words
/// are those of Jupyter's tags: <c>// skip-execution: needs a camera</c>, <c>// raises-exception</c>, <c>// raises-exception: FormatException</c>.
/// </summary>
/// <param name="Skip">Why it is not to be run, or null.</param>
/// <param name="Raises">The failure that it is expected to end in, empty for any, or null.</param>
internal sealed partial record CellMark(string? Skip, string? Raises)
{
    public static CellMark Of(string code)
    {
        var first = code.AsSpan().TrimStart();
        var line = Line().Match(first[..(first.IndexOfAny('\r', '\n') is var end and >= 0 ? end : first.Length)].ToString());
        if (!line.Success) return new(null, null);

        var (mark, note) = (line.Groups["mark"].Value, line.Groups["note"].Value);
        return mark == "skip-execution" ? new(note == "" ? "it says so itself" : note, null) : new(null, note);
    }

    /// <summary>Whether a failure is the one that the cell announces.</summary>
    public bool Announces(CellFailure failure) =>
        Raises is not null && failure.Name != "Interrupted" && (Raises == "" || failure.Name == Raises || failure.Name.EndsWith($".{Raises}", StringComparison.Ordinal));

    [GeneratedRegex(@"^//\s*(?<mark>skip-execution|raises-exception)\s*(?::\s*(?<note>.*?))?\s*$")]
    private static partial Regex Line();
}
