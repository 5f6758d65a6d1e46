using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Runner.Documents;

/// <summary>
/// What a cell's text alone cannot say in a <c>.dib</c> file, in a comment of the cell, which no other tool minds: before code
/// <c>// jupyter: {"metadata":{"tags":["parameters"]}}</c>, behind prose <c>&lt;!-- jupyter: … --&gt;</c>.
/// </summary>
/// <param name="Extras">What the cell holds beside its text.</param>
/// <param name="IsSpaced">Whether the lines that look like markers have a space behind them that is not the author's.</param>
internal sealed partial record CellComment(CellExtras? Extras, bool IsSpaced)
{
    private const string Spaced = "spaced";

    // '>' is written as an escape, so that no text ends the comment.
    private static readonly JsonSerializerOptions Escaped = new() { MaxDepth = 1000 };

    /// <summary>A cell's text with the comment, if one is needed.</summary>
    /// <returns>Null where one is needed and the language's comments are not known here.</returns>
    public static string? Add(string kernel, string contents, CellComment comment)
    {
        // A text of the author's that looks like one needs one behind it.
        if (comment is { Extras: not { AreAny: true }, IsSpaced: false } && Take(kernel, contents).Comment is null) return contents;
        var json = JsonNode.Parse(comment.Extras?.Json ?? "{}", documentOptions: Ipynb.Deep)!.AsObject();
        if (comment.IsSpaced) json[Spaced] = true;
        return HasSlashes(kernel) ? $"// jupyter: {json.ToJsonString(Escaped)}\n{contents}"
            : HasArrows(kernel) ? $"{contents}\n\n<!-- jupyter: {json.ToJsonString(Escaped)} -->"
            : null;
    }

    /// <summary>Takes the comment out of a cell's text.</summary>
    /// <returns>The text, the comment or null, and how many lines stood before the text.</returns>
    public static (string Contents, CellComment? Comment, int LinesBefore) Take(string kernel, string text)
    {
        var match = HasSlashes(kernel) ? Slashes().Match(text) : HasArrows(kernel) ? Arrows().Match(text) : Match.Empty;
        if (!match.Success || Read(match.Groups["json"].Value) is not { } comment) return (text, null, 0);
        return HasSlashes(kernel) ? (text[match.Length..], comment, 1) : (text[..match.Index], comment, 0);
    }

    private static CellComment? Read(string text)
    {
        try
        {
            if (JsonNode.Parse(text, documentOptions: Ipynb.Deep) is not JsonObject json) return null;
            var isSpaced = json.Remove(Spaced);
            if (json.Any(part => part is not { Key: "metadata" or "attachments", Value: JsonObject })) return null;
            return new(json.Count == 0 ? null : new(json.ToJsonString(Dib.OneLine)), isSpaced);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException) // no JSON, one name twice, no text
        {
            return null;
        }
    }

    private static bool HasSlashes(string kernel) => kernel is "csharp" or "fsharp" or "javascript" or "http";

    private static bool HasArrows(string kernel) => kernel is "markdown" or "html" or Cell.Raw;

    [GeneratedRegex(@"^// jupyter: (?<json>\{[^\n]*\})\n")]
    private static partial Regex Slashes();

    [GeneratedRegex(@"\n<!-- jupyter: (?<json>\{[^\n]*\}) -->\z")]
    private static partial Regex Arrows();
}
