using System.Text.RegularExpressions;

namespace Runner.Kernel;

/// <summary>
/// What a cell says of how it is run: in a comment on its first line, in the words of Jupyter's tags (<c>// skip-execution: needs a
/// camera</c>, <c>// raises-exception</c>, <c>// raises-exception: FormatException</c>), or by these tags themselves.
/// </summary>
/// <param name="Skip">Why it is not to be run, or null.</param>
/// <param name="Raises">The failure that it is expected to end in, empty for any, or null.</param>
/// <param name="MayHold">Whether it holds without that failure too: to Jupyter the tag allows one, and asks for none.</param>
internal sealed partial record CellMark(string? Skip, string? Raises, bool MayHold = false)
{
    public static CellMark Of(string code, IReadOnlyCollection<string>? tags = null)
    {
        if (tags?.Contains("skip-execution") == true) return new("its tag says so", null);
        return OfFirstLine(code) is var mark && mark is { Skip: null, Raises: null } && tags?.Contains("raises-exception") == true ? new(null, "", MayHold: true) : mark;
    }

    private static CellMark OfFirstLine(string code)
    {
        var first = code.AsSpan().TrimStart();
        var line = Line().Match(first[..(first.IndexOfAny('\r', '\n') is var end and >= 0 ? end : first.Length)].ToString());
        if (!line.Success) return new(null, null);

        var (mark, note) = (line.Groups["mark"].Value, line.Groups["note"].Value);
        return mark == "skip-execution" ? new(note == "" ? "it says so itself" : note, null) : new(null, note);
    }

    /// <summary>Whether a failure is the one that the cell announces.</summary>
    public bool Announces(CellFailure failure) =>
        Raises is not null && failure.Name is not ("Interrupted" or "UnsupportedKernel") && (Raises == "" || failure.Name == Raises || failure.Name.EndsWith($".{Raises}", StringComparison.Ordinal));

    [GeneratedRegex(@"^//\s*(?<mark>skip-execution|raises-exception)\s*(?::\s*(?<note>.*?))?\s*$")]
    private static partial Regex Line();
}
