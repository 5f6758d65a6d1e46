using System.Text.Json.Nodes;
using Runner.Protocol;

namespace Runner.Jupyter;

/// <summary>What comes out of cells, as Jupyter's messages say it.</summary>
internal static class Outputs
{
    /// <summary>The type and content of the message for an event; null for events that Jupyter has no words for.</summary>
    public static (string Type, JsonObject Content)? Of(KernelEvent @event, int count) => @event switch
    {
        StreamWritten written => Stream(written.Name, written.Text),
        DisplayShown { IsResult: true } result => ("execute_result", new()
        {
            ["execution_count"] = count,
            ["data"] = MimeBundle.Of(result.Data),
            ["metadata"] = new JsonObject(),
            ["transient"] = new JsonObject { ["display_id"] = result.DisplayId },
        }),
        DisplayShown shown => Display("display_data", shown.Data, shown.DisplayId),
        DisplayUpdated updated => Display("update_display_data", updated.Data, updated.DisplayId),
        CellFailed { IsExpected: true } expected => Stream("stderr", $"{expected.Name}, as announced: {expected.Message}\n"),
        CellFailed failed => ("error", Error(failed)),
        CellSkipped skipped => Stream("stdout", $"skipped: {skipped.Reason}\n"),
        _ => null,
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

    private static (string, JsonObject) Stream(string name, string text) => ("stream", new() { ["name"] = name, ["text"] = text });

    private static (string, JsonObject) Display(string type, IReadOnlyList<MimeContent> data, string id) => (type, new()
    {
        ["data"] = MimeBundle.Of(data),
        ["metadata"] = new JsonObject(),
        ["transient"] = new JsonObject { ["display_id"] = id },
    });
}
