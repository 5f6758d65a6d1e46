using System.Buffers;
using System.Text;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Runner.Html;

/// <summary>What a piece of HTML is.</summary>
internal enum HtmlKind
{
    Text,
    Start,
    End,

    /// <summary>A comment, or what browsers take for one: processing instructions, declarations, a tag that is cut off.</summary>
    Comment,
}

/// <summary>A piece of HTML.</summary>
/// <param name="Name">Of a tag, in small letters.</param>
/// <param name="Attributes">Names in small letters, values without entities.</param>
/// <param name="Source">The piece as it is written.</param>
internal sealed record HtmlPiece(HtmlKind Kind, string Name, IReadOnlyList<(string Name, string Value)> Attributes, ReadOnlyMemory<char> Source)
{
    /// <summary>An attribute's value; null where the tag has none of the name.</summary>
    public string? this[string name] => Attributes.FirstOrDefault(attribute => attribute.Name == name).Value;

    /// <summary>The start of this element, with other attributes.</summary>
    public string With(IEnumerable<(string Name, string Value)> attributes) =>
        $"<{Name}{string.Concat(attributes.Select(attribute => attribute.Value == "" ? $" {attribute.Name}" : $" {attribute.Name}=\"{Escape(attribute.Value)}\""))}>";

    private static string Escape(string value) => value.Replace("&", "&amp;").Replace("\"", "&quot;").Replace("<", "&lt;");
}

/// <summary>Reads HTML as browsers do, in a time that grows with its length alone.</summary>
internal static class HtmlReader
{
    private const int LongRun = 1_000;
    private const char Begin = '\uE000', End = '\uE001';

    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>A picture's data that was replaced by a mark, which means as little to HTML and is short.</summary>
    private sealed record Run(int At, string Mark, string Data);

    /// <summary>The pieces in order; all of them together are the whole.</summary>
    /// <param name="isClean">Whether nothing is written in a way that readers could take for different things.</param>
    public static List<HtmlPiece> Read(string html, out bool isClean)
    {
        var (text, runs) = Shorten(html);
        using var source = new TextSource(text);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        var faults = 0;
        tokenizer.Error += (_, fault) => faults += IsOfEntity((HtmlParseError)fault.Code) ? 0 : 1;

        var pieces = new List<HtmlPiece>();
        var foreign = 0; // Inside of drawings and formulas no element's contents have rules of their own.
        for (var (start, run, shift) = (0, 0, 0); ;)
        {
            var token = tokenizer.Get();
            var end = Math.Min(tokenizer.InsertionPoint, text.Length);
            var from = start + shift;
            for (; run < runs.Count && runs[run].At < end; run++) shift += runs[run].Data.Length - runs[run].Mark.Length;
            if (end > start) pieces.Add(Piece(token, html.AsMemory(from, end + shift - from), runs));
            if (token.Type == HtmlTokenType.EndOfFile) break;

            start = end;
            if (token is HtmlTagToken { Name: "svg" or "math" } drawing) foreign = Math.Max(0, foreign + (drawing.Type == HtmlTokenType.EndTag ? -1 : drawing.IsSelfClosing ? 0 : 1));
            else if (token.Type == HtmlTokenType.StartTag && foreign == 0) tokenizer.State = ContentsOf(token.Name);
        }

        isClean = faults == 0;
        return pieces;
    }

    private static HtmlPiece Piece(HtmlToken token, ReadOnlyMemory<char> source, List<Run> runs)
    {
        if (token is not HtmlTagToken tag) return new(token.Type == HtmlTokenType.Character ? HtmlKind.Text : HtmlKind.Comment, "", [], source);
        var attributes = tag.Attributes.Select(attribute => (attribute.Name.ToLowerInvariant(), Restore(attribute.Value, runs)));
        return new(tag.Type == HtmlTokenType.EndTag ? HtmlKind.End : HtmlKind.Start, tag.Name.ToLowerInvariant(), [.. attributes], source);
    }

    /// <summary>The text without the data of its pictures: a page has megabytes of it, in which no tag begins or ends.</summary>
    private static (string Text, List<Run> Runs) Shorten(string html)
    {
        const string Mark = ";base64,";
        var runs = new List<Run>();
        if (html.Length < LongRun || html.Contains(Begin)) return (html, runs);
        var text = new StringBuilder();
        var copied = 0;
        for (var at = 0; html.IndexOf(Mark, at, StringComparison.Ordinal) is >= 0 and var found;)
        {
            at = found + Mark.Length;
            var length = html.AsSpan(at).IndexOfAnyExcept(Base64) is >= 0 and var end ? end : html.Length - at;
            if (length < LongRun) continue;
            text.Append(html, copied, at - copied);
            runs.Add(new(text.Length, $"{Begin}{runs.Count}{End}", html.Substring(at, length)));
            text.Append(runs[^1].Mark);
            copied = at += length;
        }

        return runs is [] ? (html, runs) : (text.Append(html, copied, html.Length - copied).ToString(), runs);
    }

    private static string Restore(string value, List<Run> runs)
    {
        while (value.IndexOf(Begin) is >= 0 and var begin && value.IndexOf(End, begin) is >= 0 and var end && int.TryParse(value.AsSpan(begin + 1, end - begin - 1), out var run))
            value = $"{value.AsSpan(0, begin)}{runs[run].Data}{value.AsSpan(end + 1)}";
        return value;
    }

    /// <summary>Whether an element's contents are no HTML, and go on to the end where it is not closed.</summary>
    public static bool IsRaw(string element) => ContentsOf(element) != HtmlParseMode.PCData;

    private static HtmlParseMode ContentsOf(string element) => element switch
    {
        "script" => HtmlParseMode.Script,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" or "noscript" => HtmlParseMode.Rawtext,
        "textarea" or "title" => HtmlParseMode.RCData,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };

    /// <summary>An ampersand that begins no entity is read by all as it stands.</summary>
    private static bool IsOfEntity(HtmlParseError fault) => fault is >= HtmlParseError.CharacterReferenceWrongNumber and <= HtmlParseError.CharacterReferenceAttributeEqualsFound;
}
