using System.Text.Json.Nodes;
using Runner.Html;
using Runner.Protocol;

namespace Runner.Editors;

/// <summary>Shown values, as editors get them: HTML that is harmless may stand in their page, and what carries scripts comes with a document for a frame of its own.</summary>
/// <param name="folder">The notebook's, from which pictures are taken along.</param>
internal sealed class Outputs(string folder)
{
    public JsonArray Data(IReadOnlyList<MimeContent> data)
    {
        if (data is not [var first, ..]) return [];
        var others = data.Skip(1).Select(ToJson);
        if (first.MimeType is "text/javascript" or "application/javascript" or "text/vnd.mermaid" || (first.MimeType == OutputHtml.Plotly && PlotlyScript.IsThere))
            return [Frame.Of(OutputHtml.Render([first], new Prose())), ToJson(first), .. others];
        if (first.MimeType != "text/html") return [ToJson(first), .. others];

        var html = new Offline(folder, link: address => address).Enclose(HarmlessHtml.WithoutFormattersStyle(first.Content));
        return HarmlessHtml.Of(html) is { } harmless ? [ToJson(first with { Content = harmless }), .. others] : [Frame.Of(html), ToJson(first), .. others];
    }

    /// <summary>What was given out, as it may come back.</summary>
    public static IReadOnlyList<MimeContent> Read(Parameters output) =>
    [
        .. output.List("data").Select(each => new MimeContent(each.Text("mime"), each.OptionalText("text") ?? each.Text("base64"))).Where(each => each.MimeType != Frame.MimeType),
    ];

    private static JsonNode ToJson(MimeContent content) => new JsonObject { ["mime"] = content.MimeType, [IsBinary(content.MimeType) ? "base64" : "text"] = content.Content };

    private static bool IsBinary(string type) => type != "image/svg+xml" && type.Split('/')[0] is "image" or "audio" or "video" || type is "application/pdf" or "application/octet-stream";
}
