using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>
/// A notebook's kernel, for whatever face needs one: cells go in, a stream of events comes out. The cells run in a
/// process of their own, so whatever they do (loop forever, exit, overflow the stack, crash in native code) ends as a
/// failed cell; the session then has a dead kernel, which <see cref="RestartAsync"/> replaces.
/// </summary>
/// <remarks>The process starts, and loads the compiler, while the caller still reads the notebook.</remarks>
public sealed class KernelSession : IAsyncDisposable
{
    private readonly KernelOptions _options;
    private readonly ConcurrentDictionary<string, bool> _executing = []; // the requests whose cells run or wait
    private KernelProcess _process;
    private long _peakMemory;
    private int _requests;

    public KernelSession(KernelOptions options)
    {
        _options = options;
        _process = Start();
    }

    /// <summary>
    /// What tasks and timers of a cell show when it has ended; the event's request is that of the cell's <see cref="CellStarted"/>.
    /// Told one at a time; whoever listens must not wait.
    /// </summary>
    public event Action<KernelEvent>? Late;

    /// <summary>The most memory a kernel process of this session has held, in bytes, as far as was seen.</summary>
    public long PeakMemory => Math.Max(_peakMemory, _process.PeakMemory);

    /// <summary>The operating system's number for the kernel process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>How much memory the kernel process holds now, in bytes; 0 once it has ended.</summary>
    public long Memory => _process.Memory;

    /// <summary>False once the kernel process has ended.</summary>
    public bool IsAlive => !_process.HasEnded;

    /// <summary>
    /// Runs a cell and gives its events as they happen. The last is always <see cref="CellFinished"/>, also when the
    /// kernel process dies (then after a <see cref="CellFailed"/> that says how).
    /// </summary>
    /// <param name="kernel">Which kernel: <c>csharp</c>, <c>markdown</c>, …</param>
    /// <param name="code">The cell's contents.</param>
    /// <param name="file">The notebook's path, as errors shall name it.</param>
    /// <param name="cell">The cell's number, from 1.</param>
    /// <param name="timeout">How long it may run before the kernel process is ended; null for as long as it takes.</param>
    /// <param name="cancellationToken">Ends the kernel process, and with it the cell.</param>
    /// <param name="tags">The cell's tags; see <see cref="ExecuteRequest"/>.</param>
    /// <param name="ask">Asks a person, and gives the answer or null where there is none; without it a cell that asks fails.</param>
    public async IAsyncEnumerable<KernelEvent> ExecuteAsync(
        string kernel, string code, string file, int cell, TimeSpan? timeout = null, [EnumeratorCancellation] CancellationToken cancellationToken = default, IReadOnlyList<string>? tags = null,
        Func<InputRequested, Task<string?>>? ask = null)
    {
        var process = _process;
        using var cancelled = cancellationToken.Register(() => process.Kill("Interrupted", "The run was interrupted."));
        var request = new ExecuteRequest($"{Interlocked.Increment(ref _requests)}", kernel, code, file, cell, _options.SkipUnsupported, tags, ask is null ? _options.Unasked : null);
        // The cell's time begins when it does; a process that never gets to it is not waited for either.
        var hasBegun = false;
        await using var clock = new Timer(_ => process.Kill("Timeout", hasBegun
            ? $"The cell ran longer than {timeout!.Value.TotalSeconds:0.###} s, so its kernel process was ended."
            : "The cell did not begin to run, so its kernel process was ended."));
        if (timeout is { } limit) clock.Change(limit + _options.StartTime, Timeout.InfiniteTimeSpan);
        _executing[request.Id] = true;
        try
        {
            var events = await process.AskAsync(request).ConfigureAwait(false);
            await foreach (var each in events.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                hasBegun |= each is CellStarted;
                if (each is CellStarted && timeout is { } time) clock.Change(time, Timeout.InfiniteTimeSpan);
                if (each is InputRequested asked) _ = AnswerAsync(process, asked, ask!);
                else yield return each;
            }
        }
        finally
        {
            _executing.TryRemove(request.Id, out _);
            process.Abandon(request.Id);
        }
    }

    private static async Task AnswerAsync(KernelProcess process, InputRequested asked, Func<InputRequested, Task<string?>> ask)
    {
        string? text = null;
        try
        {
            text = await ask(asked).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever became of the question, there is no answer.
        }
        await process.SendAsync(new InputGiven(asked.InputId, text)).ConfigureAwait(false);
    }

    /// <summary>What can be typed at a place of a C# cell, as far as the cells that ran tell.</summary>
    /// <param name="code">The cell's whole text.</param>
    /// <param name="offset">The cursor, from 0.</param>
    public async Task<CompletionsFound> CompleteAsync(string code, int offset, CancellationToken cancellationToken = default) =>
        await AnswerAsync(id => new CompleteRequest(id, code, offset), cancellationToken).ConfigureAwait(false) as CompletionsFound ?? new("", offset, offset, []);

    /// <summary>What is known, as Markdown, of the symbol or call at a place of a C# cell; empty for nothing.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    public async Task<string> InspectAsync(string code, int offset, CancellationToken cancellationToken = default) =>
        (await AnswerAsync(id => new InspectRequest(id, code, offset), cancellationToken).ConfigureAwait(false) as InspectionFound)?.Markdown ?? "";

