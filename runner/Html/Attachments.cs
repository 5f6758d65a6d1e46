using System.Net;
using System.Text.RegularExpressions;
using Runner.Documents;

namespace Runner.Html;

/// <summary>Pictures that are attached to a cell, which Jupyter's prose shows as <c>![words](attachment:name.png)</c>.</summary>
public static partial class Attachments
{
    /// <summary>The cell's HTML with its attached pictures inside.</summary>
    public static string Embed(string html, CellExtras? extras) => extras?.Attachments is null ? html : Source().Replace(html, match =>
        extras.Picture(Uri.UnescapeDataString(WebUtility.HtmlDecode(match.Groups["name"].Value))) is { } picture
            ? $"{match.Groups["before"].Value}\"data:{picture.Type};base64,{picture.Base64}\""
            : match.Value);

    [GeneratedRegex("""(?<before><img\b(?:"[^"]*"|'[^']*'|[^>"'])*?\ssrc\s*=\s*)(?:"attachment:(?<name>[^"]*)"|'attachment:(?<name>[^']*)'|attachment:(?<name>[^\s>"']+))""", RegexOptions.IgnoreCase)]
    private static partial Regex Source();
}
