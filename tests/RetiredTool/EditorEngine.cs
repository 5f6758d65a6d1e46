using System.Text.Json.Nodes;
using Runner.Protocol;
using Tests.Runner.Editors;

namespace Tests.RetiredTool;

/// <summary>Our engine for editors, as VS Code has it run a notebook.</summary>
internal sealed class EditorEngine : IEngine
{
    private readonly EditorClient _editor = new() { Patience = TimeSpan.FromMinutes(10) };

    public static async Task<EditorEngine> StartAsync(string folder, IReadOnlyDictionary<string, string> parameters)
    {
        var engine = new EditorEngine();
        await engine._editor.OpenAsync(Path.Combine(folder, "notebook.dib"), new() { ["parameters"] = new JsonObject(parameters.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Key, each.Value))) });
        return engine;
    }

    public async IAsyncEnumerable<KernelEvent> ExecuteAsync(string kernel, string code, int cell)
    {
        var (result, heard) = await _editor.RunAsync(code, $"cell {cell}", cell, kernel);
        foreach (var message in heard)
        {
            if (Event((string)message["method"]!, message["params"]!) is { } told) yield return told;
        }

        if (result["skipped"] is { } why) yield return new CellSkipped("", (string)why!);
        if (result["error"] is { } error) yield return new CellFailed("", (string)error["name"]!, (string)error["message"]!, [], null);
        yield return new CellFinished("", (bool)result["success"]!, TimeSpan.Zero);
    }

    public Task InterruptAsync(Task running) => _editor.AskAsync("kernel/interrupt", new() { ["notebook"] = "notebook" });

    public ValueTask DisposeAsync() => _editor.DisposeAsync();

    private static KernelEvent? Event(string method, JsonNode told) => method switch
    {
        "cell/stream" => new StreamWritten("", (string)told["stream"]!, (string)told["text"]!),
        "cell/output" => new DisplayShown("", (string)told["id"]!, Data(told), (bool)told["isResult"]!),
        "cell/update" => new DisplayUpdated("", (string)told["id"]!, Data(told)),
        _ => null,
    };

    private static IReadOnlyList<MimeContent> Data(JsonNode told) => [.. told["data"]!.AsArray().Select(form => new MimeContent((string)form!["mime"]!, (string?)form["text"] ?? ""))];
}
