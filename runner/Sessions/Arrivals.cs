using System.Text;
using System.Text.RegularExpressions;
using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>
/// Puts what comes from a kernel process in order: its events, and what was written past them, by native code and by the processes
/// that its cells start, which belongs to the cell that runs. Texts that follow each other quickly become one event, ahead of
/// whatever comes after them: twenty thousand lines are not twenty thousand messages. What a cell shows after its end is marked.
/// </summary>
internal sealed partial class Arrivals : IDisposable
{
    private static readonly TimeSpan GatheringTime = TimeSpan.FromSeconds(0.1);
    private const int GatheringLimit = 100_000;

    /// <summary>Of one cell, of what was written past the events; of these the kernel process counts itself.</summary>
    private const int NativeLimit = 10_000_000;

    private readonly Func<KernelEvent, Task> _deliver;
    private readonly SemaphoreSlim _one = new(1);
    private readonly Timer _patience;
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _late = [];
    private readonly NativeStream[] _streams;
    private (string RequestId, string Stream) _gathered;
    private string _running = "";
    private bool _hasEnded;
    private int _native;

    /// <param name="deliver">Takes the events, one at a time.</param>
    public Arrivals(Func<KernelEvent, Task> deliver)
    {
        _deliver = deliver;
        _streams = [new(this, "stdout"), new(this, "stderr")];
        _patience = new(_ => _ = InTurnAsync(FlushAsync));
    }

    /// <summary>What was written that belongs to no cell, in which a crash is told.</summary>
    public string LastWords => string.Join('\n', _streams.Select(stream => $"{stream.Words}").Where(words => words != ""));

    public void Dispose() => _patience.Dispose();

    /// <summary>Reads what is written past the events, to its end.</summary>
    public Task ListenAsync(StreamReader stdout, StreamReader stderr) => Task.WhenAll(_streams[0].ListenAsync(stdout), _streams[1].ListenAsync(stderr));

    /// <summary>Takes an event.</summary>
    public async Task AddAsync(KernelEvent @event)
    {
        if (@event is CellFinished) // What was written past the events takes a way of its own, and may come later.
            await Task.WhenAny(Task.WhenAll(_streams.Select(stream => stream.HasEnded(@event.RequestId))), Task.Delay(200)).ConfigureAwait(false);
        await InTurnAsync(() => TakeAsync(@event)).ConfigureAwait(false);
    }

    /// <summary>Waits for nothing more: delivers what was gathered.</summary>
    public Task EndAsync() => InTurnAsync(FlushAsync);

    private async Task TakeAsync(KernelEvent @event)
    {
        if (@event is CellStarted) (_running, _hasEnded, _native) = (@event.RequestId, false, 0);
        if (@event is StreamWritten or DisplayShown && (@event.RequestId != _running || _hasEnded) && _late.Add(@event.RequestId))
            await GatherAsync(new(@event.RequestId, "stdout", "[After the cell had ended:]\n")).ConfigureAwait(false);
        if (@event is StreamWritten written)
        {
            await GatherAsync(written).ConfigureAwait(false);
            return;
        }

        await FlushAsync().ConfigureAwait(false);
        if (@event is CellFinished && @event.RequestId == _running) _hasEnded = true;
        await _deliver(@event).ConfigureAwait(false);
    }

    private async Task GatherAsync(StreamWritten written)
    {
        if (_gathered != (written.RequestId, written.Name)) await FlushAsync().ConfigureAwait(false);
        if (_text.Length == 0) _patience.Change(GatheringTime, Timeout.InfiniteTimeSpan);
        _gathered = (written.RequestId, written.Name);
        _text.Append(written.Text);
        if (_text.Length >= GatheringLimit) await FlushAsync().ConfigureAwait(false);
    }

    private async Task FlushAsync()
    {
        if (_text.Length == 0) return;
        var text = _text.ToString();
        _text.Clear();
        await _deliver(new StreamWritten(_gathered.RequestId, _gathered.Stream, text)).ConfigureAwait(false);
    }

    private async Task InTurnAsync(Func<Task> action)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            await action().ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    // Under the same lock as the events.
    private async Task TakeNativeAsync(string stream, string text)
    {
        var kept = Math.Min(text.Length, NativeLimit - _native);
        if (kept > 0) await TakeAsync(new StreamWritten(_running, stream, text[..kept])).ConfigureAwait(false);
        if (kept < text.Length && _native <= NativeLimit) await TakeAsync(new StreamWritten(_running, "stderr", $"\n[Output beyond {NativeLimit / 1_000_000} million characters is left out.]\n")).ConfigureAwait(false);
        _native = kept < text.Length ? NativeLimit + 1 : _native + kept;
    }

    /// <summary>One of the two streams that every process has.</summary>
    private sealed partial class NativeStream(Arrivals arrivals, string name)
    {
        private readonly LastWords _words = new();
        private readonly StringBuilder _read = new();
        private (string RequestId, TaskCompletionSource Seen) _mark = ("", new());
        private bool _isCrash;

        public LastWords Words => _words;

        /// <summary>Completes when all that was written before a cell's end is there.</summary>
        public Task HasEnded(string requestId)
        {
            lock (_words) return (_mark.RequestId == requestId ? _mark : _mark = (requestId, new(TaskCreationOptions.RunContinuationsAsynchronously))).Seen.Task;
        }

        public async Task ListenAsync(StreamReader reader)
        {
            var buffer = new char[16_384];
            int count;
            while ((count = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                _read.Append(buffer, 0, count);
                await arrivals.InTurnAsync(TakeAsync).ConfigureAwait(false);
            }
            Seen(null);
        }

        private async Task TakeAsync()
        {
            for (; ; )
            {
                var text = _read.ToString();
                var mark = Mark().Match(text);
                var end = mark.Success ? mark.Index : text.IndexOf('\0') is >= 0 and var half && text.Length - half < 30 ? half : text.Length; // Of a mark, perhaps, the rest is to come.
                await TellAsync(text[..end]).ConfigureAwait(false);
                _read.Remove(0, mark.Success ? end + mark.Length : end);
                if (!mark.Success) return;

                // The process has lived on: what looked like its last words were a child's.
                if (_isCrash) await arrivals.TakeNativeAsync(name, _words.Take()).ConfigureAwait(false);
                _isCrash = false;
                Seen(mark.Groups["id"].Value);
            }
        }

        private async Task TellAsync(string text)
        {
            if (text == "") return;
            var crash = _isCrash ? 0 : Crash().Match(text) is { Success: true } found ? found.Index : text.Length;
            if (arrivals._running == "") crash = 0;
            if (crash > 0) await arrivals.TakeNativeAsync(name, text[..crash]).ConfigureAwait(false);
            if (crash < text.Length) _words.Add(text[crash..]);
            _isCrash |= crash < text.Length && arrivals._running != "";
        }

        private void Seen(string? requestId)
        {
            lock (_words)
            {
                if (requestId is not null && _mark.RequestId != requestId) _mark = (requestId, new(TaskCreationOptions.RunContinuationsAsynchronously));
                _mark.Seen.TrySetResult();
            }
        }

        [GeneratedRegex(@"\0(?<id>\d+)\0")]
        private static partial Regex Mark();

        /// <summary>How a runtime begins to tell of its end.</summary>
        [GeneratedRegex(@"^(Unhandled exception\.|Stack overflow\.|Process terminated\.|Fatal error\.|terminate called )", RegexOptions.Multiline)]
        private static partial Regex Crash();
    }
}
