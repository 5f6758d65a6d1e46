using System.Globalization;
using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>
/// One execution of a cell, and where its outputs go. Threads and tasks that a cell starts belong to it: what they
/// write or show appears as long as the cell runs, and is lost afterwards.
/// </summary>
internal sealed class CellRun(string requestId, EventWriter events)
{
    /// <summary>Output beyond this in one cell helps nobody and would fill the reports and memory of everyone behind the pipe.</summary>
    private const int TextLimit = 10_000_000;

    private const int ShownLimit = 100_000_000;

    /// <summary>What an event weighs beside its text, so that many small ones are limited too.</summary>
    private const int TextWeight = 16, ShownWeight = 200;

    private static readonly AsyncLocal<CellRun?> OfThisFlow = new();
    private static CellRun? _latest;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();
    private readonly List<Action> _beforeEnd = [];
    private long _textLength;
    private long _textLeftOut;
    private long _shownLength;
    private long _shownLeftOut;
    private bool _ended;

    /// <summary>The cell that the calling code belongs to.</summary>
    public static CellRun? Current => OfThisFlow.Value ?? _latest;

    public CancellationToken Cancellation => _cancellation.Token;

    public bool Failed { get; private set; }

    /// <summary>Makes this the cell that the calling code, and whatever it starts, belongs to.</summary>
    public void Enter()
    {
        OfThisFlow.Value = _latest = this;
        Emit(new CellStarted(requestId));
    }

    public void Interrupt() => _cancellation.Cancel();

    public void Write(string stream, string text)
    {
        if (text.Length == 0) return;
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
            Emit(new DisplayShown(requestId, displayId, data, isResult));
        }
    }

    /// <summary>Replaces an output; however often, it is one.</summary>
    public void Update(string displayId, IReadOnlyList<MimeContent> data)
    {
        var length = data.Sum(content => (long)content.Content.Length);
        Emit(new DisplayUpdated(requestId, displayId, length > ShownLimit ? LeftOut(length) : data));
    }

    public void Diagnose(IReadOnlyList<CellDiagnostic> diagnostics) => Emit(new DiagnosticsFound(requestId, diagnostics));

    public void Fail(CellFailure failure, bool isExpected = false)
    {
        Failed |= !isExpected;
        Emit(new CellFailed(requestId, failure.Name, failure.Message, failure.Trace, failure.Position, isExpected));
    }

    public void Skip(string reason) => Emit(new CellSkipped(requestId, reason));

    /// <summary>Something to do when the cell has run, whether it held or failed.</summary>
    public void BeforeEnd(Action action) => _beforeEnd.Add(action);

    public void End(TimeSpan elapsed)
    {
        foreach (var action in _beforeEnd) action();
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
            if (!_ended) events.Write(@event);
        }
    }
}
