using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Protocol;

namespace Tests.RetiredTool;

/// <summary>The retired tool, by the door that editors used: commands go in and events come out, each one line of JSON.</summary>
internal sealed class ToolEngine : IEngine
{
    // Once for all tests: where it cannot be had, each would wait for the network anew.
    private static readonly Lazy<Task<string>> Installed = new(DotnetTool.Interactive.InstallAsync);

    private readonly Process _process;
    private readonly SemaphoreSlim _writing = new(1);
    private int _commands;

    private ToolEngine(Process process) => _process = process;

    /// <summary>Starts the tool, or skips the test where it cannot be had.</summary>
    /// <param name="folder">Its working directory: the notebook's folder.</param>
    public static async Task<ToolEngine> StartAsync(string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = await StartAsync(["stdio", "--working-dir", folder], environment);
        var engine = new ToolEngine(process);
        await foreach (var (type, _, _) in engine.EventsAsync())
        {
            if (type == "KernelReady") break;
        }

        return engine;
    }

    /// <summary>Starts the tool with a command line, or skips the test where it cannot be had.</summary>
    public static async Task<Process> StartAsync(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        string executable;
        try
        {
            executable = await Installed.Value;
        }
        catch (IOException e)
        {
            Assert.Skip(e.Message);
            throw;
        }

        var start = new ProcessStartInfo(executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE"] = "1"; // Else it begins with a greeting.
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { }; // Read, so that it never waits for a reader.
        process.BeginErrorReadLine();
        return process;
    }

    public async IAsyncEnumerable<KernelEvent> ExecuteAsync(string kernel, string code, int cell)
    {
        var token = $"cell{Interlocked.Increment(ref _commands)}";
        await SendAsync(token, "SubmitCode", new() { ["code"] = code, ["targetKernelName"] = kernel });
        yield return new CellStarted(token);
        await foreach (var (type, command, content) in EventsAsync())
        {
            if (Read(token, type, content) is { } known) yield return known;
            if (command != token || type is not ("CommandSucceeded" or "CommandFailed")) continue;

            yield return new CellFinished(token, type == "CommandSucceeded", TimeSpan.Zero);
            break;
        }
    }

    public Task InterruptAsync(Task running) => SendAsync($"cancel{Interlocked.Increment(ref _commands)}", "Cancel", []);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task SendAsync(string token, string type, JsonObject command)
    {
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(new JsonObject { ["token"] = token, ["commandType"] = type, ["command"] = command }.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>What the tool says: the event's type, the token of the command that it belongs to, and its content.</summary>
    private async IAsyncEnumerable<(string Type, string? Command, JsonElement Content)> EventsAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (!line.StartsWith('{')) continue; // What a child process of a cell writes comes on the same stream.

            using var read = JsonDocument.Parse(line);
            var message = read.RootElement;
            var command = message.TryGetProperty("command", out var found) && found.ValueKind == JsonValueKind.Object ? found.GetProperty("token").GetString() : null;
            yield return (message.GetProperty("eventType").GetString()!, command, message.GetProperty("event").Clone());
        }

        throw new IOException("The retired tool has ended by itself.");
    }

    private static KernelEvent? Read(string token, string type, JsonElement content) => type switch
    {
        "StandardOutputValueProduced" => new StreamWritten(token, "stdout", Values(content)[0].Content),
        "StandardErrorValueProduced" => new StreamWritten(token, "stderr", Values(content)[0].Content),
        "DisplayedValueProduced" when Values(content) is [_, ..] values => new DisplayShown(token, Id(content), values),
        "ReturnValueProduced" when Values(content) is [_, ..] values => new DisplayShown(token, Id(content), values, IsResult: true),
        "DisplayedValueUpdated" => new DisplayUpdated(token, Id(content), Values(content)),
        "ErrorProduced" => new CellFailed(token, "", content.GetProperty("message").GetString() ?? "", []),
        "CommandFailed" => new CellFailed(token, "", content.GetProperty("message").GetString()!, []),
        _ => null,
    };

    private static MimeContent[] Values(JsonElement content) =>
    [
        .. from value in content.GetProperty("formattedValues").EnumerateArray()
           where !value.GetProperty("suppressDisplay").GetBoolean()
           select new MimeContent(value.GetProperty("mimeType").GetString()!, value.GetProperty("value").GetString()!),
    ];

    private static string Id(JsonElement content) => content.GetProperty("valueId").GetString() ?? $"{Guid.NewGuid()}";
}
