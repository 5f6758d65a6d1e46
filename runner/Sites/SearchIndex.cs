using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Runner.Html;

namespace Runner.Sites;

/// <summary>A page of a site.</summary>
/// <param name="File">What it is made from.</param>
/// <param name="Address">Its file's name in the site.</param>
internal sealed record PageLink(string File, string Address, string Title);

/// <summary>The text of all pages, section by section, as a script that the search reads.</summary>
internal sealed partial class SearchIndex
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, List<string[]>> _sections = [];

    /// <summary>Takes up a page, or takes it up again.</summary>
    public void Add(PageLink page, string html)
    {
        var sections = _sections[page.Address] = [];
        var visible = Invisible().Replace(html, " ");
        var starts = SectionStart().Matches(visible);
        AddSection("", page.Title, visible[..(starts is [var first, ..] ? first.Index : visible.Length)]);
        foreach (var (i, start) in starts.Index())
        {
            var end = i + 1 < starts.Count ? starts[i + 1].Index : visible.Length;
            AddSection(start.Groups["id"].Value, Text(start.Groups["heading"].Value), visible[(start.Index + start.Length)..end]);
        }

        void AddSection(string anchor, string heading, string content)
        {
            if (anchor != "" || Text(content) != "") sections.Add([anchor, heading, Text(content)]);
        }
    }

    /// <summary>The script; pages in this order, then any others.</summary>
    public string Write(IReadOnlyList<PageLink> pages)
    {
        var titles = pages.ToDictionary(page => page.Address, page => page.Title);
        var order = pages.Select(page => page.Address).Concat(_sections.Keys).Distinct().Where(_sections.ContainsKey);
        var index = order.Select(address => new { address = Offline.Escape(address), title = titles.GetValueOrDefault(address, ""), sections = _sections[address] });
        return $"window.searchIndex = {JsonSerializer.Serialize(index, Readable)};\n";
    }

    private static string Text(string html) =>
        Blank().Replace(FormulaMark().Replace(WebUtility.HtmlDecode(Tag().Replace(html, match => IsInline(match.Value) ? "" : " ")), ""), " ").Trim();

    /// <summary>Whether words go on across a tag: highlighted code is full of them.</summary>
    private static bool IsInline(string tag) => InlineTag().IsMatch(tag);

    // Without an end it goes on to the text's end, so that none is looked for again and again.
    [GeneratedRegex("<(script|style)\\b.*?(?:</\\1\\s*>|\\z)|<p class=\"label\">.*?(?:</p>|\\z)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Invisible();

    [GeneratedRegex("<h[1-6] id=\"(?<id>[^\"]*)\">(?<heading>.*?)(?:</h[1-6]>|\\z)", RegexOptions.Singleline)]
    private static partial Regex SectionStart();

    [GeneratedRegex("<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")]
    private static partial Regex Tag();

    [GeneratedRegex("^</?(?:span|em|strong|code|b|i|a|sub|sup)\\b")]
    private static partial Regex InlineTag();

    [GeneratedRegex(@"\\[()[\]]")]
    private static partial Regex FormulaMark();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
