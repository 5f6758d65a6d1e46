namespace Runner.Kernel.Editing;

/// <summary>Names that a misspelled one may have meant.</summary>
internal static class Spelling
{
    private const int Most = 3;

    /// <summary>Those that at most a third of the letters tell apart, the nearest first.</summary>
    public static IEnumerable<string> Nearest(string name, IEnumerable<string> known) =>
        (from other in known.Distinct()
         where other != name && Math.Abs(other.Length - name.Length) <= name.Length / 3
         let distance = Distance(name.ToLowerInvariant(), other.ToLowerInvariant())
         where distance <= name.Length / 3
         orderby distance, other
         select other).Take(Most);

    /// <summary>How many letters have to be put in, left out, changed, or changed places with the next, to come from one word to another.</summary>
    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[from.Length, to.Length];
    }
}
