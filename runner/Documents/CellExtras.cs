using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Runner.Documents;

/// <summary>
/// What a cell of nbformat holds beside its text: meta data (tags and whatever else tools keep there) and the pictures attached
/// to it. A <c>.dib</c> file keeps it in a <see cref="CellComment"/>.
/// </summary>
/// <param name="Json">A JSON object on one line, with <c>metadata</c> and <c>attachments</c> as far as there are any.</param>
/// <param name="Id">The cell's <c>id</c>, by which other tools know it; a <c>.dib</c> file has none.</param>
public sealed partial record CellExtras(string Json, string? Id = null)
{
    /// <summary>What tools write of themselves and of a run: the format's own business, and no part of what the author says.</summary>
    internal static readonly string[] OfTools = ["dotnet_interactive", "polyglot_notebook", "vscode", "execution", "papermill", "ExecuteTime"];

    private readonly JsonObject _json = JsonNode.Parse(Json, documentOptions: Ipynb.Deep)!.AsObject();

    /// <summary>Whether there is more to keep than an id.</summary>
    public bool AreAny => _json.Count > 0;

    /// <summary>The meta data, a copy.</summary>
    public JsonObject Metadata => (JsonObject?)_json["metadata"]?.DeepClone() ?? [];

    /// <summary>The attachments, a copy; null where there are none.</summary>
    public JsonObject? Attachments => (JsonObject?)_json["attachments"]?.DeepClone();

    /// <inheritdoc cref="Cell.Tags"/>
    public IReadOnlyList<string> Tags =>
        _json["metadata"]?["tags"] is JsonArray tags ? [.. tags.OfType<JsonValue>().Select(tag => tag.TryGetValue<string>(out var text) ? text : "").Where(text => text != "")] : [];

    /// <summary>An attached picture: its MIME type and its content in base64; null where there is none of that name.</summary>
    public (string Type, string Base64)? Picture(string name)
    {
        if (_json["attachments"] is not JsonObject attachments || attachments[name] is not JsonObject bundle) return null;
        foreach (var (type, content) in bundle)
        {
            if (!PictureType().IsMatch(type) || content is not JsonValue value || !value.TryGetValue<string>(out var text)) continue;
            var base64 = Blank().Replace(text, "");
            return Base64().IsMatch(base64) ? (type, base64) : (type, Convert.ToBase64String(Encoding.UTF8.GetBytes(text))); // SVG may stand there as text
        }

        return null;
    }

    /// <summary>What a cell of an <c>.ipynb</c> file holds; null where that is nothing.</summary>
    public static CellExtras? Of(JsonElement cell)
    {
        var kept = new JsonObject();
        if (Part("metadata") is { } metadata)
        {
            foreach (var name in OfTools) metadata.Remove(name);
            if (metadata.Count > 0) kept["metadata"] = metadata;
        }

        if (Part("attachments") is { Count: > 0 } attachments) kept["attachments"] = attachments;
        var id = cell.TryGetProperty("id", out var value) && value.ValueKind == JsonValueKind.String && Name().IsMatch(value.GetString()!) ? value.GetString() : null;
        return kept.Count == 0 && id is null ? null : new(kept.ToJsonString(Dib.OneLine), id);

        JsonObject? Part(string name) => cell.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? JsonObject.Create(part) : null;
    }

    /// <summary>What there is, by name: <c>the tags a, b and the attachments plot.png</c>.</summary>
    internal string Names => string.Join(" and ", new[]
    {
        Named("tags", Tags),
        Named("meta data", Metadata.Select(data => data.Key).Where(name => name != "tags")),
        Named("attachments", Attachments?.Select(file => file.Key) ?? []),
    }.OfType<string>());

    private static string? Named(string what, IEnumerable<string> names) => names.ToList() is [_, ..] list ? $"the {what} {string.Join(", ", list)}" : null;

    /// <summary>Two are the same that say the same.</summary>
    public bool Equals(CellExtras? other) => other is not null && (Json, Id) == (other.Json, other.Id);

    public override int GetHashCode() => HashCode.Combine(Json, Id);

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^image/(?:png|jpeg|gif|webp|avif|svg\+xml)$")]
    private static partial Regex PictureType();

    [GeneratedRegex(@"^[A-Za-z0-9+/]+=*$")]
    private static partial Regex Base64();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
