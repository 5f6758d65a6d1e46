using System.Text.RegularExpressions;

namespace Runner.Presenting.Cells;

/// <summary>
/// Tells HTML that can stand in a page of ours from HTML that needs a frame of its own. It does not mend anything: every
/// tag has to be one of a short list with attributes of a short list, in a form that no two parsers read differently.
/// Elements whose contents are read by rules of their own (script, style, svg, textarea, …) are not on it.
/// </summary>
public static partial class HarmlessHtml
{
    private static readonly HashSet<string> Elements =
    [
        .. ("a abbr b blockquote br caption code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins " +
            "kbd li mark meter ol p pre progress q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var").Split(' '),
    ];

    private static readonly HashSet<string> Attributes =
    [
        .. "align alt checked colspan dir disabled height high id lang low max min open optimum rowspan scope span start tabindex title value width".Split(' '),
    ];

    /// <summary>Those that prose, outputs and formatters have; the page's own could lay an element over the page, or be taken for a part of it.</summary>
    private static readonly HashSet<string> Classes =
    [
        .. ("c d k m n s t contains-task-list task-list-item math rich prose text stdout stderr rest chart diagram elsewhere not-shown " +
            "dni-code-hint dni-plaintext dni-treeview").Split(' '),
    ];

    /// <summary>The HTML without the style sheet that the formatters put behind every value; own/page.css says the same for a whole page.</summary>
    public static string WithoutFormattersStyle(string html) => FormattersStyle().Replace(html, "");

    /// <summary>The HTML without comments, which authors write for themselves, and by which Blazor would find its own places in a page.</summary>
    public static string WithoutComments(string html) => Comment().Replace(html, "");

    /// <summary>Whether nothing in it can run, load, or reach out of its place.</summary>
    public static bool Is(string html)
    {
        var end = 0;
        foreach (Match tag in Tag().Matches(html))
        {
            if (html.AsSpan(end, tag.Index - end).Contains('<') || !IsHarmless(tag)) return false;
            end = tag.Index + tag.Length;
        }
        return !html.AsSpan(end).Contains('<');
    }

    private static bool IsHarmless(Match tag)
    {
        var element = tag.Groups["element"].Value.ToLowerInvariant();
        if (!Elements.Contains(element)) return false;
        var names = tag.Groups["name"].Captures;
        var values = tag.Groups["value"].Captures;
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i].Value.ToLowerInvariant();
            var value = System.Net.WebUtility.HtmlDecode(values[i].Value.Trim('"', '\''));
            var isHarmless = name switch
            {
                "href" => element == "a" && Link().IsMatch(value),
                "src" => element == "img" && Picture().IsMatch(value),
                "type" => element != "input" || value == "checkbox",
                "class" => value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(Classes.Contains),
                "role" => value is "figure" or "img" or "note",
                "style" => Style().IsMatch(value),
                _ => Attributes.Contains(name) || name.StartsWith("aria-", StringComparison.Ordinal),
            };
            if (!isHarmless) return false;
        }
        return true;
    }

    [GeneratedRegex("""
        <(?: /(?<element>[A-Za-z][A-Za-z0-9]*)\s*
           | (?<element>[A-Za-z][A-Za-z0-9]*) (?:\s+(?<name>[A-Za-z][A-Za-z-]*) (?: \s*=\s*(?<value>"[^"<>]*"|'[^'<>]*') | (?<value>) ) )* \s*/? )>
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Tag();

    [GeneratedRegex("<!--[^<>-]*(?:-[^<>-]+)*-->")]
    private static partial Regex Comment();

    [GeneratedRegex(@"<style>\s*\.dni-code-hint[^<]*</style>")]
    private static partial Regex FormattersStyle();

    // An entity that a browser knows and .NET does not is still one: &colon; and &#58 are colons.
    [GeneratedRegex(@"^(?:https?://|mailto:|\#|(?![/\\]{2})[^:&]*$)", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"^data:image/(?:png|jpeg|gif|webp|avif|svg\+xml);base64,[A-Za-z0-9+/=\s]*$")]
    private static partial Regex Picture();

    // Sizes and colours; nothing that loads, and nothing that leaves its place to cover the page: a minus joins words only,
    // and no function computes a length.
    [GeneratedRegex("""
        ^(?: \s*(?: color | accent-color | background(?:-color)? | (?:text|vertical)-align | font(?:-(?:size|weight|style|family|variant-numeric))? | (?:max-|min-)?(?:width|height)
          | padding(?:-\w+)? | border(?:-\w+)* | white-space | display | gap | grid-template-columns | flex(?:-wrap)? | align-items | justify-content
          | line-height | list-style | opacity | overflow(?:-[xy])? | text-decoration | letter-spacing | image-rendering | object-fit | margin(?:-\w+)? )
          \s*:\s*(?: [\w\s.,%\#'/)] | (?<=[a-z])-(?=[a-z]) | (?<=\b(?:rgba?|hsla?|repeat|minmax))\( )*(?:;|$) )*\s*$
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Style();
}