    /// <summary>What the compiler would say of a C# cell if it ran now.</summary>
    /// <param name="haveAllRun">Whether all cells above have run; if not, names that they may yet declare are no errors.</param>
    public async Task<IReadOnlyList<CellDiagnostic>> CheckAsync(string code, CancellationToken cancellationToken = default, bool haveAllRun = true)
    {
        string[] unknownName = ["CS0103", "CS0246", "CS0234", "CS0006", "CS1061", "CS0029", "CS1503"];
        var found = (await AnswerAsync(id => new CheckRequest(id, code), cancellationToken).ConfigureAwait(false) as CodeChecked)?.Diagnostics ?? [];
        return haveAllRun ? found : [.. found.Where(each => !unknownName.Contains(each.Code))];
    }

    /// <summary>The signatures of the call whose arguments stand at a place of a C# cell.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    public async Task<SignaturesFound> SignaturesAsync(string code, int offset, CancellationToken cancellationToken = default) =>
        await AnswerAsync(id => new SignaturesRequest(id, code, offset), cancellationToken).ConfigureAwait(false) as SignaturesFound ?? new("", [], 0, -1);

    /// <summary>A C# cell, laid out anew; the same where it cannot be read.</summary>
    public async Task<string> FormatAsync(string code, int tabSize, bool insertSpaces, CancellationToken cancellationToken = default) =>
        (await AnswerAsync(id => new FormatRequest(id, code, tabSize, insertSpaces), cancellationToken).ConfigureAwait(false) as CodeFormatted)?.Code ?? code;

    /// <summary>Another name for what is named at a place, wherever a notebook means the same; see <see cref="RenameRequest"/>.</summary>
    /// <param name="file">The notebook's path, as its cells run with.</param>
    /// <param name="cells">The texts of all its cells, "" for those that are no C#.</param>
    /// <param name="name">The new name; null to be told only where the present one stands.</param>
    public async Task<RenameFound> RenameAsync(string file, IReadOnlyList<string> cells, int cell, int offset, string? name, CancellationToken cancellationToken = default) =>
        await AnswerAsync(id => new RenameRequest(id, file, cells, cell, offset, name), cancellationToken).ConfigureAwait(false) as RenameFound ?? new("", [], "Names are known only while the kernel lives: restart it.");

    /// <summary>What would mend the errors at a place of a C# cell.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    public async Task<IReadOnlyList<CodeFix>> FixesAsync(string code, int offset, CancellationToken cancellationToken = default) =>
        (await AnswerAsync(id => new FixesRequest(id, code, offset), cancellationToken).ConfigureAwait(false) as FixesFound)?.Fixes ?? [];

    /// <summary>What the cells have declared.</summary>
    public async Task<IReadOnlyList<VariableInfo>> VariablesAsync(CancellationToken cancellationToken = default) =>
        (await AnswerAsync(id => new VariablesRequest(id), cancellationToken).ConfigureAwait(false) as VariablesFound)?.Variables ?? [];

    // A dead kernel answers with its failure: nothing is known then.
    private async Task<KernelEvent> AnswerAsync(Func<string, KernelRequest> ask, CancellationToken cancellationToken)
    {
        var (process, request) = (_process, ask($"{Interlocked.Increment(ref _requests)}"));
        var events = await process.AskAsync(request).ConfigureAwait(false);
        try
        {
            return await events.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            process.Abandon(request.Id);
        }
    }

    /// <summary>Asks the running cell to stop, and ends the kernel process if the cell has not stopped after a while.</summary>
    /// <param name="running">Completes when the cell has ended.</param>
    /// <param name="grace">How long it may take, by default two seconds; cells that do not look at their cancellation token never stop.</param>
    public async Task InterruptAsync(Task running, TimeSpan? grace = null)
    {
        var (process, patience) = (_process, Task.Delay(grace ?? TimeSpan.FromSeconds(2)));
        while (!running.IsCompleted && !patience.IsCompleted)
        {
            // More than once: the first may reach the process before the cell does, and stops nothing then.
            await process.SendAsync(new InterruptRequest($"{Interlocked.Increment(ref _requests)}", [.. _executing.Keys])).ConfigureAwait(false);
            await Task.WhenAny(running, patience, Task.Delay(100)).ConfigureAwait(false);
        }
        if (!running.IsCompleted)
            process.Kill("Interrupted", "The cell was interrupted and did not stop by itself, so its kernel process was ended.");
    }

    /// <summary>Ends the kernel process; the running cell, or else the next one, fails with this reason.</summary>
    /// <param name="name">See <see cref="CellFailed"/>.</param>
    public void End(string name, string message) => _process.Kill(name, message);

    /// <summary>Replaces the kernel process, dead or alive, by a new one that knows nothing.</summary>
    public async Task RestartAsync()
    {
        var old = Interlocked.Exchange(ref _process, Start()); // Whoever restarts it at the same time ends the one made here.
        await old.DisposeAsync().ConfigureAwait(false);
        _peakMemory = Math.Max(_peakMemory, old.PeakMemory);
    }

    /// <summary>Ends the kernel process and its children.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private KernelProcess Start() => new(_options, late => Late?.Invoke(late));
}
