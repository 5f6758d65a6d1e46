using System.Text.RegularExpressions;
using Runner.Documents;

namespace Tests.Lessons;

/// <summary>A lesson as its reader meets it: cell by cell, from the top.</summary>
internal sealed partial record Lesson(int Number, string Name, IReadOnlyList<Cell> Cells)
{
    /// <summary>All lessons, in the order of the course.</summary>
    public static IReadOnlyList<Lesson> All { get; } =
        [.. Directory.GetFiles(AnswerKey.Notebooks, "*-*.dib").Order(StringComparer.Ordinal).Select(path => Read(path))];

    /// <summary>The prose, without what only the speaker sees, what pictures are told by, and sentences that point to a later lesson.</summary>
    public IEnumerable<string> Prose => Cells.Where(cell => cell.Kernel == "markdown").Select(cell =>
        Pointer().Replace(Aside().Replace(cell.Contents, ""), match => int.Parse(match.Groups["to"].Value) > Number ? "" : match.Value));

    /// <summary>The code, without its comments.</summary>
    public IEnumerable<string> Code => Cells.Where(cell => cell.Kernel == "csharp").Select(cell => Comment().Replace(cell.Contents, ""));

    private static Lesson Read(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return new(int.Parse(name[..2]), name, Dib.Parse(File.ReadAllText(path)).Cells);
    }

    [GeneratedRegex(@"<!--.*?-->|!\[[^]]*\]", RegexOptions.Singleline)]
    private static partial Regex Aside();

    // A row of a table, or a sentence.
    [GeneratedRegex(@"^\|.*\]\((?<to>\d\d)-[\w-]+\.dib\).*$|[^.|]*\]\((?<to>\d\d)-[\w-]+\.dib\)[^.|]*", RegexOptions.Multiline)]
    private static partial Regex Pointer();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();
}
