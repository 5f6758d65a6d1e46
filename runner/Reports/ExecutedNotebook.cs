using System.Text.Json.Nodes;
using Runner.Documents;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>The notebook with its outputs, as an <c>.ipynb</c> file that Jupyter, VS Code and GitHub show.</summary>
internal static class ExecutedNotebook
{
    /// <param name="folder">Where the file will lie: what its prose refers to is found from there.</param>
    public static string Write(NotebookResult result, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs, string folder)
    {
        var from = Path.GetDirectoryName(Path.GetFullPath(result.Path))!;
        var document = Ipynb.ToJson(result.Notebook with
        {
            Cells = [.. result.Notebook.Cells.Select(cell => cell.Kernel == "markdown" ? cell with { Contents = PortableMarkdown.Move(cell.Contents, from, Path.GetFullPath(folder)) } : cell)],
        });
        foreach (var cell in result.Cells)
        {
            var json = document["cells"]![cell.Number - 1]!.AsObject();
            if (!json.ContainsKey("outputs") || cell.Outcome == CellOutcome.NotRun) continue;

            json["execution_count"] = cell.Number;
            json["outputs"] = new JsonArray([.. outputs[cell.Number].Select(output => ToJson(output, cell.Number))]);
        }

        return Ipynb.Write(document);
    }

    private static JsonObject ToJson(CellOutput output, int number) => output switch
    {
        TextOutput text => new() { ["output_type"] = "stream", ["name"] = text.Stream, ["text"] = text.Text },
        ShownOutput { IsResult: true } result => new()
        {
            ["output_type"] = "execute_result",
            ["data"] = MimeBundle.Of(result.Data),
            ["execution_count"] = number,
            ["metadata"] = new JsonObject(),
        },
        ShownOutput shown => new() { ["output_type"] = "display_data", ["data"] = MimeBundle.Of(shown.Data), ["metadata"] = new JsonObject() },
        // Jupyter shows the traceback alone, so the message has to stand in it too.
        FailureOutput failure => new()
        {
            ["output_type"] = "error",
            ["ename"] = failure.Name,
            ["evalue"] = failure.Message,
            ["traceback"] = new JsonArray([$"{failure.Name}: {failure.Message}", .. failure.Trace.Select(line => JsonValue.Create(line))]),
        },
        _ => throw new NotSupportedException(output.GetType().Name),
    };
}
