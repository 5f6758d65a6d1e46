using System.Collections.Immutable;
using Runner.Documents;
using Runner.Html;
using Runner.Presenting.Safety;
using Runner.Sessions;

namespace Runner.Presenting.Live;

/// <summary>How the kernel of a notebook is.</summary>
public enum KernelState
{
    /// <summary>It runs no cell.</summary>
    Idle,

    /// <summary>It runs a cell.</summary>
    Busy,

    /// <summary>Its process is being replaced.</summary>
    Restarting,

    /// <summary>Its process has ended by itself.</summary>
    Dead,
}

/// <summary>
/// A notebook that is open: the one place where its state is. Every window renders from here and is told by
/// <see cref="Changed"/>, so that windows stay in step and a reloaded one finds all as it was. Reading is free from any
/// thread, as what is read never changes; whoever wants to change something needs <see cref="Commands"/>.
/// </summary>
public sealed partial class LiveNotebook : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly KernelSession _session;
    private readonly FigureMoves _moves;
    private ImmutableList<LiveCell> _cells = [];
    private string? _meta;
    private (int Index, LiveCell Cell)? _deleted;
    private int _lastId;

    /// <param name="path">The file.</param>
    /// <param name="environment">For the kernel process.</param>
    /// <param name="drafts">Where unsaved edits are kept.</param>
    /// <exception cref="NotebookFormatException">The file is no notebook.</exception>
    public LiveNotebook(string path, IReadOnlyDictionary<string, string> environment, Drafts drafts)
    {
        File = path;
        _drafts = drafts;
        _keeping = new(_ => KeepDraft());
        LoadWithDraft();
        _session = new(new(Path.GetDirectoryName(path)!) { Environment = environment });
        _session.Late += TakeLate;
        _moves = new(_session, path, updated =>
        {
            Replace(updated);
            return Task.CompletedTask;
        });
        _running = Task.Run(RunQueuedAsync);
        _watching = new(_ => LookAround(), null, 2_000, 2_000);
    }

    /// <summary>Something has changed. Told from any thread, often: who renders, renders when there is time.</summary>
    public event Action? Changed;

    /// <summary>The file's full path.</summary>
    public string File { get; }

    /// <summary>The cells in order.</summary>
    public IReadOnlyList<LiveCell> Cells => _cells;

    /// <summary>The first heading, or the file's name.</summary>
    public string Title => _cells.Where(cell => cell.IsProse).SelectMany(cell => SpeakerNotes.Cut(cell.Text).Split('\n'))
        .FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim() ?? Path.GetFileNameWithoutExtension(File);

    public KernelState Kernel { get; private set; }

    /// <summary>Whether it was closed: who still looks at it opens it anew.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether a cell was deleted that can come back.</summary>
    public bool HasDeleted => _deleted is not null;

    /// <summary>Which slide is shown, from 0.</summary>
    public int Slide { get; private set; }

    /// <summary>A cell as it stands now, or null where it was deleted.</summary>
    public LiveCell? Find(string id) => _cells.Find(cell => cell.Id == id);

    /// <summary>What a visitor may do here. This is the one door: nothing else changes a notebook.</summary>
    /// <exception cref="UnauthorizedAccessException">The visitor only watches.</exception>
    public Commands By(Visitor visitor) => visitor.Role == Role.Presenter
        ? new(this)
        : throw new UnauthorizedAccessException("The audience watches: it can neither run nor change anything.");

    public async ValueTask DisposeAsync()
    {
        IsClosed = true;
        _queue.Writer.TryComplete();
        await _watching.DisposeAsync().ConfigureAwait(false);
        await _keeping.DisposeAsync().ConfigureAwait(false);
        try
        {
            Unqueue();
        }
        finally // Whatever a window makes of that, the draft is kept and the kernel process ends.
        {
            KeepDraft();
            await _session.DisposeAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(false);
        }

        Changed?.Invoke();
    }

    private string NewId() => $"cell-{Interlocked.Increment(ref _lastId)}";

    /// <summary>Replaces a cell by a changed one, unless it is gone, and tells.</summary>
    private void Update(string id, Func<LiveCell, LiveCell> change)
    {
        lock (_gate)
        {
            var index = _cells.FindIndex(cell => cell.Id == id);
            if (index >= 0)
            {
                var (before, now) = (_cells[index], change(_cells[index]));
                _cells = _cells.SetItem(index, now);
                if (before.Text != now.Text || before.State != now.State) Mark(); // What only shows more leaves every state as it is.
            }
        }
        Changed?.Invoke();
    }

    private void UpdateAll(Func<LiveCell, LiveCell> change)
    {
        lock (_gate)
        {
            _cells = [.. _cells.Select(change)];
            Mark();
        }
        Changed?.Invoke();
    }

    /// <summary>Tells anew which cells are out of date; under the lock.</summary>
    private void Mark()
    {
        var cells = _cells;
        _cells = [.. cells.Select(cell => Staleness.Mark(cell, cells, _process))];
    }

    private void Become(KernelState state)
    {
        Kernel = state;
        Changed?.Invoke();
    }
}
