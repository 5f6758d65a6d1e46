using System.Text.Json.Nodes;
using Runner.Protocol;

namespace Runner.Editors;

// How the kernel is, and what becomes of one that has ended.
internal sealed partial class EditorNotebook
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _replacing = new(1);
    private readonly Task _watching;
    private bool _isReady;
    private bool _isReplacing;

    private string State => _isReplacing ? "restarting" : !_isReady ? "starting" : _cell.IsCompleted ? "idle" : "busy";

    private Task TellStateAsync(JsonObject? lost = null)
    {
        var state = new JsonObject { ["state"] = State, ["process"] = _session.ProcessId, ["memory"] = _session.Memory };
        if (lost is not null) state["lost"] = lost;
        return TellAsync("kernel/state", state);
    }

    private async Task WatchAsync()
    {
        await TellStateAsync().ConfigureAwait(false);
        await BecomeReadyAsync().ConfigureAwait(false);
        using var timer = new PeriodicTimer(Often);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
            {
                if (!_cell.IsCompleted) await TellStateAsync().ConfigureAwait(false);
                else if (!_session.IsAlive) await ReplaceIfDeadAsync(null).ConfigureAwait(false); // A thread that a cell left behind, say.
            }
        }
        catch (OperationCanceledException)
        {
            // The notebook is closed.
        }
    }

    private async Task BecomeReadyAsync()
    {
        await _session.CheckAsync("").ConfigureAwait(false); // Answered as soon as anything is.
        _isReady = true;
        await TellStateAsync().ConfigureAwait(false);
    }

    /// <param name="reason">How it ended, where that is known.</param>
    private async Task ReplaceIfDeadAsync(string? reason)
    {
        if (_session.IsAlive || _isEnding) return;
        await ReplaceAsync(reason ?? await LastWordsAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <param name="reason">How the old one ended; null where it is asked to.</param>
    private async Task ReplaceAsync(string? reason)
    {
        await _replacing.WaitAsync().ConfigureAwait(false); // Whoever asks at the same time gets another one; none of them is left behind.
        try
        {
            if (_isEnding || (reason is not null && _session.IsAlive)) return;
            _isReplacing = true;
            await TellStateAsync().ConfigureAwait(false);
            var running = _cell;
            await _session.RestartAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
            var ran = _ran.Distinct().Select(cell => JsonValue.Create(cell)).ToArray<JsonNode?>();
            (_ran, _order, _isReady, _isReplacing) = ([], 0, false, false);
            lock (_shownIn) _figures.Clear(); // Whose figures they were is gone.
            await TellStateAsync(reason is null ? null : new() { ["reason"] = reason, ["cells"] = new JsonArray(ran) }).ConfigureAwait(false);
        }
        finally
        {
            _replacing.Release();
        }
        await BecomeReadyAsync().ConfigureAwait(false);
        if (_isEnding) await _session.DisposeAsync().ConfigureAwait(false); // It was closed meanwhile.
    }

    /// <summary>What a dead kernel process answers with.</summary>
    private async Task<string> LastWordsAsync()
    {
        var words = "The kernel process ended.";
        await foreach (var each in _session.ExecuteAsync("markdown", "", _file, 0).ConfigureAwait(false))
        {
            if (each is CellFailed failed) words = failed.Message;
        }
        return words;
    }
}
