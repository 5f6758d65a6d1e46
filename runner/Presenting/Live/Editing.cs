using System.Collections.Immutable;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Presenting.Live;

// The cells' texts and their order.
public sealed partial class LiveNotebook
{
    private void Edit(string id, string text)
    {
        var clean = text.ReplaceLineEndings("\n");
        Update(id, cell => cell.Text == clean ? cell : cell with { Text = clean, Diagnostics = [] });
        EditsHaveChanged();
    }

    private async Task<RenameFound> RenameAsync(string id, string text, int offset, string? name)
    {
        var cells = _cells;
        var here = cells.FindIndex(cell => cell.Id == id);
        if (here < 0) return new("", [], "The cell was deleted.");
        string[] texts = [.. cells.Select(cell => cell.Id == id ? text : cell.Kernel == "csharp" ? cell.Text : "")];
        var found = await _session.RenameAsync(File, texts, here, offset, name).ConfigureAwait(false);
        if (name is not null)
        {
            var edited = found.Edits.Where(edit => edit.Cell != here).GroupBy(edit => edit.Cell).ToList();
            if (edited.Any(cell => Find(cells[cell.Key].Id)?.Text != texts[cell.Key])) return found with { Edits = [], Problem = "Another cell was changed meanwhile: try again." };
            foreach (var cell in edited)
                Edit(cells[cell.Key].Id, CellEdit.Apply(texts[cell.Key], cell));
        }
        return found with { Edits = [.. found.Edits.Where(edit => edit.Cell == here)] };
    }

    private string Add(string? after, string kernel)
    {
        var cell = new LiveCell(NewId(), kernel, "");
        Rearrange(cells => cells.Insert(cells.FindIndex(each => each.Id == after) + 1, cell));
        return cell.Id;
    }

    private void Delete(string id) => Rearrange(cells =>
    {
        var index = cells.FindIndex(cell => cell.Id == id && !cell.IsBusy);
        if (index < 0) return cells;
        _deleted = (index, cells[index]);
        return cells.RemoveAt(index);
    });

    private void Undelete() => Rearrange(cells =>
    {
        if (_deleted is not { } deleted) return cells;
        _deleted = null;
        return cells.Insert(Math.Min(deleted.Index, cells.Count), deleted.Cell);
    });

    private void Move(string id, int by) => Rearrange(cells =>
    {
        var from = cells.FindIndex(cell => cell.Id == id);
        return from < 0 ? cells : cells.RemoveAt(from).Insert(Math.Clamp(from + by, 0, cells.Count - 1), cells[from]);
    });

    private void ChangeKernel(string id, string kernel)
    {
        Update(id, cell => cell.IsBusy ? cell : new LiveCell(id, kernel, cell.Text) { Extras = cell.Extras });
        EditsHaveChanged();
    }

    private void Rearrange(Func<ImmutableList<LiveCell>, ImmutableList<LiveCell>> change)
    {
        lock (_gate)
        {
            _cells = change(_cells);
            Mark();
        }
        EditsHaveChanged();
        Changed?.Invoke();
    }

    // In the file's own format: an .ipynb may have kernels that no marker of a .dib stands for.
    private string Text()
    {
        var notebook = new Notebook([.. _cells.Select(cell => new Cell(cell.Kernel, cell.Text) { Extras = cell.Extras })], _meta);
        return CanSave ? Dib.Write(notebook) : Ipynb.Write(notebook);
    }
}
