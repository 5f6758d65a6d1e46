using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Runner.Editors;

/// <summary>Messages of JSON-RPC, one a line: requests come in and are answered, notifications and questions go out.</summary>
/// <remarks><see href="https://www.jsonrpc.org/specification">JSON-RPC 2.0</see></remarks>
internal sealed class Connection(Stream input, Stream output)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement?>> _asked = [];
    private long _questions;
    private bool _isBroken;

    /// <summary>Reads to the end.</summary>
    /// <param name="answer">
    /// Answers a request, by its method. It is called in the order in which requests come, and the next is read as soon as it waits for something.
    /// </param>
    /// <param name="answered">Told of the method whose answer has been sent.</param>
    public async Task ReadAsync(Func<string, Parameters, Task<JsonObject>> answer, Action<string> answered)
    {
        await foreach (var line in LineReader.ReadAsync(input).ConfigureAwait(false))
        {
            if (line is null) await RefuseAsync(null, EditorFault.NoRequest, $"The message is longer than {LineReader.Limit >> 20} MiB.").ConfigureAwait(false);
            else if (!line.AsSpan().Trim(" \t\r"u8).IsEmpty) await TakeAsync(line, answer, answered).ConfigureAwait(false);
        }
        foreach (var question in _asked.Values) question.TrySetResult(null);
    }

    /// <summary>Tells something that is not answered.</summary>
    public Task TellAsync(string method, JsonObject parameters) => SendAsync(new() { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters });

    /// <summary>Asks something; null where there will be no answer, or only a refusal.</summary>
    /// <param name="until">Completes when the answer is of no use any more.</param>
    public async Task<JsonElement?> AskAsync(string method, JsonObject parameters, Task until)
    {
        var id = Interlocked.Increment(ref _questions);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters }).ConfigureAwait(false);
        await Task.WhenAny(answer.Task, until).ConfigureAwait(false);
        if (_asked.TryRemove(id, out _) && answer.TrySetResult(null)) await TellAsync("$/cancelRequest", new() { ["id"] = id }).ConfigureAwait(false);
        return await answer.Task.ConfigureAwait(false);
    }

    private async Task TakeAsync(byte[] line, Func<string, Parameters, Task<JsonObject>> answer, Action<string> answered)
    {
        JsonElement message;
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            message = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            await RefuseAsync(null, EditorFault.NoJson, $"This is no message in JSON: {e.Message}").ConfigureAwait(false);
            return;
        }

        var isObject = message.ValueKind == JsonValueKind.Object;
        JsonNode? id = isObject && message.TryGetProperty("id", out var given) && given.ValueKind is JsonValueKind.String or JsonValueKind.Number ? JsonNode.Parse(given.GetRawText()) : null;
        if (isObject && message.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String)
        {
            _ = AnswerAsync(id, method.ToString(), message.TryGetProperty("params", out var parameters) ? parameters : default, answer, answered);
        }
        else if (isObject && id is JsonValue number && number.TryGetValue<long>(out var question) && _asked.TryRemove(question, out var asked))
        {
            asked.SetResult(message.TryGetProperty("result", out var result) ? result : null);
        }
        else
        {
            await RefuseAsync(id, EditorFault.NoRequest, "This is no request: it has no method.").ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(JsonNode? id, string method, JsonElement parameters, Func<string, Parameters, Task<JsonObject>> answer, Action<string> answered)
    {
        try
        {
            var result = await answer(method, new(parameters)).ConfigureAwait(false);
            if (id is not null) await SendAsync(new() { ["jsonrpc"] = "2.0", ["id"] = id, ["result"] = result }).ConfigureAwait(false);
        }
        catch (Exception e) // Whoever asks gets an answer, whatever it was.
        {
            await RefuseAsync(id, (e as EditorFault)?.Code ?? EditorFault.Failed, e.Message).ConfigureAwait(false);
        }
        answered(method);
    }

    private Task RefuseAsync(JsonNode? id, int code, string message) =>
        SendAsync(new() { ["jsonrpc"] = "2.0", ["id"] = id, ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });

    private async Task SendAsync(JsonObject message)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, Compact);
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isBroken) return;
            await output.WriteAsync(line).ConfigureAwait(false);
            await output.WriteAsync("\n"u8.ToArray()).ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            _isBroken = true; // The editor has gone, and stdin ends with it.
        }
        finally
        {
            _sending.Release();
        }
    }
}
