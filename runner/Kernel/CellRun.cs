using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Runner.Protocol;
using KernelEvent = Runner.Protocol.KernelEvent;

namespace Runner.Kernel;

/// <summary>
/// One execution of a cell, and where its outputs go. Threads and tasks that a cell starts belong to it: what they
/// write or show is its output, also when it has ended.
/// </summary>
/// <param name="unasked">See <see cref="ExecuteRequest"/>.</param>
internal sealed partial class CellRun(string requestId, EventWriter events, string? unasked)
{
    /// <summary>Output beyond this in one cell helps nobody and would fill the reports and memory of everyone behind the pipe.</summary>
    private const int TextLimit = 10_000_000;

    private const int ShownLimit = 100_000_000;

    /// <summary>What an event weighs beside its text, so that many small ones are limited too.</summary>
    private const int TextWeight = 16, ShownWeight = 200;

    private static readonly AsyncLocal<CellRun?> OfThisFlow = new();
    private static readonly ConcurrentDictionary<string, TaskCompletionSource<string?>> Questions = [];
    private static readonly ConcurrentDictionary<string, bool> Shown = []; // all that has an output, by its id
    private static CellRun? _latest;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();
    private readonly List<Action> _beforeEnd = [];
    private readonly HashSet<string> _unanswered = [];
    private readonly Dictionary<string, DisplayedValueUpdated> _updates = [];
    private long _textLength;
    private long _textLeftOut;
    private long _shownLength;
    private long _shownLeftOut;
    private bool _ended;
    private KernelInvocationContext? _context;
    private KernelCommand? _executing;

    /// <summary>The cell that the calling code belongs to.</summary>
    public static CellRun? Current => OfThisFlow.Value ?? _latest;

    public CancellationToken Stopping => _cancellation.Token;

    public bool Failed { get; private set; }

    /// <summary>Makes this the cell that the calling code, and whatever it starts, belongs to.</summary>
    public void Enter()
    {
        OfThisFlow.Value = _latest = this;
        Emit(new CellStarted(requestId));
    }

    /// <summary>The notebook whose code runs, which is another one while it is imported.</summary>
    public string File { get; private set; } = "";

    /// <summary>Its cell.</summary>
    public int Cell { get; private set; }

    /// <summary>What the framework said of a command of the piece that runs, whatever became of the piece.</summary>
    public Exception? Problem { get; private set; }

    /// <summary>The variable for which a magic command wants a value, or "".</summary>
    public string Wanted { get; private set; } = "";

    /// <summary>A new piece of the cell begins.</summary>
    /// <param name="wanted">See <see cref="Wanted"/>.</param>
    public void Begin(string wanted) => (Problem, Wanted) = (null, wanted);

    /// <summary>Runs in the framework's context from now on.</summary>
    /// <returns>Ends that.</returns>
    public IDisposable Within(KernelInvocationContext context)
    {
        _context = context;
        CellWriter.TakeConsole(); // From a cell that gave it to somebody else.
        // The framework would report the cancellation at once and drop what the code says until it has really stopped.
        return _cancellation.Token.Register(() => Cancellation(context).Cancel());
    }

    /// <summary>What runs next stands in this cell.</summary>
    /// <returns>Goes back to the cell before.</returns>
    public IDisposable At(string file, int cell)
    {
        var before = (File, Cell);
        (File, Cell) = (file, cell);
        return Disposable.Create(() => (File, Cell) = before);
    }

    /// <summary>The path that the code which runs means, from its own file's folder.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File)) ?? Directory.GetCurrentDirectory());

    /// <summary>What is written next is written by this command.</summary>
    /// <returns>Goes back to the command before.</returns>
    public IDisposable Executes(KernelCommand command)
    {
        var before = _executing;
        _executing = command;
        return Disposable.Create(() => _executing = before);
    }

    public void Interrupt() => _cancellation.Cancel();

    /// <summary>Writes to the console: as an event of the framework, where that can still be heard.</summary>
    public void Print(string stream, string text)
    {
        if (text.Length == 0) return;
        if (_context is not { IsComplete: false } context || _textLeftOut > 0)
        {
            Write(stream, text);
            return;
        }
        var (command, value) = (_executing ?? context.Command, new FormattedValue(PlainTextFormatter.MimeType, text));
        context.Publish(stream == "stderr" ? new StandardErrorValueProduced(command, [value]) : new StandardOutputValueProduced(command, [value]));
    }

