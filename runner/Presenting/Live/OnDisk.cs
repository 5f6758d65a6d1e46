using Runner.Documents;

namespace Runner.Presenting.Live;

// The file that a notebook comes from and, when someone says so, goes back to; and the draft of what it lacks meanwhile.
public sealed partial class LiveNotebook
{
    private readonly Drafts _drafts;
    private readonly Timer _keeping;
    private readonly Timer _watching;
    private readonly Lock _saving = new();
    private string _onDisk = "";
    private string _saved = "";

    /// <summary>Whether the file lacks some edit.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>Whether someone else has changed the file since it was read or written here.</summary>
    public bool ChangedOnDisk { get; private set; }

    /// <summary>When the edits were made that an earlier server left unsaved and that are here again; null where there are none.</summary>
    public DateTimeOffset? RecoveredFrom { get; private set; }

    /// <summary>Why the file could not be saved or read again; null once it could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether it can be saved: only <c>.dib</c> files are written, as the outputs of an <c>.ipynb</c> file would be lost.</summary>
    public bool CanSave => Path.GetExtension(File).Equals(".dib", StringComparison.OrdinalIgnoreCase);

    private void Load(string text)
    {
        Take(Notebook.Parse(File, text));
        _onDisk = text;
        _saved = Text();
        IsEdited = false;
    }

    private void LoadWithDraft()
    {
        Load(System.IO.File.ReadAllText(File));
        if (_drafts.Find(File) is not { } draft || draft.Text == _saved) return;
        try
        {
            Take(Notebook.Parse(File, draft.Text));
        }
        catch (NotebookFormatException)
        {
            return;
        }
        (IsEdited, RecoveredFrom, ChangedOnDisk) = (true, draft.Time, draft.OnDisk != _onDisk);
        _onDisk = draft.OnDisk; // What the edits were made to: what someone else has written since is not overwritten unasked.
    }

    // A cell whose text is still the same keeps its outputs.
    private void Take(Notebook notebook)
    {
        lock (_gate)
        {
            _meta = notebook.Meta;
            var left = _cells.ToList();
            LiveCell?[] same = [.. notebook.Cells.Select(cell => TakeFrom(left, old => old.Kernel == cell.Kernel && old.Text == cell.Contents && old.Extras == cell.Extras))];
            var above = -1;
            for (var i = 0; i < same.Length; i++)
            {
                var cell = notebook.Cells[i];
                // What stands where a cell stood is that cell with another text: its outputs are out of date, not gone.
                same[i] ??= TakeFrom(left, old => old.Kernel == cell.Kernel && _cells.IndexOf(old) == above + 1) is { } place
                    ? place with { Text = cell.Contents, Extras = cell.Extras, Diagnostics = [] }
                    : new(NewId(), cell.Kernel, cell.Contents) { Extras = cell.Extras };
                if (_cells.FindIndex(old => old.Id == same[i]!.Id) is >= 0 and var at) above = at;
            }
            _cells = [.. same.OfType<LiveCell>()];
            Mark();
        }

        static LiveCell? TakeFrom(List<LiveCell> cells, Predicate<LiveCell> holds)
        {
            var index = cells.FindIndex(holds);
            if (index < 0) return null;
            var taken = cells[index];
            cells.RemoveAt(index);
            return taken;
        }
    }

    private bool Save(bool overwrite)
    {
        if (!CanSave)
        {
            Fail("Not saved: only .dib notebooks are, as the outputs of an .ipynb file would be lost.");
            return false;
        }

        try
        {
            lock (_saving) // Two windows may save at once: what one has written is not somebody else's to the other.
            {
                ChangedOnDisk = !overwrite && Read() is { } now && now != _onDisk;
                if (!ChangedOnDisk)
                {
                    var text = Text();
                    WholeFile.Write(File, text);
                    _onDisk = _saved = text;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotebookFormatException)
        {
            Fail($"Not saved: {e.Message}");
            return false;
        }

        if (ChangedOnDisk)
        {
            Changed?.Invoke();
            return false;
        }

        (RecoveredFrom, Problem) = (null, null);
        EditsHaveChanged();
        Changed?.Invoke();
        return true;
    }

    private void Reload()
    {
        try
        {
            Load(System.IO.File.ReadAllText(File));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotebookFormatException)
        {
            var line = e is NotebookFormatException format ? $", line {format.Line}" : "";
            Fail($"{Path.GetFileName(File)} can't be read{line}: {e.Message}");
            return;
        }

        (ChangedOnDisk, RecoveredFrom, Problem) = (false, null, null);
        EditsHaveChanged();
        Changed?.Invoke();
    }

    private void Fail(string problem)
    {
        Problem = problem;
        Changed?.Invoke();
    }

    private void EditsHaveChanged()
    {
        var isEdited = Text() != _saved;
        _keeping.Change(500, Timeout.Infinite);
        if (isEdited == IsEdited) return;
        IsEdited = isEdited;
        Changed?.Invoke();
    }

    private void KeepDraft()
    {
        try
        {
            if (IsEdited) _drafts.Keep(new(File, _onDisk, Text(), DateTimeOffset.Now));
            else _drafts.Forget(File);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotebookFormatException)
        {
            // A full disk is no reason to interrupt a lesson; the next edit tries again.
        }
    }

    // Where nothing was edited here, what is in the file is what everybody wants to see.
    private void LookAtDisk()
    {
        lock (_saving)
        {
            var text = Read();
            var changed = text is not null && text != _onDisk && !IsTaken(text);
            if (changed == ChangedOnDisk) return;
            ChangedOnDisk = changed;
        }
        Changed?.Invoke();
    }

    private bool IsTaken(string text)
    {
        lock (_gate) // Nobody types meanwhile.
        {
            if (Text() != _saved) return false;
            try
            {
                Load(text);
            }
            catch (NotebookFormatException)
            {
                return false; // Half-written, perhaps: the next look may find the rest, and until then somebody may ask what is wrong.
            }
        }
        (RecoveredFrom, Problem) = (null, null);
        Changed?.Invoke();
        return true;
    }

    private string? Read()
    {
        try
        {
            return System.IO.File.ReadAllText(File);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
