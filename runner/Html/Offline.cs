using System.Net;
using System.Text.RegularExpressions;

namespace Runner.Html;

/// <summary>
/// Makes HTML that loads nothing: pictures of the notebook's folder go inside the page; what lies on the network becomes
/// a link that the reader may follow, or the text that stands for it. Scripts written out in the HTML stay as they are.
/// </summary>
/// <param name="folder">What relative addresses start from.</param>
/// <param name="place">Where a file of this machine stands beside the page, or null where it stands nowhere; without it pictures go inside.</param>
/// <param name="link">The address that a link's leads on to, or null where it leads nowhere and only its words stay; without it notebooks lead to their reports.</param>
public sealed partial class Offline(string folder, Func<string, string?>? place = null, Func<string, string?>? link = null)
{
    /// <summary>A file's name, with <c>/</c> between folders, as an address has it.</summary>
    public static string Escape(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Whether the HTML so far uses plotly.js, which the page then has to bring along.</summary>
    public bool NeedsPlotly { get; private set; }

    /// <summary>The HTML, loading nothing.</summary>
    public string Enclose(string html) => Element().Replace(html, match => match.Groups["name"].Value.ToLowerInvariant() switch
    {
        "script" => Script(match.Value, match.Groups["tag"].Value),
        "style" => RemoteStyle().Replace(match.Value, "none"),
        "img" => Picture(match.Value),
        "a" => Link(match.Value),
        "link" or "base" or "source" or "track" => "",
        _ => Frame(match.Value, match.Groups["tag"].Value),
    });

    private string Script(string element, string tag)
    {
        if (Attribute(tag, "src") is not { } source)
        {
            NeedsPlotly |= element.Contains("Plotly.", StringComparison.Ordinal);
            return element;
        }

        NeedsPlotly |= source.Contains("plotly", StringComparison.OrdinalIgnoreCase);
        return "";
    }

    private string Link(string tag)
    {
        if (link is not null)
            return Attribute(tag, "href") is { } target ? Address().Replace(tag, _ => link(target) is { } there ? $" href=\"{WebUtility.HtmlEncode(there)}\"" : "", 1) : tag;
        if (place is null || Attribute(tag, "href") is not { } address || LocalFile(address) is not { } file || place(file) is not { } placed)
            return NotebookLink().Replace(tag, "$1$2.html$3");
        var fragment = address.IndexOf('#') is >= 0 and var at ? address[at..] : "";
        return Address().Replace(tag, _ => $" href=\"{WebUtility.HtmlEncode(placed + fragment)}\"", 1);
    }

    private string Picture(string tag)
    {
        if (Attribute(tag, "src") is not { } source) return "";
        var alone = SourceSet().Replace(tag, "");
        if (source.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return alone;
        if ((place is null ? Embed(source) : LocalFile(source) is { } file ? place(file) : null) is { } data) return Source().Replace(alone, $" src=\"{data}\"", 1);

        var words = Attribute(tag, "alt") is { Length: > 0 } alt ? alt : IsRemote(source) ? "picture on the network" : "missing picture";
        return $"<span class=\"not-shown\" title=\"{WebUtility.HtmlEncode(source)}\">{WebUtility.HtmlEncode(words)}</span>";
    }

    /// <summary>Something with a document, film or sound in it.</summary>
    private static string Frame(string element, string tag)
    {
        var source = Attribute(tag, "src") ?? Attribute(tag, "data") ?? Attribute(element, "src");
        if (source is null || source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || Attribute(tag, "srcdoc") is not null) return element;
        return $"<a class=\"elsewhere\" href=\"{WebUtility.HtmlEncode(source)}\">{WebUtility.HtmlEncode(Attribute(tag, "title") ?? source)}</a>";
    }

    private string? Embed(string source) => LocalFile(source) is { } file ? DataAddress(file) : null;

    /// <summary>Whether a browser shows the file as a picture.</summary>
    public static bool IsPicture(string file) => PictureType(file) is not null;

    /// <summary>A picture's file as an address that holds it, or null where it is no picture.</summary>
    public static string? DataAddress(string file) =>
        PictureType(file) is { } type ? $"data:image/{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file))}" : null;

    private static string? PictureType(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".png" => "png",
        ".jpg" or ".jpeg" => "jpeg",
        ".gif" => "gif",
        ".svg" => "svg+xml",
        ".webp" => "webp",
        ".avif" => "avif",
        _ => null,
    };

    /// <summary>The file that an address leads to, if it is one of this machine and there.</summary>
    private string? LocalFile(string address) =>
        !IsRemote(address) && !address.StartsWith('#') && Combine(folder, address) is { } path && File.Exists(path) ? path : null;

    /// <summary>The path that a relative address leads to from a folder; null where it is none.</summary>
    public static string? Combine(string folder, string address) =>
        Uri.UnescapeDataString(address.Split('?', '#')[0]) is var path && !path.Contains('\0') ? Path.GetFullPath(Path.Combine(folder, path)) : null;

    private static bool IsRemote(string address) => address.StartsWith("//", StringComparison.Ordinal) || address.Contains("://", StringComparison.Ordinal);

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"""\s{name}\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s>"']+))""", RegexOptions.IgnoreCase) is { Success: true } match
            ? WebUtility.HtmlDecode(match.Groups["value"].Value)
            : null;

    // What has an end tag is taken up to it, so that nothing inside a script is mistaken for an element.
    [GeneratedRegex("""
        (?<tag><(?<name>script|style|iframe|video|audio|object)\b(?:"[^"]*"|'[^']*'|[^>"'])*>)(?:[\s\S]*?</\k<name>\s*>|\z)
        |<(?<name>img|a|link|base|source|track|embed)\b(?:"[^"]*"|'[^']*'|[^>"'])*>
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Element();

    [GeneratedRegex("""\ssrc\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Source();

    [GeneratedRegex("""\shref\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex("""\ssrcset\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+)""", RegexOptions.IgnoreCase)]
    private static partial Regex SourceSet();

    [GeneratedRegex("""@import[^;]*(?:;|$)|url\(\s*["']?(?:https?:)?//[^)]*\)""", RegexOptions.IgnoreCase)]
    private static partial Regex RemoteStyle();

    // A link to another notebook leads to its report, which stands beside this one.
    [GeneratedRegex("""(\shref\s*=\s*["'])(?![a-z+]+:|//|/)(?:[^"'#]*/)?([^"'#/]+)\.(?:dib|ipynb)((?:\#[^"']*)?["'])""", RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NotebookLink();
}