    /// <summary>What a task shows or updates when its cell has ended, of which the framework tells nobody.</summary>
    public void TakeLate(DisplayedValue shown)
    {
        if (_context is not { IsComplete: true } context) return;
        if (Shown.ContainsKey(shown.DisplayId)) Take(new DisplayedValueUpdated(shown.Value, shown.DisplayId, context.Command, shown.FormattedValues));
        else Take(new DisplayedValueProduced(shown.Value, context.Command, shown.FormattedValues, shown.DisplayId));
    }

    /// <summary>Asks a person, and waits for the answer; null where the person would not give one.</summary>
    /// <param name="name">What <c>--param</c> gives instead.</param>
    /// <exception cref="CellFailure">There is nobody to ask.</exception>
    public async Task<string?> AskAsync(string name, string prompt, bool isPassword)
    {
        if (unasked is not null) throw new CellFailure("ValueNotFound", $"The cell asks a person for {name}, and nobody can answer here. {string.Format(CultureInfo.InvariantCulture, unasked, name, name.Contains(' ') ? $"\"{name}=VALUE\"" : $"{name}=VALUE")}");
        if (_unanswered.Contains(name)) return null; // The framework asks again for what it was not given; once is enough.
        var (id, answer) = (NewDisplayId(), new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
        Questions[id] = answer;
        Emit(new InputRequested(requestId, id, prompt, isPassword));
        try
        {
            var text = await answer.Task.WaitAsync(Stopping).ConfigureAwait(false);
            if (text is null) _unanswered.Add(name);
            return text;
        }
        finally
        {
            Questions.TryRemove(id, out _);
        }
    }

    /// <summary>Gives a person's answer to the cell that waits for it.</summary>
    public static void Answer(InputGiven given)
    {
        if (Questions.TryGetValue(given.Id, out var answer)) answer.TrySetResult(given.Text);
    }

    /// <summary>Takes what the framework tells of this cell.</summary>
    public void Take(Microsoft.DotNet.Interactive.Events.KernelEvent @event)
    {
        switch (@event)
        {
            case StandardOutputValueProduced written: Write("stdout", Text(written)); break;
            case StandardErrorValueProduced written: Write("stderr", Text(written)); break;
            case DisplayedValueUpdated updated:
                Update(updated.ValueId, Values.Shown(updated));
                Supersede(updated);
                break;
            case ReturnValueProduced result: Show(NewDisplayId(), Values.Shown(result), isResult: true); break;
            case ErrorProduced { Command: RequestInput or RequestInputs }: break; // Whoever asked is told, and tells.
            case ErrorProduced error when _executing is null: Problem ??= new CellFailure("CommandFailed", Reason(error.Message)); break;
            case ErrorProduced error: Write("stderr", $"{error.Message}\n"); break; // Code may have its own way with it.
            case DisplayEvent shown:
                Show(shown.ValueId ?? NewDisplayId(), Values.Shown(shown));
                if (_shownLeftOut > 0) Forget(shown);
                break;
            case CommandFailed failed: Problem = failed.Exception ?? Problem ?? Failure(failed); break;
        }
    }

    // The framework keeps all events of a command until it ends: of an animation or a training, hours of pictures that nobody sees again.
    private void Supersede(DisplayedValueUpdated updated)
    {
        lock (_gate)
        {
            if (_updates.TryGetValue(updated.ValueId, out var before)) Forget(before);
            _updates[updated.ValueId] = updated;
        }
    }

    private static void Forget(DisplayEvent shown)
    {
        ValueOf(shown) = null;
        if (shown.FormattedValues is not FormattedValue[] values) return;
        for (var i = 0; i < values.Length; i++) values[i] = new(values[i].MimeType, "");
    }

    /// <summary>A command can't be carried out, which the framework itself may pass over, to let the cell fail where it misses the result.</summary>
    public void Refuse(KernelCommand command, KernelInvocationContext context, CellFailure failure)
    {
        Problem = failure;
        context.Fail(command, failure, failure.Message);
    }

