using Runner.Protocol;

namespace Runner.Jupyter;

/// <summary>Whether a text is a whole cell, or waits for its next line: what a console asks at every Enter.</summary>
internal static class Completeness
{
    // Comments, verbatim and raw strings that nothing ends: they begin anywhere, and take in what follows.
    private static readonly string[] Open = ["CS1035", "CS1039", "CS8997"];

    /// <returns><c>complete</c>, <c>incomplete</c> or <c>invalid</c>.</returns>
    /// <param name="found">What the compiler says of the text. Names that it does not know are no fault of its form.</param>
    public static string Of(string code, IEnumerable<CellDiagnostic> found)
    {
        var lines = code.TrimEnd().Split('\n');
        var faults = found.Where(each => each.Severity == "error" && IsOfForm(each.Code)).ToList();
        return faults is [] ? "complete" : faults.Exists(each => Open.Contains(each.Code)) || faults.TrueForAll(IsAtTheEnd) ? "incomplete" : "invalid";

        bool IsAtTheEnd(CellDiagnostic each) => (each.Position.Line, each.Position.Column).CompareTo((lines.Length, lines[^1].TrimEnd('\r').Length)) >= 0;
    }

    // "; expected", "} expected", "invalid expression term" and their like have these numbers.
    private static bool IsOfForm(string code) => int.TryParse(code.AsSpan(2), out var number) && number is (>= 1001 and <= 1057) or (>= 1513 and <= 1534) or 1733 or 8180 or 8504 or 8997;

    /// <summary>How far the next line is set in: as far as the last, and further behind what opens a block.</summary>
    public static string Indent(string code)
    {
        var last = code.TrimEnd().Split('\n')[^1];
        var indent = last[..^last.TrimStart().Length];
        return last is [.., '{' or '(' or '['] ? indent + "    " : indent;
    }
}
