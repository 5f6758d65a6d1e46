using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Html;

/// <summary>
/// Tells HTML that can stand in a page of ours from HTML that needs a frame of its own. It does not mend anything: every
/// tag, read as a browser reads it, has to be one of a short list with attributes of a short list, without a fault.
/// Elements whose contents are read by rules of their own (script, style, svg, textarea, …) are not on it.
/// </summary>
public static partial class HarmlessHtml
{
    /// <summary>
    /// What every id in it begins with: a browser lets pages' scripts find an element by its id as if it were theirs, and the
    /// page's own ids are its own. Links to a place of the same site lead to the id with this before it.
    /// </summary>
    public const string Id = "text:";

    private static readonly HashSet<string> Elements =
    [
        .. ("a abbr b blockquote br caption code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins " +
            "kbd li mark meter ol p pre progress q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var").Split(' '),
    ];

    private static readonly HashSet<string> Attributes =
    [
        .. ("align alt checked colspan dir disabled height high lang low max min open optimum rowspan scope span start title value width " +
            "aria-hidden aria-label aria-valuemax aria-valuemin aria-valuenow aria-valuetext").Split(' '),
    ];

    /// <summary>Those that prose, outputs and formatters have; the page's own could lay an element over the page, or be taken for a part of it.</summary>
    private static readonly HashSet<string> Classes =
    [
        .. ("c d k m n s t contains-task-list task-list-item math rich prose text stdout stderr rest chart plot diagram elsewhere not-shown " +
            "dni-code-hint dni-plaintext dni-treeview").Split(' '),
    ];

    /// <summary>Sizes and colours; nothing that loads, and nothing that leaves its place.</summary>
    private static readonly HashSet<string> Properties =
    [
        .. ("color accent-color background background-color text-align vertical-align font font-size font-weight font-style font-family font-variant-numeric " +
            "width height max-width max-height min-width min-height padding padding-top padding-right padding-bottom padding-left " +
            "border border-top border-right border-bottom border-left border-color border-style border-width border-radius border-collapse border-spacing " +
            "white-space display gap grid-template-columns flex flex-wrap align-items justify-content line-height list-style opacity overflow overflow-x " +
            "overflow-y text-decoration letter-spacing image-rendering object-fit margin margin-top margin-right margin-bottom margin-left").Split(' '),
    ];

    /// <summary>The HTML without the style sheet that the formatters put behind every value; own/page.css says the same for a whole page.</summary>
    public static string WithoutFormattersStyle(string html) => FormattersStyle().Replace(html, "");

    /// <summary>Whether nothing in it can run, load, or reach out of its place.</summary>
    public static bool Is(string html) => Of(html) is not null;

    /// <summary>The HTML as it may stand in a page, written so that every browser reads it alike; null where it needs a frame.</summary>
    public static string? Of(string html)
    {
        var pieces = HtmlReader.Read(html, out var isClean);
        if (!isClean || !pieces.TrueForAll(IsHarmless)) return null;
        var text = new StringBuilder(html.Length);
        foreach (var piece in pieces)
        {
            if (piece.Kind == HtmlKind.Text) text.Append(piece.Source);
            else if (piece.Kind == HtmlKind.End) text.Append($"</{piece.Name}>");
            else text.Append(piece.With(piece.Attributes.Select(OwnPlace)));
        }

        return text.ToString();
    }

    private static bool IsHarmless(HtmlPiece piece) => piece.Kind switch
    {
        HtmlKind.Text => true,
        HtmlKind.End => Elements.Contains(piece.Name),
        HtmlKind.Start => Elements.Contains(piece.Name) && (piece.Name != "input" || piece["type"] == "checkbox") && piece.Attributes.All(attribute => IsHarmless(piece.Name, attribute.Name, attribute.Value)),
        _ => false,
    };

    private static bool IsHarmless(string element, string name, string value) => !value.AsSpan().ContainsAny('<', '\0') && name switch
    {
        "href" => element == "a" && Link().IsMatch(value),
        "src" => element == "img" && Picture().IsMatch(value),
        "type" => element != "input" || value == "checkbox",
        "class" => value.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).All(Classes.Contains),
        "id" => value != "" && !value.Any(char.IsWhiteSpace),
        "role" => value is "figure" or "img" or "note" or "progressbar",
        "tabindex" => value is "0" or "-1",
        "style" => value.Split(';').All(IsHarmlessStyle),
        _ => Attributes.Contains(name),
    };

    private static bool IsHarmlessStyle(string declaration)
    {
        var parts = declaration.Split(':');
        return parts is [var empty] && empty.Trim(Blanks) == "" || (parts is [var property, var value] && Properties.Contains(property.Trim(Blanks).ToLowerInvariant()) && StyleValue().IsMatch(value));
    }

    private static (string, string) OwnPlace((string Name, string Value) attribute) => attribute.Name switch
    {
        "id" => ("id", Id + attribute.Value),
        "href" when attribute.Value is ['#' or '/', ..] && attribute.Value.IndexOf('#') is >= 0 and var at => ("href", attribute.Value.Insert(at + 1, Id)),
        _ => attribute,
    };

    private static readonly char[] Blanks = [' ', '\t', '\n', '\f', '\r']; // Those of HTML and CSS, and no others.

    [GeneratedRegex(@"<style>\s{0,9}\.dni-code-hint[^<]*</style>")]
    private static partial Regex FormattersStyle();

    // What a browser reads out of an address is decided by its first colon or two slashes; it leaves out line breaks and tabs.
    [GeneratedRegex(@"\A(?:https?://[^\x00-\x20]|mailto:|\#|(?![/\\]{2})[^:\x00-\x1f]+\z|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"\Adata:image/(?:png|jpeg|gif|webp|avif|svg\+xml);base64,[A-Za-z0-9+/=\s]*\z")]
    private static partial Regex Picture();

    // A minus joins words only, and no function computes a length.
    [GeneratedRegex(@"\A(?:[a-z0-9\x20\t\n.,%#'/)]|(?<=[a-z])-(?=[a-z])|(?<=\b(?:rgba?|hsla?|repeat|minmax))\()*\z", RegexOptions.IgnoreCase)]
    private static partial Regex StyleValue();
}
