using System.Buffers;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Runner.Html;

/// <summary>A heading of a page: its level, the anchor that leads to it, and its words, plain and as HTML without links.</summary>
public sealed record Heading(int Level, string Id, string Text, string Html);

/// <summary>
/// The prose of one page: Markdown to HTML, as Jupyter and VS Code show it (tables, <c>$…$</c> mathematics, raw HTML).
/// Headings get anchors that are unique on the page. A formula becomes an element of class <c>math</c> with its TeX inside.
/// </summary>
public sealed partial class Prose
{
    internal static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseMathematics().UseTaskLists().UseAutoLinks().UseEmphasisExtras().Build();

    /// <summary>
    /// How much a text may cost to take apart. What Markdown makes of a paragraph takes its parser a time that grows with the square
    /// of the marks in it: this is a tenth of a second or so, and a paragraph of 2,000 marks.
    /// </summary>
    private const long Limit = 4_000_000;

    private static readonly SearchValues<char> Marks = SearchValues.Create("[]()*_~=^<>!:/`|+$&\"'");

    private readonly HashSet<string> _anchors = [];
    private readonly Dictionary<string, int> _next = []; // by words of a heading, the number that the next one with the same gets
    private readonly List<Heading> _headings = [];

    /// <summary>The headings met so far, in order.</summary>
    public IReadOnlyList<Heading> Headings => _headings;

    /// <summary>A text as HTML.</summary>
    /// <param name="isListed">Whether its headings belong to the page's contents.</param>
    public string Render(string markdown, bool isListed = true)
    {
        if (Parse(markdown) is not { } document) return AsText(markdown);
        SpeakerNotes.Remove(document);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            var html = LinksAndPictures().Replace(Write(renderer => renderer.WriteLeafInline(heading)), "").Trim();
            var words = WebUtility.HtmlDecode(Tags().Replace(html, ""));
            var anchor = Anchor(words);
            heading.GetAttributes().Id = anchor;
            if (isListed) _headings.Add(new(heading.Level, anchor, words, html));
        }

        try
        {
            return Write(renderer => renderer.Render(document));
        }
        catch (ArgumentException) // Nested deeper than it goes.
        {
            return AsText(markdown);
        }
    }

    /// <summary>A text taken apart; null where that can't be done, or not in a good time: it is shown as it stands then.</summary>
    internal static MarkdownDocument? Parse(string markdown, MarkdownPipeline? pipeline = null)
    {
        var cost = 0L;
        var marks = 0L;
        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace()) marks = 0;
            var more = Count(line);
            cost += more * (more + (2 * marks)); // The square of the marks so far, line by line.
            marks += more;
            if (cost > Limit) return null;
        }

        try
        {
            return Markdown.Parse(markdown, pipeline ?? Pipeline);
        }
        catch (ArgumentException) // Nested deeper than it goes.
        {
            return null;
        }
    }

    private static int Count(ReadOnlySpan<char> line)
    {
        var count = 0;
        for (var at = line.IndexOfAny(Marks); at >= 0; at = line.IndexOfAny(Marks))
        {
            count++;
            line = line[(at + 1)..];
        }

        return count;
    }

    private static string AsText(string markdown) => $"<pre class=\"text\">{WebUtility.HtmlEncode(SpeakerNotes.Cut(markdown))}</pre>\n";

    private static string Write(Action<HtmlRenderer> what)
    {
        var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new HighlightedCode());
        what(renderer);
        return writer.ToString();
    }

    private string Anchor(string words)
    {
        var slug = NoLetter().Replace(words.ToLowerInvariant(), "-").Trim('-');
        var anchor = slug = slug == "" ? "section" : slug;
        var i = _next.GetValueOrDefault(slug, 2);
        for (; !_anchors.Add(anchor); i++) anchor = $"{slug}-{i}";
        _next[slug] = i;
        return anchor;
    }

    private sealed class HighlightedCode : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            var language = (block as FencedCodeBlock)?.Info ?? "";
            var code = new StringBuilder();
            foreach (var line in block.Lines.Lines.Take(block.Lines.Count)) code.Append(line.Slice.AsSpan()).Append('\n');
            renderer.EnsureLine();
            if (language == "mermaid") renderer.Write(Diagram.Html(code.ToString()));
            else renderer.Write($"<pre><code>{CodeHtml.Highlight(code.ToString().TrimEnd('\n'), language)}</code></pre>\n");
        }
    }

    [GeneratedRegex("</?(?:a|img)\\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex LinksAndPictures();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex NoLetter();
}
