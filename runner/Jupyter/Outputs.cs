using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Runner.Protocol;

namespace Runner.Jupyter;

/// <summary>What comes out of cells, as Jupyter's messages say it.</summary>
internal static partial class Outputs
{
    /// <summary>The types and contents of the messages for an event; none for events that Jupyter has no words for.</summary>
    public static IEnumerable<(string Type, JsonObject Content)> Of(KernelEvent @event, int count) => @event switch
    {
        StreamWritten written when Erasing().Matches(written.Text) is [.., var last] => Cleared(written, written.Text[(last.Index + last.Length)..]),
        StreamWritten written => [Stream(written.Name, written.Text)],
        DisplayShown { IsResult: true } result => [("execute_result", new()
        {
            ["execution_count"] = count,
            ["data"] = MimeBundle.Of(result.Data),
            ["metadata"] = new JsonObject(),
            ["transient"] = new JsonObject { ["display_id"] = result.DisplayId },
        })],
        DisplayShown shown => [Display("display_data", shown.Data, shown.DisplayId)],
        DisplayUpdated updated => [Display("update_display_data", updated.Data, updated.DisplayId)],
        CellFailed { IsExpected: true } expected => [Stream("stderr", $"{expected.Name}, as announced: {expected.Message}\n")],
        CellFailed failed => [("error", Error(failed))],
        CellSkipped skipped => [Stream("stdout", $"skipped: {skipped.Reason}\n")],
        _ => [],
    };

    /// <summary>A failure; front ends show its traceback alone, so that all stands in it.</summary>
    public static JsonObject Error(CellFailed failed)
    {
        var place = failed.Position is { } position ? $" at line {position.Line}, column {position.Column}" : "";
        return new()
        {
            ["ename"] = failed.Name,
            ["evalue"] = failed.Message,
            ["traceback"] = new JsonArray([$"\e[31m{failed.Name}\e[0m{place}", failed.Message, .. failed.Trace.Select(line => JsonValue.Create($"  {line}"))]),
        };
    }

    // What erases a terminal's screen, erases what the cell has put out; before the next output, so that nothing flickers.
    private static IEnumerable<(string, JsonObject)> Cleared(StreamWritten written, string rest) =>
        [("clear_output", new() { ["wait"] = rest != "" }), .. rest != "" ? [Stream(written.Name, rest)] : Array.Empty<(string, JsonObject)>()];

    private static (string, JsonObject) Stream(string name, string text) => ("stream", new() { ["name"] = name, ["text"] = text });

    private static (string, JsonObject) Display(string type, IReadOnlyList<MimeContent> data, string id) => (type, new()
    {
        ["data"] = MimeBundle.Of(data),
        ["metadata"] = new JsonObject(),
        ["transient"] = new JsonObject { ["display_id"] = id },
    });

    [GeneratedRegex(@"(?:\e\[H)?\e\[[23]J(?:\e\[H)?|\ec")]
    private static partial Regex Erasing();
}
