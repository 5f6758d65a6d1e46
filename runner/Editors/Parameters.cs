using System.Text.Json;
using System.Text.Json.Nodes;

namespace Runner.Editors;

/// <summary>The parameters of a request, each looked at before it is used.</summary>
/// <param name="json">What came.</param>
internal readonly struct Parameters(JsonElement json)
{
    public string Text(string name) => OptionalText(name) ?? throw Missing(name, "a text");

    /// <summary>A path, in full.</summary>
    public string Path(string name) => Text(name) is { Length: > 0 } path && !path.Contains('\0') ? System.IO.Path.GetFullPath(path) : throw Missing(name, "a path");

    public string? OptionalText(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) throw Missing(name, "a text");
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new EditorFault(EditorFault.BadParameters, $"\"{name}\" is no text: a character in it is incomplete.");
        }
    }

    public bool Flag(string name, bool otherwise) => Find(name) is not { } value ? otherwise : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Missing(name, "true or false"),
    };

    public int Whole(string name, int otherwise, int min, int max) =>
        Number(name, min, max) is not { } number ? otherwise : number == Math.Floor(number) ? (int)number : throw Missing(name, $"a whole number from {min} to {max}");

    /// <summary>A number within bounds; null where there is none.</summary>
    public double? Number(string name, double min, double max) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max ? number
        : throw Missing(name, $"a number from {min} to {max}");

    public IReadOnlyList<double> Numbers(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().All(each => each.ValueKind == JsonValueKind.Number && each.TryGetDouble(out var number) && double.IsFinite(number))
            ? [.. list.EnumerateArray().Select(each => each.GetDouble())]
            : throw Missing(name, "a list of numbers");

    public IReadOnlyList<string>? OptionalTexts(string name)
    {
        if (Find(name) is not { } list) return null;
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(each => each.ValueKind != JsonValueKind.String)) throw Missing(name, "a list of texts");
        try
        {
            return [.. list.EnumerateArray().Select(each => each.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            throw Missing(name, "a list of texts"); // A character in one is incomplete.
        }
    }

    /// <summary>Texts by name; numbers and truths are taken for their text.</summary>
    public IEnumerable<KeyValuePair<string, string>> Named(string name)
    {
        if (Find(name) is not { } value) return [];
        try
        {
            if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(each => IsName(each.Name) && each.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False && !each.Value.ToString().Contains('\0')))
                return [.. value.EnumerateObject().Select(each => new KeyValuePair<string, string>(each.Name, each.Value.ToString()))];
        }
        catch (InvalidOperationException)
        {
            // A character in one is incomplete.
        }
        throw Missing(name, "an object with texts");

        static bool IsName(string text) => text != "" && !text.AsSpan().ContainsAny('=', '\0');
    }

    /// <summary>The objects of a list; none where there is no list.</summary>
    public IReadOnlyList<Parameters> List(string name)
    {
        if (Find(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(each => each.ValueKind != JsonValueKind.Object)) throw Missing(name, "a list of objects");
        return [.. list.EnumerateArray().Select(each => new Parameters(each))];
    }

    /// <summary>An object inside; null where there is none.</summary>
    public Parameters? Inner(string name) => Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.Object ? new(value) : throw Missing(name, "an object");

    /// <summary>The code, and the place in it.</summary>
    public (string Code, int Offset) Place() => Text("code") is var code ? (code, OffsetIn(code)) : default;

    /// <summary>The place in a code, in units of UTF-16; one beyond a line or the code is the end of that.</summary>
    public int OffsetIn(string code)
    {
        var position = Inner("position") ?? throw Missing("position", "a position");
        var (line, character) = (position.Whole("line", -1, 0, int.MaxValue), position.Whole("character", -1, 0, int.MaxValue));
        if (line < 0 || character < 0) throw Missing("position", "a position: line and character, from 0");
        return Positions.OffsetOf(code, line, character);
    }

    private JsonElement? Find(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static EditorFault Missing(string name, string kind) => new(EditorFault.BadParameters, $"\"{name}\" has to be {kind}.");
}

/// <summary>Places in a text: lines and characters from 0.</summary>
internal static class Positions
{
    public static int OffsetOf(string text, int line, int character)
    {
        var start = 0;
        for (var i = 0; i < line; i++)
        {
            if (text.IndexOf('\n', start) is not (>= 0 and var end)) return text.Length;
            start = end + 1;
        }
        var length = text.IndexOf('\n', start) is >= 0 and var next ? next - start : text.Length - start;
        return start + Math.Min(character, length);
    }

    public static JsonObject Of(string text, int offset)
    {
        var before = text.AsSpan(0, Math.Clamp(offset, 0, text.Length));
        return At(before.Count('\n'), before.Length - (before.LastIndexOf('\n') + 1));
    }

    public static JsonObject Range(string text, int start, int end) => new() { ["start"] = Of(text, start), ["end"] = Of(text, end) };

    public static JsonObject At(int line, int character) => new() { ["line"] = Math.Max(line, 0), ["character"] = Math.Max(character, 0) };
}
