using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Runner.Html;

namespace Runner.Reports;

/// <summary>
/// Prose that leaves its folder: pictures of this machine go inside it, links to files lead there from the new place, and comments
/// stay behind.
/// </summary>
internal static partial class PortableMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseMathematics().UsePreciseSourceLocation().Build();

    /// <summary>The prose as it has to read elsewhere.</summary>
    /// <param name="from">The folder that its relative addresses start from.</param>
    /// <param name="to">The folder that it goes to.</param>
    public static string Move(string markdown, string from, string to)
    {
        if (Prose.Parse(markdown, Pipeline) is not { } document) return AsText(SpeakerNotes.Cut(markdown));
        var changes = new List<(SourceSpan Span, string Text)>();
        foreach (var link in document.Descendants<LinkInline>())
        {
            if (link.Url is { } address && !link.UrlSpan.IsEmpty && Address(address, link.IsImage, from, to) is { } moved) changes.Add((link.UrlSpan, moved));
        }

        foreach (var part in document.Descendants().Where(each => each is HtmlBlock or HtmlInline))
        {
            var html = part.Span;
            var text = markdown.Substring(html.Start, html.Length);
            var moved = SpeakerNotes.IsComment(part) ? "" : Picture().Replace(SpeakerNotes.Cut(text), match => match.Groups[1].Value + (Address(match.Groups[2].Value, isPicture: true, from, to) ?? match.Groups[2].Value) + match.Groups[3].Value);
            if (moved != text) changes.Add((html, moved));
        }

        foreach (var (span, text) in changes.OrderByDescending(change => change.Span.Start)) markdown = markdown[..span.Start] + text + markdown[(span.End + 1)..];
        return markdown;
    }

    private static string AsText(string markdown)
    {
        var fence = "```";
        while (markdown.Contains(fence, StringComparison.Ordinal)) fence += fence;
        return $"{fence}text\n{markdown}\n{fence}\n";
    }

    private static string? Address(string address, bool isPicture, string from, string to)
    {
        var parts = address.Split('#', 2);
        if (address.Contains("://", StringComparison.Ordinal) || parts[0] is "" or ['/', ..]) return null;

        var file = Path.GetFullPath(Path.Combine(from, Uri.UnescapeDataString(parts[0])));
        if (!Path.Exists(file)) return null;
        if (isPicture) return File.Exists(file) && Premises.Hold(file, from) ? Offline.DataAddress(file) : null;
        var moved = Path.GetRelativePath(to, file).Replace('\\', '/').Replace(" ", "%20").Replace("(", "%28").Replace(")", "%29");
        return parts is [_, var fragment] ? $"{moved}#{fragment}" : moved;
    }

    [GeneratedRegex("""(<img\b[^<>]*?\ssrc\s*=\s*["'])([^"']+)(["'])""", RegexOptions.IgnoreCase)]
    private static partial Regex Picture();
}
