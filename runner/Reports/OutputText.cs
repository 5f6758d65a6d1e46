using System.Globalization;
using System.Text.RegularExpressions;

namespace Runner.Reports;

/// <summary>
/// A cell's outputs as text that can be compared between runs and machines: what differs by nature (times, rates, sizes of memory,
/// paths, versions) gives way to a word for it, and numbers count as the same within a tolerance.
/// </summary>
internal static partial class OutputText
{
    /// <summary>Numbers below it are rounding errors, one as good as another.</summary>
    private const double Nothing = 1e-5;

    /// <summary>The lines that stand below the cell, in order; pictures leave none.</summary>
    public static IReadOnlyList<string> Lines(IEnumerable<CellOutput> outputs) =>
        [.. outputs.Select(Text).Where(text => text.Trim() != "").SelectMany(text => text.ReplaceLineEndings("\n").TrimEnd().Split('\n')).Select(line => Sanitise(line.TrimEnd())).SkipWhile(line => line == "")];

    /// <summary>Whether two lines say the same.</summary>
    /// <param name="tolerance">How far numbers may lie apart, as a share of the larger; from the second decimal on also by one in the last.</param>
    public static bool AreSame(string one, string other, double tolerance) =>
        Words(one) == Words(other) && Number().Matches(one).Zip(Number().Matches(other)).All(pair => AreClose(pair.First.Value, pair.Second.Value, tolerance));

    private static string Text(CellOutput output) => output switch
    {
        TextOutput text => TerminalText.Settle(text.Text),
        ShownOutput { Data: var data } => data.FirstOrDefault(content => content.MimeType is "text/plain" or "text/markdown")?.Content
            ?? (data.FirstOrDefault(content => content.MimeType == "text/html") is { } html ? ConsoleReport.TextOfHtml(html.Content) : ""),
        _ => "",
    };

    private static string Sanitise(string line) =>
        Repeated().Replace(Time().Replace(Clock().Replace(Date().Replace(Size().Replace(Rate().Replace(Version().Replace(FilePath().Replace(Id().Replace(line,
            "<id>"), "<path>"), "<version>"), "<rate>"), "<size>"), "<date>"), "<time>"), "<time>"), "<time>");

    /// <summary>The line without its numbers and the blanks that they push about.</summary>
    private static string Words(string line) => Blank().Replace(Number().Replace(line, "#"), " ").Trim();

    private static bool AreClose(string one, string other, double tolerance)
    {
        var (a, b) = (Read(one), Read(other));
        var decimals = Math.Min(Decimals(one), Decimals(other));
        var lastDigit = decimals >= 2 ? Math.Pow(10, -decimals) * 1.0001 : 0;
        return Math.Abs(a - b) <= Math.Max(tolerance * Math.Max(Math.Abs(a), Math.Abs(b)), lastDigit) || (Math.Abs(a) < Nothing && Math.Abs(b) < Nothing);
    }

    private static double Read(string number) => double.Parse(number.Replace('−', '-').Replace(",", ""), CultureInfo.InvariantCulture);

    private static int Decimals(string number) => number.Contains('e', StringComparison.OrdinalIgnoreCase) || number.IndexOf('.') is not (> 0 and var point) ? 0 : number.Length - point - 1;

    [GeneratedRegex(@"(?<![\w<])(?:[-−+](?=\d))?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b|\b0x[0-9a-fA-F]{6,}\b")]
    private static partial Regex Id();

    [GeneratedRegex("""(?<![\w.<>/\\])(?:/(?:[\w.+@~-]+/)+[\w.+@~-]*|[A-Za-z]:\\[^\s"'<>|]*)""")]
    private static partial Regex FilePath();

    [GeneratedRegex(@"(?<![\w.])\d+\.\d+\.\d+(?:\.\d+)?(?:[-+][\w.+-]+)?(?!\.?\d)")]
    private static partial Regex Version();

    [GeneratedRegex(@"(?<![\w.])[\d.,]*\d ?\w+/s(?:ec)?\b")]
    private static partial Regex Rate();

    [GeneratedRegex(@"(?<![\w.])[\d.,]*\d ?[KMGT]i?B\b", RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?\b")]
    private static partial Regex Date();

    [GeneratedRegex(@"\b\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"(?<![\w.])[\d.,]*\d ?(?:ns|[µμu]s|ms|s|sec|seconds?|min|minutes?|h|hours?)\b")]
    private static partial Regex Time();

    [GeneratedRegex("<time>(?: <time>)+")]
    private static partial Regex Repeated();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
