using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Documents;

namespace Tests.RetiredTool;

/// <summary>The retired tool's reader and writer of notebooks, by the door that editors used: a line of JSON for each file.</summary>
public sealed class ToolParser : IAsyncDisposable
{
    private Process? _process;

    /// <summary>The cells of a <c>.dib</c> text, or null where the tool refuses it.</summary>
    public async Task<(string Kernel, string Contents)[]?> ReadAsync(string text) =>
        await AskAsync("parse", new() { ["rawData"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) }) is { } answer
            ? [.. answer.GetProperty("document").GetProperty("elements").EnumerateArray().Select(cell => (Text(cell, "kernelName"), Text(cell, "contents")))]
            : null;

    /// <summary>The <c>.dib</c> text of cells.</summary>
    public async Task<string> WriteAsync(IEnumerable<Cell> cells)
    {
        var elements = cells.Select(cell => new JsonObject { ["kernelName"] = cell.Kernel, ["contents"] = cell.Contents, ["outputs"] = new JsonArray() });
        var answer = await AskAsync("serialize", new() { ["newLine"] = "\n", ["document"] = new JsonObject { ["elements"] = new JsonArray([.. elements]) } });
        return Encoding.UTF8.GetString(Convert.FromBase64String(Text(answer!.Value, "rawData")));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;

        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>The answer, or null where the tool refuses: then it ends, and the next question starts it again.</summary>
    private async Task<JsonElement?> AskAsync(string what, JsonObject request)
    {
        _process ??= await ToolEngine.StartAsync(["notebook-parser"]);
        foreach (var (name, value) in new[] { ("type", what), ("id", "1"), ("serializationType", "dib"), ("defaultLanguage", "csharp") }) request[name] = value;
        await _process.StandardInput.WriteLineAsync(request.ToJsonString());
        await _process.StandardInput.FlushAsync();
        if (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line) return JsonDocument.Parse(line).RootElement;

        await DisposeAsync();
        return null;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
