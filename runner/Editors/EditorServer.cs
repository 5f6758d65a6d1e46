using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;
using Runner.Documents;
using Runner.Sessions;

namespace Runner.Editors;

/// <summary>The engine for editors: notebooks run as messages ask, which <c>editors/protocol.md</c> describes.</summary>
public sealed class EditorServer : IAsyncDisposable
{
    private const int Protocol = 1;

    private readonly ConcurrentDictionary<string, EditorNotebook> _open = [];
    private readonly TaskCompletionSource _shutDown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Connection _editor;

    /// <param name="input">What the editor says.</param>
    /// <param name="output">What is said to it.</param>
    public EditorServer(Stream input, Stream output) => _editor = new(input, output);

    /// <summary>Completes when the editor has asked for it, or has gone.</summary>
    public Task RunAsync() => Task.WhenAny(Task.Run(() => _editor.ReadAsync(AnswerAsync, answered: method =>
    {
        if (method == "shutdown") _shutDown.TrySetResult();
    })), _shutDown.Task);

    public async ValueTask DisposeAsync() => await Task.WhenAll(_open.Keys.Select(CloseAsync)).ConfigureAwait(false);

    private async Task<JsonObject> AnswerAsync(string method, Parameters asked)
    {
        switch (method)
        {
            case "initialize": return Initialize(asked);
            case "shutdown": await DisposeAsync().ConfigureAwait(false); break;
            case "notebook/open": Open(asked); break;
            case "notebook/close":
                _ = Named(asked);
                await CloseAsync(asked.Text("notebook")).ConfigureAwait(false);
                break;
            case "cell/run": return await Named(asked).RunAsync(asked).ConfigureAwait(false);
            case "kernel/interrupt": await Named(asked).InterruptAsync().ConfigureAwait(false); break;
            case "kernel/restart": await Named(asked).RestartAsync().ConfigureAwait(false); break;
            case "figure/move":
                return await Named(asked).MoveAsync(asked.Text("output"), asked.Numbers("values")).ConfigureAwait(false) is { } problem ? new() { ["problem"] = problem } : [];
            case "editor/complete": return await Named(asked).CompleteAsync(asked).ConfigureAwait(false);
            case "editor/describe": return await Named(asked).DescribeAsync(asked).ConfigureAwait(false);
            case "editor/signatures": return await Named(asked).SignaturesAsync(asked).ConfigureAwait(false);
            case "editor/diagnostics": return await Named(asked).CheckAsync(asked).ConfigureAwait(false);
            case "editor/format": return await Named(asked).FormatAsync(asked).ConfigureAwait(false);
            case "editor/rename": return await Named(asked).RenameAsync(asked).ConfigureAwait(false);
            case "editor/fixes": return await Named(asked).FixesAsync(asked).ConfigureAwait(false);
            case "variables/list": return await Named(asked).VariablesAsync().ConfigureAwait(false);
            case "asset/read": return new() { ["text"] = Frame.Read(asked.Text("name")) };
            case "export/html": await Task.Run(() => Export.Html(asked)).ConfigureAwait(false); break;
            default: throw new EditorFault(EditorFault.NoMethod, $"There is no method \"{method}\".");
        }
        return [];
    }

    private static JsonObject Initialize(Parameters asked)
    {
        if (asked.Whole("protocol", Protocol, 1, int.MaxValue) is var spoken && spoken != Protocol)
            throw new EditorFault(EditorFault.BadParameters, $"This engine speaks version {Protocol} of the protocol, not {spoken}: take an engine and an extension of the same version.");
        return new()
        {
            ["protocol"] = Protocol,
            ["version"] = typeof(EditorServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            ["dotnet"] = $"{Environment.Version}",
            ["languages"] = new JsonArray("csharp", "markdown", "html", "javascript", "mermaid", "value"),
        };
    }

    private void Open(Parameters asked)
    {
        var (name, path) = (asked.Text("notebook"), asked.Path("path"));
        if (_open.ContainsKey(name)) throw new EditorFault(EditorFault.Failed, $"The notebook \"{name}\" is open already.");
        var folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder)) throw new EditorFault(EditorFault.BadParameters, $"There is no folder {folder} to run the notebook in.");

        var timeout = asked.Number("timeout", 0.001, 4_000_000) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var variables = asked.Named("environment").Concat(asked.Named("parameters").Select(each => new KeyValuePair<string, string>(ParameterUse.Variable + each.Key, each.Value)));
        var options = new KernelOptions(folder)
        {
            Environment = variables.GroupBy(each => each.Key, each => each.Value).ToDictionary(same => same.Key, same => same.Last()),
            MemoryLimit = (long?)asked.Number("memoryLimit", 100_000_000, long.MaxValue / 2),
        };
        _open[name] = new(name, path, options, timeout, _editor);
    }

    private EditorNotebook Named(Parameters asked)
    {
        var name = asked.Text("notebook");
        return _open.TryGetValue(name, out var notebook) ? notebook : throw new EditorFault(EditorFault.NotOpen, $"No notebook \"{name}\" is open.");
    }

    private async Task CloseAsync(string name)
    {
        if (_open.TryRemove(name, out var notebook)) await notebook.DisposeAsync().ConfigureAwait(false);
    }
}
