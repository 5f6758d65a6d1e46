using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Runner.Processes;
using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>
/// One kernel process as seen from outside: requests go in, events come out, and when it dies every request that
/// still waits is told how, in the last words that reach its real stdout and stderr.
/// </summary>
internal sealed class KernelProcess : IAsyncDisposable
{
    /// <summary>A face that lags behind makes the kernel wait; without a bound a chatty cell would fill the memory.</summary>
    private const int EventsAhead = 1_000;

    private readonly Process _process;
    private readonly DirectoryInfo? _folder;
    private readonly NamedPipeServerStream _requests;
    private readonly NamedPipeServerStream _events;
    private readonly SemaphoreSlim _sending = new(1); // Not disposed: who sends may hold it, or wait for it, when the process ends.
    private readonly ConcurrentDictionary<string, Channel<KernelEvent>> _waiting = [];
    private readonly Action<KernelEvent> _late;
    private readonly Arrivals _arrivals;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private Death? _ordered;
    private Death? _death;
    private readonly long? _memoryLimit;
    private readonly TimeSpan _startTime;
    private long _peakMemory;

    private sealed record Death(string Name, string Message);

    /// <param name="late">Takes what belongs to a request that was answered already.</param>
    public KernelProcess(KernelOptions options, Action<KernelEvent> late)
    {
        _late = late;
        _arrivals = new(DispatchAsync);
        // Elsewhere than on Windows pipes are files, and these lie in a folder that nobody else can enter, whatever files may be by default.
        _folder = OperatingSystem.IsWindows() ? null : Directory.CreateTempSubdirectory("notebook-");
        string[] pipes = [PipeName("in"), PipeName("out")];
        _requests = Listen(pipes[0], PipeDirection.Out);
        _events = Listen(pipes[1], PipeDirection.In);
        var start = new ProcessStartInfo(Dotnet.Host, ["exec", typeof(Wire).Assembly.Location, Wire.KernelVerb, .. pipes])
        {
            WorkingDirectory = options.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (Cultures.AreThere) start.Environment.TryAdd(Cultures.Variable, "0");
        foreach (var (variable, value) in options.Environment) start.Environment[variable] = value;
        (_memoryLimit, _startTime) = (options.MemoryLimit, options.StartTime);
        // The garbage collector tidies up before it takes more than this, and then the cell that wants more gets an
        // exception with its line; what is left is for the compiler and for native code.
        if (_memoryLimit is { } limit) start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{limit / 5 * 4:X}";
        _process = Process.Start(start)!;
        Id = _process.Id;
        _process.StandardInput.Close();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>The most memory the process has held, in bytes, as far as was seen.</summary>
    public long PeakMemory => Interlocked.Read(ref _peakMemory);

    /// <summary>The operating system's number for it.</summary>
    public int Id { get; }

    /// <summary>How much memory it holds now, in bytes; 0 once it has ended.</summary>
    public long Memory
    {
        get
        {
            try
            {
                using var process = Process.GetProcessById(Id);
                return HasEnded ? 0 : process.WorkingSet64;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return 0;
            }
        }
    }

    public bool HasEnded => _death is not null;

    /// <summary>Sends a request and gives the events that answer it; of a process that has died or was stopped, its death.</summary>
    public async Task<ChannelReader<KernelEvent>> AskAsync(KernelRequest request)
    {
        var events = _waiting[request.Id] = Channel.CreateBounded<KernelEvent>(EventsAhead);
        await SendAsync(request).ConfigureAwait(false);
        if (_death is { } death) await TellAsync(request.Id, death).ConfigureAwait(false);
        return events.Reader;
    }

    /// <summary>Sends a request; a process that has died or was stopped does not hear it.</summary>
    public async Task SendAsync(KernelRequest request)
    {
        await _connected.Task.ConfigureAwait(false);
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            await _requests.WriteAsync(Encoding.UTF8.GetBytes(Wire.Write(request) + "\n")).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It is gone, which whoever reads its events notices and tells.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Nobody reads the answer to a request any more.</summary>
    public void Abandon(string requestId)
    {
        if (_waiting.TryRemove(requestId, out var events)) events.Writer.TryComplete();
    }

    /// <summary>Ends the process and its children; what waits is told this reason.</summary>
    public void Kill(string name, string message)
    {
        _ordered ??= new(name, message);
        Kill();
    }

    public async ValueTask DisposeAsync()
    {
        Kill("KernelStopped", "The kernel process was stopped.");
        await _reading.ConfigureAwait(false);
        await _requests.DisposeAsync().ConfigureAwait(false);
        await _events.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private void Kill()
    {
        SeeMemory();
        foreach (var withChildren in (bool[])[true, false])
        {
            try
            {
                _process.Kill(withChildren);
            }
            catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
            {
                // It has ended by itself, or a child could not be ended: then it alone.
            }
        }
    }

    private async Task ReadAsync()
    {
        using var arrivals = _arrivals;
        var words = _arrivals.ListenAsync(_process.StandardOutput, _process.StandardError);
        var often = TimeSpan.FromSeconds(_memoryLimit is null ? 1 : 0.05);
        using var memory = new Timer(_ => SeeMemory(), null, often, often);
        using var ended = new CancellationTokenSource();
        using var late = new Timer(_ => { if (!_connected.Task.IsCompleted) Kill("KernelDied", $"The kernel process was not ready after {_startTime.TotalSeconds:0.###} s, so it was ended."); }, null, _startTime, Timeout.InfiniteTimeSpan);
        var exit = _process.WaitForExitAsync().ContinueWith(_ => ended.Cancel(), TaskScheduler.Default);
        try
        {
            await Task.WhenAll(_requests.WaitForConnectionAsync(ended.Token), _events.WaitForConnectionAsync(ended.Token)).ConfigureAwait(false);
            RemoveFolder(); // Connected for good: even a killed process leaves no file behind.
            using var reader = new StreamReader(_events, leaveOpen: true);
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line) await _arrivals.AddAsync(Wire.ReadEvent(line)).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            Kill("KernelDied", $"What the kernel process said could not be understood, so it was ended: {e.Message}");
        }
        catch (Exception) // Whatever became of the connection, who waits for the process must be told of its end.
        {
            // It ended before it connected, or in the middle of a line.
        }

        RemoveFolder();

        if (await Task.WhenAny(exit, Task.Delay(5_000)).ConfigureAwait(false) != exit) Kill();
        await exit.ConfigureAwait(false);
        DebuggerFiles.Remove(_process.Id);
        await Task.WhenAny(words, Task.Delay(1_000)).ConfigureAwait(false); // A surviving grandchild may hold them open.
        await _arrivals.EndAsync().ConfigureAwait(false);
        _death = _ordered ?? new("KernelDied", KernelDeath.Describe(_process.ExitCode, _arrivals.LastWords));
        _connected.TrySetResult();
        foreach (var id in _waiting.Keys) await TellAsync(id, _death).ConfigureAwait(false);
    }

    private async Task DispatchAsync(KernelEvent @event)
    {
        if (@event is KernelReady) _connected.TrySetResult();
        if (@event is CellFinished) SeeMemory();
        if (!_waiting.TryGetValue(@event.RequestId, out var channel))
        {
            if (@event is StreamWritten or DisplayShown or DisplayUpdated) _late(@event);
            return;
        }
        await WriteAsync(channel, @event).ConfigureAwait(false);
        if (@event is CellFinished or CompletionsFound or InspectionFound or CodeChecked or SignaturesFound or CodeFormatted or VariablesFound) Abandon(@event.RequestId);
    }

    private async Task TellAsync(string id, Death death)
    {
        if (!_waiting.TryRemove(id, out var channel)) return;
        await WriteAsync(channel, new CellFailed(id, death.Name, death.Message, [])).ConfigureAwait(false);
        await WriteAsync(channel, new CellFinished(id, false, TimeSpan.Zero)).ConfigureAwait(false);
        channel.Writer.TryComplete();
    }

    private static async Task WriteAsync(Channel<KernelEvent> channel, KernelEvent @event)
    {
        try
        {
            await channel.Writer.WriteAsync(@event).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // Abandoned.
        }
    }

    private void SeeMemory()
    {
        try
        {
            _process.Refresh();
            var held = _process.WorkingSet64;
            Interlocked.Exchange(ref _peakMemory, Math.Max(PeakMemory, Math.Max(_process.PeakWorkingSet64, held)));
            if (held > _memoryLimit && _ordered is null)
                Kill("MemoryLimit", $"The kernel process held {Size(held)} of memory, more than the limit of {Size(_memoryLimit.Value)}, so it was ended.");
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Math.Pow(2, 30):0.##} GiB");

    private void RemoveFolder()
    {
        try
        {
            if (_folder is { Exists: true }) _folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Litter at worst.
        }
    }

    /// <summary>A name that no other pipe has; elsewhere than on Windows it is a file's.</summary>
    private string PipeName(string direction) => _folder is null ? $"notebook-{Guid.NewGuid():n}-{direction}" : Path.Combine(_folder.FullName, direction);

    private static NamedPipeServerStream Listen(string name, PipeDirection direction) =>
        new(name, direction, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
}