    /// <summary>Why a command failed.</summary>
    public static Exception Failure(CommandFailed failed) => failed.Exception ?? new CellFailure("CommandFailed", Reason(failed.Message));

    // The framework counts lines from where the piece of the cell begins that it was sent.
    private static string Reason(string message) => DiagnosticPlace().Replace(message, "");

    public static string NewDisplayId() => Guid.NewGuid().ToString("n");

    private static string Text(DisplayEvent written) => written.FormattedValues.FirstOrDefault()?.Value ?? "";

    private void Write(string stream, string text)
    {
        lock (_gate)
        {
            var kept = (int)Math.Clamp(TextLimit - _textLength, 0, text.Length);
            if (kept > 0)
            {
                Emit(new StreamWritten(requestId, stream, kept == text.Length ? text : text[..kept]));
                _textLength += kept + TextWeight;
            }
            if (kept == text.Length) return;
            if (_textLeftOut == 0) Emit(new StreamWritten(requestId, "stderr", $"\n[Output beyond {Millions(TextLimit)} characters is left out.]\n"));
            _textLeftOut += text.Length - kept;
        }
    }

    public void Show(string displayId, IReadOnlyList<MimeContent> data, bool isResult = false)
    {
        lock (_gate)
        {
            var length = data.Sum(content => (long)content.Content.Length);
            if (_shownLength + length <= ShownLimit) _shownLength += length + ShownWeight;
            else if (_shownLeftOut++ == 0) data = LeftOut(length);
            else return;
            Shown[displayId] = true;
            Emit(new DisplayShown(requestId, displayId, data, isResult));
        }
    }

    /// <summary>Replaces an output; however often, it is one.</summary>
    public void Update(string displayId, IReadOnlyList<MimeContent> data)
    {
        var length = data.Sum(content => (long)content.Content.Length);
        Emit(new DisplayUpdated(requestId, displayId, length > ShownLimit ? LeftOut(length) : data));
    }

    public void Fail(CellFailure failure, bool isExpected = false)
    {
        Failed |= !isExpected;
        if (failure.Diagnostics is not []) Emit(new DiagnosticsFound(requestId, failure.Diagnostics));
        Emit(new CellFailed(requestId, failure.Name, failure.Message, failure.Trace, failure.Position, isExpected));
    }

    public void Skip(string reason) => Emit(new CellSkipped(requestId, reason));

    /// <summary>Something to do when the cell has run, whether it held or failed.</summary>
    public void BeforeEnd(Action action) => _beforeEnd.Add(action);

    public void End(TimeSpan elapsed)
    {
        foreach (var action in _beforeEnd) action();
        NativeOutput.Mark(requestId);
        lock (_gate)
        {
            if (_textLeftOut > 0) Emit(new StreamWritten(requestId, "stderr", $"[{Millions(_textLeftOut)} characters were left out.]\n"));
            if (_shownLeftOut > 1) Emit(new StreamWritten(requestId, "stderr", $"[{_shownLeftOut} outputs were left out.]\n"));
            Emit(new CellFinished(requestId, !Failed, elapsed));
            _ended = true;
        }
    }

    private static IReadOnlyList<MimeContent> LeftOut(long length) =>
        [new("text/plain", $"[An output of {Millions(length)} characters is left out: a cell shows {Millions(ShownLimit)} at most.]")];

    private static string Millions(long count) => count < 1_000_000 ? count.ToString("N0", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.#} million");

    private void Emit(KernelEvent @event)
    {
        lock (_gate)
        {
            if (!_ended || @event is StreamWritten or DisplayShown or DisplayUpdated) events.Write(@event);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Value>k__BackingField")]
    private static extern ref object? ValueOf(DisplayEvent shown);

    [GeneratedRegex(@"^\(\d+,\d+\): error DNI\d+: ", RegexOptions.Multiline)]
    private static partial Regex DiagnosticPlace();

    // The one door of the framework's that stops code without ending its command. The package stays as it is for good.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cancellationTokenSource")]
    private static extern ref CancellationTokenSource Cancellation(KernelInvocationContext context);
}
