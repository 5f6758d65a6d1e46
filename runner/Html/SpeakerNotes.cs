using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Runner.Html;

/// <summary>
/// What prose says to the speaker alone: an HTML comment that begins with <c>notes:</c>, wherever it stands. Slides and reports
/// leave out every comment, this one or not; where notes are unknown they are comments, and not seen either.
/// </summary>
public static class SpeakerNotes
{
    private const string Begin = "<!--", Name = "notes:", End = "-->";

    /// <summary>The notes' text where a part of a document is one; else null.</summary>
    /// <param name="markdown">The text that the part was read from.</param>
    public static string? Of(MarkdownObject part, string markdown)
    {
        if (!IsComment(part)) return null;
        var text = (part is HtmlInline inline ? inline.Tag : markdown.AsSpan(part.Span.Start, part.Span.Length)).Trim();
        if (!text.StartsWith(Begin)) return null;
        text = text[Begin.Length..].TrimStart();
        if (!text.StartsWith(Name, StringComparison.OrdinalIgnoreCase)) return null;
        text = text[Name.Length..];
        return (text.EndsWith(End) ? text[..^End.Length] : text).Trim().ToString();
    }

    /// <summary>Whether it is something that no reader sees.</summary>
    internal static bool IsComment(MarkdownObject part) => part switch
    {
        HtmlBlock block => block.Type is HtmlBlockType.Comment or HtmlBlockType.ProcessingInstruction or HtmlBlockType.DocumentType or HtmlBlockType.CData,
        HtmlInline inline => inline.Tag is ['<', '!' or '?', ..],
        _ => false,
    };

    /// <summary>Takes what no reader sees out of a document.</summary>
    internal static void Remove(MarkdownDocument document)
    {
        foreach (var part in document.Descendants().Where(IsComment).ToList())
        {
            if (part is HtmlBlock block) block.Parent!.Remove(block);
            else ((HtmlInline)part).Remove();
        }
    }

    /// <summary>The text without its comments, where it is not worth taking apart, or can't be.</summary>
    public static string Cut(string text)
    {
        if (!text.Contains(Begin, StringComparison.Ordinal)) return text;
        var kept = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var begin = text.IndexOf(Begin, at, StringComparison.Ordinal);
            kept.Append(text, at, (begin < 0 ? text.Length : begin) - at);
            if (begin < 0) break;
            var end = text.IndexOf(End, begin + 2, StringComparison.Ordinal);
            at = end < 0 ? text.Length : end + End.Length;
        }

        return kept.ToString();
    }
}
