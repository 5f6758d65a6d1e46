using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>
/// One execution of a cell, and where its outputs go. Threads and tasks that a cell starts belong to it: what they
/// write or show appears as long as the cell runs, and is lost afterwards.
/// </summary>
internal sealed class CellRun(string requestId, EventWriter events)
{
    /// <summary>Text beyond this in one cell helps nobody and would fill the reports and memory of everyone behind the pipe.</summary>
    private const int TextLimit = 10_000_000;

    private static readonly AsyncLocal<CellRun?> OfThisFlow = new();
    private static CellRun? _latest;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();
    private readonly List<Action> _beforeEnd = [];
    private int _textLength;
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
            if (_textLength > TextLimit) return;
            _textLength += text.Length;
            Emit(new StreamWritten(requestId, stream, text));
            if (_textLength > TextLimit)
                Emit(new StreamWritten(requestId, "stderr", $"\n[Output beyond {TextLimit / 1_000_000} million characters is left out.]\n"));
        }
    }

    public void Show(string displayId, IReadOnlyList<MimeContent> data, bool isResult = false) =>
        Emit(new DisplayShown(requestId, displayId, data, isResult));

    public void Update(string displayId, IReadOnlyList<MimeContent> data) => Emit(new DisplayUpdated(requestId, displayId, data));

    public void Diagnose(IReadOnlyList<CellDiagnostic> diagnostics) => Emit(new DiagnosticsFound(requestId, diagnostics));

    public void Fail(CellFailure failure)
    {
        Failed = true;
        Emit(new CellFailed(requestId, failure.Name, failure.Message, failure.Trace, failure.Position));
    }

    /// <summary>Something to do when the cell has run, whether it held or failed.</summary>
    public void BeforeEnd(Action action) => _beforeEnd.Add(action);

    public void End(TimeSpan elapsed)
    {
        foreach (var action in _beforeEnd) action();
        lock (_gate)
        {
            Emit(new CellFinished(requestId, !Failed, elapsed));
            _ended = true;
        }
    }

    private void Emit(KernelEvent @event)
    {
        lock (_gate)
        {
            if (!_ended) events.Write(@event);
        }
    }
}
