using System.Reflection;
using System.Text.Json.Nodes;
using Runner.Documents;

namespace Runner.Jupyter;

// What is said to requests that run no cell.
public sealed partial class JupyterKernel
{
    private async Task<JsonObject> CompleteAsync(Request request)
    {
        var (code, cursor) = request.Cursor();
        var found = await _session.CompleteAsync(code, cursor).ConfigureAwait(false);
        found = found with { Items = [.. found.Items.Where(item => item is { Also: null, Kind: not "snippet" })] }; // Its front ends change one place of a cell, to a plain text.
        var (start, end) = (CodePoints(code, found.Start), CodePoints(code, found.End));
        return new()
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(item => JsonValue.Create(item.Text))]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. found.Items.Select(item => new JsonObject { ["text"] = item.Text, ["type"] = item.Kind, ["start"] = start, ["end"] = end })]),
            },
        };
    }

    private async Task<JsonObject> InspectAsync(Request request)
    {
        var (code, cursor) = request.Cursor();
        var markdown = await _session.InspectAsync(code, cursor).ConfigureAwait(false);
        return new()
        {
            ["status"] = "ok",
            ["found"] = markdown != "",
            ["data"] = markdown == "" ? new JsonObject() : new JsonObject { ["text/markdown"] = markdown, ["text/plain"] = markdown },
            ["metadata"] = new JsonObject(),
        };
    }

    private async Task<JsonObject> IsCompleteAsync(string code)
    {
        var status = Completeness.Of(code, await _session.CheckAsync(code).ConfigureAwait(false));
        return status == "incomplete" ? new() { ["status"] = status, ["indent"] = Completeness.Indent(code) } : new() { ["status"] = status };
    }

    /// <summary>A debugger's answer, as the Debug Adapter Protocol has it: there is none.</summary>
    private static JsonObject NoDebugger(Request request)
    {
        const string Why = "This kernel has no debugger.";
        var refusal = Failed("NotSupported", Why);
        (refusal["type"], refusal["success"], refusal["message"]) = ("response", false, Why);
        (refusal["request_seq"], refusal["command"]) = (request.Number("seq", 0), request.Has<string>("command", out var command) ? command : "");
        return refusal;
    }

    private static JsonObject KernelInfo()
    {
        var language = Ipynb.LanguageInfo();
        language["codemirror_mode"] = "text/x-csharp"; // what Jupyter's older editors go by
        var version = typeof(JupyterKernel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return new()
        {
            ["status"] = "ok",
            ["protocol_version"] = Message.Protocol,
            ["implementation"] = "notebooklib",
            ["implementation_version"] = version,
            ["language_info"] = language,
            ["banner"] = $"C# on .NET {Environment.Version}",
            ["debugger"] = false,
            ["help_links"] = new JsonArray(),
        };
    }

    private static JsonObject Failed(string name, string message) => new() { ["status"] = "error", ["ename"] = name, ["evalue"] = message, ["traceback"] = new JsonArray() };

    /// <summary>Jupyter counts characters as Unicode does, .NET in units of UTF-16.</summary>
    private static int CodePoints(string code, int offset) => code.AsSpan(0, Math.Clamp(offset, 0, code.Length)).ToString().EnumerateRunes().Count();
}
