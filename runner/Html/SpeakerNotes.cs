using Markdig.Syntax;

namespace Runner.Html;

/// <summary>
/// What prose says to the speaker alone: an HTML comment that begins a line with <c>&lt;!-- notes:</c>. Slides and reports
/// leave it out; where it is unknown it is a comment, and not seen either.
/// </summary>
public static class SpeakerNotes
{
    private const string Begin = "<!-- notes:", End = "-->";

    /// <summary>The notes' text where a block is one; else null.</summary>
    /// <param name="markdown">The text that the block was read from.</param>
    public static string? Of(Block block, string markdown)
    {
        if (block is not HtmlBlock { Type: HtmlBlockType.Comment }) return null;
        var text = markdown.AsSpan(block.Span.Start, block.Span.Length).Trim();
        if (!text.StartsWith(Begin, StringComparison.OrdinalIgnoreCase)) return null;
        text = text[Begin.Length..];
        return (text.EndsWith(End) ? text[..^End.Length] : text).Trim().ToString();
    }

    /// <summary>Takes the notes out of a document.</summary>
    internal static void Remove(MarkdownDocument document, string markdown)
    {
        foreach (var block in document.Descendants<HtmlBlock>().ToList())
        {
            if (Of(block, markdown) is not null) block.Parent!.Remove(block);
        }
    }
}
