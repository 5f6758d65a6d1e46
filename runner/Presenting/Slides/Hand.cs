using System.Text.Json.Nodes;
using Markdig.Syntax;
using Runner.Documents;

namespace Runner.Presenting.Slides;

/// <summary>
/// What an author says of a block or a cell for slides alone: in prose by a comment before it, <c>&lt;!-- slide: fragment --&gt;</c>,
/// which stands for the cell that follows where it is the last thing of its prose; in Jupyter's notebooks by the slide show's meta data.
/// </summary>
[Flags]
public enum Hand
{
    None = 0,

    /// <summary>A new screen begins, as at <c>---</c>.</summary>
    Break = 1,

    /// <summary>It is on no slide.</summary>
    Skip = 2,

    /// <summary>It comes at the next press.</summary>
    Fragment = 4,

    /// <summary>Its items come one by one.</summary>
    OneByOne = 8,

    /// <summary>Prose that stands on the wall.</summary>
    Show = 16,

    /// <summary>It is the speaker's to say.</summary>
    Say = 32,

    /// <summary>The cell shows what came out, without its code.</summary>
    HideCode = 64,
}

internal static class Hands
{
    /// <summary>What a comment asks for; null where it is another comment, or no comment.</summary>
    public static Hand? Of(Block block, string markdown)
    {
        if (block is ThematicBreakBlock) return Hand.Break;
        if (block is not HtmlBlock { Type: HtmlBlockType.Comment }) return null;
        var text = markdown.AsSpan(block.Span.Start, block.Span.Length).Trim();
        if (!text.StartsWith("<!--") || !text.EndsWith("-->")) return null;
        text = text[4..^3].Trim();
        if (!text.StartsWith("slide:", StringComparison.OrdinalIgnoreCase)) return null;
        return text["slide:".Length..].Trim().ToString().ToLowerInvariant() switch
        {
            "break" => Hand.Break,
            "skip" => Hand.Skip,
            "fragment" => Hand.Fragment,
            "one by one" => Hand.OneByOne,
            "show" => Hand.Show,
            "say" => Hand.Say,
            "hide code" => Hand.HideCode,
            _ => null,
        };
    }

    /// <summary>What the meta data of a cell ask for, as RISE, nbconvert and Jupyter Book read them.</summary>
    public static Hand Of(CellExtras? extras)
    {
        if (extras is null) return Hand.None;
        var hand = extras.Tags.Any(tag => tag is "hide-input" or "remove-input" or "hide_input" or "remove_input") ? Hand.HideCode : Hand.None;
        var slideshow = extras.Metadata["slideshow"] as JsonObject;
        var type = slideshow?["slide_type"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        return hand | type switch
        {
            "slide" or "subslide" => Hand.Break | Hand.Show,
            "fragment" => Hand.Fragment | Hand.Show,
            "skip" => Hand.Skip,
            "notes" => Hand.Say,
            _ => Hand.None,
        };
    }
}
