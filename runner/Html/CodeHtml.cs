using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Html;

/// <summary>Source text as HTML, its words in colour. C# is told apart by its words alone, without a compiler: enough to read by.</summary>
public static partial class CodeHtml
{
    private static readonly HashSet<string> Keywords =
    [
        .. ("abstract and as async await base bool break byte case catch char checked class const continue decimal default delegate do double dynamic " +
            "else enum event explicit extern false finally fixed float for foreach from get global goto group if implicit in init int interface internal " +
            "into is join let lock long nameof namespace new nint not nuint null object operator or orderby out override params partial private protected " +
            "public readonly record ref required return sbyte scoped sealed select set short sizeof stackalloc static string struct switch this throw true " +
            "try typeof uint ulong unchecked unsafe ushort using var virtual void volatile when where while with yield").Split(' '),
    ];

    /// <summary>The text, escaped, with <c>span</c> elements of the classes <c>k</c> keyword, <c>t</c> type, <c>m</c> method, <c>s</c> string, <c>n</c> number, <c>c</c> comment and <c>d</c> directive.</summary>
    /// <param name="language">A kernel's name or what stands behind a fence; other languages than C# are only escaped.</param>
    public static string Highlight(string code, string language)
    {
        if (language is not ("csharp" or "c#" or "cs" or "C#")) return WebUtility.HtmlEncode(code);

        var html = new StringBuilder(code.Length * 2);
        var end = 0;
        var previous = "";
        foreach (Match match in Token().Matches(code))
        {
            html.Append(WebUtility.HtmlEncode(code[end..match.Index]));
            var kind = match.Groups["word"].Success ? Kind(match.Value, previous, Before(code, match.Index), After(code, match.Index + match.Length)) : Kind(match);
            var text = WebUtility.HtmlEncode(match.Value);
            html.Append(kind is null ? text : $"<span class=\"{kind}\">{text}</span>");
            end = match.Index + match.Length;
            previous = match.Value;
        }

        return html.Append(WebUtility.HtmlEncode(code[end..])).ToString();
    }

    private static string Kind(Match match) =>
        match.Groups["comment"].Success ? "c" : match.Groups["directive"].Success ? "d" : match.Groups["number"].Success ? "n" : "s";

    private static string? Kind(string word, string previous, char before, char after) =>
        Keywords.Contains(word) && before != '.' ? "k"
        : after == '(' && previous != "new" ? "m"
        : char.IsUpper(word[0]) && before != '.' ? "t"
        : null;

    private static char Before(string code, int index)
    {
        while (index > 0 && char.IsWhiteSpace(code[index - 1])) index--;
        return index > 0 ? code[index - 1] : '\0';
    }

    private static char After(string code, int index)
    {
        while (index < code.Length && code[index] == ' ') index++;
        return index < code.Length ? code[index] : '\0';
    }

    [GeneratedRegex("""
        (?<comment> //[^\n]* | /\*[\s\S]*?(?:\*/|\z) )
        | (?<directive> ^[\ \t]*\#[^\n]* )
        | (?<string> \${0,9}(?<quotes>"{3,})[\s\S]*?(?:\k<quotes>"*|\z)
            | (?:\$@|@\$|@)"(?:[^"]|"")*"?
            | \$"(?:\\.|\{\{|\{[^{}\n]*\}|[^"\\\n])*"?
            | "(?:\\.|[^"\\\n])*(?:"(?:u8)?)?
            | '(?:\\[^\n][^'\n]*|[^'\\\n])' )
        | (?<number> \b(?:0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)[fFdDmMuUlL]*\b )
        | (?<word> @?[\p{L}_][\p{L}\p{Nd}_]* )
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
