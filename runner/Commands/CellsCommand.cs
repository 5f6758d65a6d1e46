using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Documents;

namespace Runner.Commands;

/// <summary><c>cells FILE [--json]</c>: what a notebook is made of.</summary>
public static class CellsCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A notebook, .dib or .ipynb." };
        var json = new Option<bool>("--json") { Description = "Print [{\"kernel\":…,\"contents\":…}] for another program to read." };
        var command = new Command("cells", "List the cells of a notebook.") { file, json };
        command.SetAction(parsed => NotebookFiles.ForEach(parsed, [parsed.GetRequiredValue(file)], path =>
        {
            var cells = Notebook.Parse(path, File.ReadAllText(path)).Cells;
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(cells.Select(cell => new { cell.Kernel, cell.Contents }), Json).Replace("##[", "##\\u005b")); // Of the same meaning, and no workflow's command.
                return true;
            }

            foreach (var (cell, number) in cells.Select((cell, i) => (cell, i + 1)))
            {
                output.WriteLine($"{number,4}  {cell.Kernel,-10}  {cell.Contents.Split('\n')[0]}");
            }

            return true;
        }));
        return command;
    }
}
