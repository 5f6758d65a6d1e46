using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Html;

/// <summary>
/// Makes HTML that loads nothing: pictures of the notebook's folder go inside the page; what lies on the network becomes
/// a link that the reader may follow, or the text that stands for it. Comments, which authors write for themselves, are left
/// out. Scripts written out in the HTML stay as they are: what they may do is for the page's policy to say.
/// </summary>
/// <param name="folder">What relative addresses start from.</param>
/// <param name="place">Where a file of this machine stands beside the page, or null where it stands nowhere; without it pictures go inside.</param>
/// <param name="link">The address that a link's leads on to, or null where it leads nowhere and only its words stay; without it notebooks lead to their reports.</param>
/// <param name="root">A folder around the first whose files may come along too.</param>
public sealed partial class Offline(string folder, Func<string, string?>? place = null, Func<string, string?>? link = null, string? root = null)
{
    private const int DeepestDocument = 3, MostSources = 20;

    private readonly List<string> _leftOut = [];

    /// <summary>A file's name, with <c>/</c> between folders, as an address has it.</summary>
    public static string Escape(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Whether the HTML so far uses plotly.js, which the page then has to bring along.</summary>
    public bool NeedsPlotly { get; private set; }

    /// <summary>The files that it named and that may not come along: see <see cref="Premises"/>.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>The HTML, loading nothing.</summary>
    public string Enclose(string html) => Enclose(html, 0);

    private string Enclose(string html, int depth)
    {
        var pieces = HtmlReader.Read(html, out _);
        var ends = Ends(pieces);
        var text = new StringBuilder(html.Length);
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            var last = ends[i];
            switch (piece.Kind)
            {
                case HtmlKind.Comment:
                    break;
                case HtmlKind.Start when piece.Name is "link" or "base" or "source" or "track" or "meta":
                    break;
                case HtmlKind.Start when piece.Name == "script":
                    if (IsKept(piece, i < last ? pieces[i + 1].Source.Span : [])) text.Append(piece.Source);
                    else i = last;
                    break;
                case HtmlKind.Start when piece.Name is "noscript" or "noembed" or "noframes":
                    i = last; // What is read only where nothing else is.
                    break;
                case HtmlKind.Start when piece.Name == "style":
                    text.Append(piece.Source);
                    for (i++; i <= last; i++) text.Append(pieces[i].Kind == HtmlKind.Text ? RemoteStyle().Replace(pieces[i].Source.ToString(), "none") : pieces[i].Source);
                    i--;
                    break;
                case HtmlKind.Start when piece.Name == "img":
                    text.Append(Picture(piece));
                    break;
                case HtmlKind.Start when piece.Name is "a" or "area":
                    text.Append(Link(piece));
                    break;
                case HtmlKind.Start when piece.Name is "iframe" or "video" or "audio" or "object" or "embed" && Elsewhere(piece, pieces.Skip(i + 1).Take(Math.Min(last - i, MostSources))) is { } elsewhere:
                    text.Append(elsewhere);
                    i = last;
                    break;
                case HtmlKind.Start:
                    text.Append(WithoutLoads(piece, depth));
                    break;
                default:
                    text.Append(piece.Source);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>For each piece the number of the last one of what it begins.</summary>
    private static int[] Ends(List<HtmlPiece> pieces)
    {
        var ends = new int[pieces.Count];
        var next = new Dictionary<string, int>();
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            ends[i] = pieces[i].Kind != HtmlKind.Start ? i : next.TryGetValue(pieces[i].Name, out var end) ? end : HtmlReader.IsRaw(pieces[i].Name) ? pieces.Count - 1 : i;
            if (pieces[i].Kind == HtmlKind.End) next[pieces[i].Name] = i;
        }

        return ends;
    }

    /// <summary>Whether a script stays: not what lies elsewhere.</summary>
    private bool IsKept(HtmlPiece tag, ReadOnlySpan<char> script)
    {
        if ((tag["src"] ?? tag["href"] ?? tag["xlink:href"]) is not { } source)
        {
            NeedsPlotly |= script.Contains("Plotly.", StringComparison.Ordinal);
            return true;
        }

        NeedsPlotly |= source.Contains("plotly", StringComparison.OrdinalIgnoreCase);
        return false;
    }

    private string Link(HtmlPiece tag)
    {
        if (tag["href"] is not { } address) return tag.Source.ToString();
        var there = LeadOn(address);
        return there == address ? tag.Source.ToString() : tag.With(tag.Attributes.Where(each => each.Name != "href" || there is not null).Select(each => each.Name == "href" ? ("href", there!) : each));
    }

    private string? LeadOn(string address)
    {
        if (link is not null) return link(address);
        if (place is null || LocalFile(address) is not { } file || place(file) is not { } placed) return NotebookLink().Replace(address, "$1.html");
        return placed + (address.IndexOf('#') is >= 0 and var at ? address[at..] : "");
    }

    private string Picture(HtmlPiece tag)
    {
        if (tag["src"] is not { } source) return "";
        var isInside = source.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
        if ((isInside ? source : LocalFile(source) is not { } file ? null : place is null ? DataAddress(file) : place(file)) is { } data)
            return isInside && tag["srcset"] is null ? tag.Source.ToString() : tag.With(tag.Attributes.Where(each => each.Name != "srcset").Select(each => each.Name == "src" ? ("src", data) : each));

        var words = tag["alt"] is { Length: > 0 } alt ? alt : IsRemote(source) ? "picture on the network" : "missing picture";
        return $"<span class=\"not-shown\" title=\"{WebUtility.HtmlEncode(source)}\">{WebUtility.HtmlEncode(words)}</span>";
    }

    /// <summary>A link to what lies elsewhere, in place of something with that document, film or sound in it; null where it brings its own.</summary>
    private static string? Elsewhere(HtmlPiece tag, IEnumerable<HtmlPiece> contents)
    {
        var source = tag["src"] ?? tag["data"] ?? contents.FirstOrDefault(each => each is { Kind: HtmlKind.Start, Name: "source" })?["src"];
        if (source is null || source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || tag["srcdoc"] is not null) return null;
        return $"<a class=\"elsewhere\" href=\"{WebUtility.HtmlEncode(source)}\">{WebUtility.HtmlEncode(tag["title"] ?? source)}</a>";
    }

    /// <summary>A tag without the attributes by which any element loads something from elsewhere.</summary>
    private string WithoutLoads(HtmlPiece tag, int depth)
    {
        var kept = new List<(string Name, string Value)>();
        foreach (var (name, value) in tag.Attributes)
        {
            if (name is "srcset" or "imagesrcset" or "ping" or "manifest" or "archive" or "codebase") continue;
            if (name is "src" or "href" or "xlink:href" or "data" or "poster" or "background" or "lowsrc" or "dynsrc" && !(value.StartsWith('#') || value.StartsWith("data:", StringComparison.OrdinalIgnoreCase))) continue;
            if (name == "srcdoc" && depth == DeepestDocument) continue;
            kept.Add((name, name == "srcdoc" ? Enclose(value, depth + 1) : name == "style" ? RemoteStyle().Replace(value, "none") : value));
        }

        return kept.SequenceEqual(tag.Attributes) ? tag.Source.ToString() : tag.With(kept);
    }

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

    /// <summary>The file that an address leads to, if it is one of this machine, is there, and may come along.</summary>
    private string? LocalFile(string address)
    {
        if (IsRemote(address) || address.StartsWith('#') || Combine(folder, address) is not { } path || !File.Exists(path)) return null;
        if (Premises.Hold(path, folder, root)) return path;
        _leftOut.Add(address);
        return null;
    }

    /// <summary>The path that a relative address leads to from a folder; null where it is none.</summary>
    public static string? Combine(string folder, string address) =>
        Uri.UnescapeDataString(address.Split('?', '#')[0]) is var path && !path.Contains('\0') ? Path.GetFullPath(Path.Combine(folder, path)) : null;

    private static bool IsRemote(string address) => address.StartsWith("//", StringComparison.Ordinal) || address.Contains("://", StringComparison.Ordinal);

    // Addresses are shorter than what makes a search for their end slow.
    [GeneratedRegex("""@import[^;]*(?:;|$)|url\(\s{0,9}["']?(?:https?:)?//[^)]{0,4000}\)""", RegexOptions.IgnoreCase)]
    private static partial Regex RemoteStyle();

    // A link to another notebook leads to its report, which stands beside this one.
    [GeneratedRegex("""^(?![a-z+]+:|//|/)(?:[^#]*/)?([^#/]+)\.(?:dib|ipynb)(?=\#|$)""", RegexOptions.IgnoreCase)]
    private static partial Regex NotebookLink();
}
