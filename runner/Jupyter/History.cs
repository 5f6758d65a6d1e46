using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Runner.Jupyter;

/// <summary>The cells that ran, for front ends in which one goes back through them: those of this kernel, the latest of them.</summary>
internal sealed class History
{
    private const int MostCells = 1_000, MostCharacters = 4_000_000, MostOfOutput = 10_000, LongestPattern = 1_000;

    private readonly Lock _lock = new();
    private readonly List<(int Number, string Code, string? Output)> _cells = [];
    private int _characters;

    public void Add(int number, string code, string? output)
    {
        lock (_lock)
        {
            if (output?.Length > MostOfOutput) output = output[..MostOfOutput];
            _cells.Add((number, code, output));
            _characters += code.Length + (output?.Length ?? 0);
            while (_cells.Count > MostCells || (_characters > MostCharacters && _cells.Count > 1))
            {
                _characters -= _cells[0].Code.Length + (_cells[0].Output?.Length ?? 0);
                _cells.RemoveAt(0);
            }
        }
    }

    /// <summary>What a request asks for: the last, those of some numbers, or those that fit a pattern.</summary>
    /// <exception cref="InvalidDataException">It does not say which.</exception>
    public JsonArray Find(Request request)
    {
        List<(int Number, string Code, string? Output)> cells;
        lock (_lock) cells = [.. _cells];
        cells = request.Text("hist_access_type") switch
        {
            "tail" => Last(cells),
            // Session 0 is this one; of those before it nothing is kept.
            "range" => request.Number("session", 0) is 0 or 1 ? [.. cells.Where(cell => cell.Number >= request.Number("start", 0) && cell.Number < request.Number("stop", int.MaxValue))] : [],
            "search" => Last([.. Distinct(Fitting(request.Has<string>("pattern", out var pattern) ? pattern : "*"))]),
            var other => throw new InvalidDataException($"There is no history by {other}: tail, range or search."),
        };
        var output = request.Flag("output", false);
        return [.. cells.Select(cell => new JsonArray(1, cell.Number, output ? new JsonArray(cell.Code, cell.Output) : cell.Code))];

        List<(int Number, string Code, string?)> Fitting(string pattern)
        {
            var fits = Fits(pattern);
            return [.. cells.Where(cell => fits(cell.Code))];
        }

        List<(int, string, string?)> Last(List<(int, string, string?)> all) => [.. all.TakeLast(Math.Max(0, request.Number("n", int.MaxValue)))];

        // Of a cell that ran more than once the last time counts.
        IEnumerable<(int Number, string Code, string?)> Distinct(IEnumerable<(int Number, string Code, string?)> all) =>
            request.Flag("unique", false) ? all.Reverse().DistinctBy(cell => cell.Code).Reverse() : all;
    }

    /// <summary>Patterns as in file names: <c>*</c>, <c>?</c>, and <c>[a-z]</c>; of any form they take no longer than the text is long.</summary>
    private static Func<string, bool> Fits(string pattern)
    {
        if (pattern.Length > LongestPattern) throw new InvalidDataException($"The pattern is longer than {LongestPattern} characters.");
        var expression = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            var end = pattern[i] == '[' && i + 2 < pattern.Length ? pattern.IndexOf(']', i + 2) : -1;
            if (end > 0)
            {
                var letters = pattern[(i + 1)..end].Replace(@"\", @"\\", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal);
                expression.Append('[').Append(letters[0] is '!' or '^' ? $"^{letters[1..]}" : letters).Append(']');
                i = end;
            }
            else
            {
                expression.Append(pattern[i] switch { '*' => ".*", '?' => ".", var letter => Regex.Escape($"{letter}") });
            }
        }

        try
        {
            return new Regex(expression.Append(@"\z").ToString(), RegexOptions.Singleline | RegexOptions.NonBacktracking).IsMatch;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"This is no pattern: {pattern}", e);
        }
    }
}
