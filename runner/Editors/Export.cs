using System.Text.Json.Nodes;
using Runner.Documents;
using Runner.Protocol;
using Runner.Reports;
using Runner.Sessions;

namespace Runner.Editors;

/// <summary>A notebook as it stands in an editor, with its outputs, as a page.</summary>
internal static class Export
{
    public static void Html(Parameters asked)
    {
        var path = asked.Path("path");
        var cells = asked.List("cells").Select((cell, index) => Of(cell, index + 1)).ToList();
        var notebook = new NotebookResult(path, new([.. cells.Select(cell => cell.Cell)]), cells, TimeSpan.FromTicks(cells.Sum(cell => cell.Elapsed.Ticks)), 0);
        var page = new HtmlReport(notebook, CellOutput.Fold(cells)).Write();
        try
        {
            WholeFile.Write(asked.Path("file"), page);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EditorFault(EditorFault.Failed, $"The page was not written: {e.Message}");
        }
    }

    private static CellResult Of(Parameters asked, int number)
    {
        var tags = asked.OptionalTexts("tags") ?? [];
        var cell = new Cell(asked.Text("language"), asked.Text("code")) { Extras = tags is [] ? null : new(new JsonObject { ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]) } }.ToJsonString()) };
        var elapsed = TimeSpan.FromMilliseconds(asked.Number("milliseconds", 0, 1e12) ?? 0);
        List<KernelEvent> events = [.. asked.List("outputs").Select((output, index) => Of(output, $"{number}-{index}"))];
        var hasRun = events is not [] || asked.Number("milliseconds", 0, 1e12) is not null;
        events.Add(new CellFinished("", asked.Flag("success", !events.OfType<CellFailed>().Any()), elapsed));
        var result = CellResult.Of(number, cell, elapsed, events);
        return hasRun || cell.Kernel == "markdown" ? result : result with { Outcome = CellOutcome.NotRun };
    }

    private static KernelEvent Of(Parameters output, string id) =>
        output.Inner("error") is { } error ? Errors.Read(error)
        : output.OptionalText("stream") is { } stream ? new StreamWritten("", stream, output.Text("text"))
        : new DisplayShown("", id, Outputs.Read(output), output.Flag("isResult", false));
}
