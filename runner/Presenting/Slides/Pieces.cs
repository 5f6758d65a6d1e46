using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace Runner.Presenting.Slides;

/// <summary>Cuts what no screen holds in a size that can be read: between the rows of a table, the items of a list, the lines of code.</summary>
internal static class Pieces
{
    // How many rows a screen holds, and lines of code.
    private const int Rows = 16, Lines = 28;

    /// <param name="block">A block of prose.</param>
    /// <param name="text">The prose that its span lies in.</param>
    /// <param name="markdown">What it says.</param>
    /// <returns>Of about the same size; one where it is short enough, or cannot be cut.</returns>
    public static IEnumerable<string> Of(Block block, string text, string markdown)
    {
        var lines = markdown.Split('\n');
        return block switch
        {
            // Each piece has the table's head.
            Table when lines.Length - 2 > Rows => Cut(lines[2..], _ => 1, Rows).Select(rows => string.Join('\n', lines[..2].Concat(rows))),
            ListBlock list when list.Count > 1 => Cut([.. list.Select(item => text.Substring(item.Span.Start, item.Span.Length))], Height, Rows).Select(items => string.Join('\n', items)),
            FencedCodeBlock when lines.Length - 2 > Lines => Cut(lines[1..^1], _ => 1, Lines).Select(code => string.Join('\n', [lines[0], .. code, lines[^1]])),
            _ => [markdown],
        };
    }

    /// <summary>Which lines of a cell's code are seen together.</summary>
    public static IEnumerable<(int From, int Count)> Of(string[] code)
    {
        var from = 0;
        foreach (var piece in Cut(code, Room.Wrapped, Room.CodePiece))
        {
            yield return (from, piece.Count);
            from += piece.Count;
        }
    }

    private static int Height(string item) => item.Split('\n').Sum(line => 1 + (Math.Max(0, line.Length - 1) / Steps.LineWidth));

    private static List<List<string>> Cut(string[] pieces, Func<string, int> height, int most)
    {
        var all = pieces.Sum(height);
        var fair = Math.Ceiling(all / Math.Ceiling(all / (double)most));
        var (cut, filled) = (new List<List<string>>(), 0);
        foreach (var piece in pieces)
        {
            if (cut.Count == 0 || (filled > 0 && filled + height(piece) > fair))
            {
                cut.Add([]);
                filled = 0;
            }

            cut[^1].Add(piece);
            filled += height(piece);
        }

        return cut;
    }
}
