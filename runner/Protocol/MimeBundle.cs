using System.Text.Json;
using System.Text.Json.Nodes;

namespace Runner.Protocol;

/// <summary>A value's contents by MIME type, as Jupyter's messages and <c>.ipynb</c> files hold them: JSON as JSON.</summary>
internal static class MimeBundle
{
    public static JsonObject Of(IReadOnlyList<MimeContent> data)
    {
        var bundle = new JsonObject();
        foreach (var content in data) bundle[content.MimeType] = IsJson(content.MimeType) ? Parse(content.Content) : content.Content;
        return bundle;
    }

    private static bool IsJson(string type) => type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new() { MaxDepth = 1000 });
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
