using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Runner.Protocol;

namespace Runner.Html;

/// <summary>A shown value as HTML: of its MIME types the first that a page can show.</summary>
public static partial class OutputHtml
{
    /// <summary>Plotly's figure: an object with <c>data</c> and <c>layout</c>.</summary>
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>The value as HTML. Text is escaped; what a cell shows as HTML or script is the author's own and stays as it is.</summary>
    /// <param name="prose">Renders Markdown.</param>
    public static string Render(IReadOnlyList<MimeContent> data, Prose prose)
    {
        var words = data.FirstOrDefault(content => content.MimeType == "text/plain")?.Content;
        foreach (var content in data)
        {
            if (Render(content, words, prose) is { } html) return html;
        }

        return data is [var first, ..] ? Text($"[{first.MimeType}]\n{first.Content}") : "";
    }

    private static string? Render(MimeContent content, string? words, Prose prose) => content.MimeType switch
    {
        "text/html" => $"<div class=\"rich\">{content.Content}</div>",
        "text/markdown" => $"<div class=\"prose\">{prose.Render(content.Content, isListed: false)}</div>",
        "text/latex" => $"<div class=\"math\">{WebUtility.HtmlEncode(content.Content.Trim().Trim('$'))}</div>",
        "text/plain" => Text(content.Content),
        "text/javascript" or "application/javascript" => $"<script>{content.Content.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>",
        "image/png" or "image/jpeg" or "image/gif" or "image/webp" => Image(content.MimeType, content.Content, words),
        "image/svg+xml" => Image(content.MimeType, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(content.Content)), words),
        Plotly when PlotlyScript.IsThere => Chart(content.Content, words),
        "text/vnd.mermaid" => Diagram.Html(content.Content),
        "application/json" => Text(Indented(content.Content)),
        _ => null,
    };

    /// <summary>Text in the cells' typeface. Of a long one the beginning is seen, the rest unfolds.</summary>
    /// <param name="kind">A further class: <c>stderr</c>.</param>
    public static string Text(string text, string kind = "")
    {
        const int Shown = 30, Folded = 10;
        var lines = text.TrimEnd('\n').Split('\n');
        var html = Pre(lines.Length > Shown + Folded ? lines[..Shown] : lines);
        return lines.Length > Shown + Folded
            ? $"{html}<details class=\"rest\"><summary>{lines.Length - Shown} more lines</summary>{Pre(lines[Shown..])}</details>"
            : html;

        string Pre(string[] part) => $"<pre class=\"text {kind}\"{Focus(part)}>{WebUtility.HtmlEncode(string.Join('\n', part))}</pre>";
    }

    /// <summary>Lets the keyboard reach a block that is wider than the page, to scroll it.</summary>
    public static string Focus(IEnumerable<string> lines) => lines.Any(line => line.Length > 80) ? " tabindex=\"0\"" : "";

    private static string Image(string type, string base64, string? words) =>
        $"<img src=\"data:{type};base64,{WebUtility.HtmlEncode(Blank().Replace(base64, ""))}\" alt=\"{WebUtility.HtmlEncode(words ?? "picture without a description")}\">";

    private static string Chart(string json, string? words) =>
        $"<div class=\"chart\" role=\"figure\" aria-label=\"{WebUtility.HtmlEncode(words ?? ChartTitle(json) ?? "chart")}\"><script type=\"application/json\">{json.Replace("<", "\\u003c")}</script></div>";

    private static string? ChartTitle(string json)
    {
        try
        {
            using var figure = JsonDocument.Parse(json, new() { MaxDepth = 1000 });
            var title = figure.RootElement.GetProperty("layout").GetProperty("title");
            return title.ValueKind == JsonValueKind.String ? title.GetString() : title.GetProperty("text").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Indented(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return JsonSerializer.Serialize(document.RootElement, new JsonSerializerOptions { WriteIndented = true });
        }
        catch (JsonException)
        {
            return json;
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
