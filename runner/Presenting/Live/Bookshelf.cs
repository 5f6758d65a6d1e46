using Runner.Documents;
using Runner.Html;

namespace Runner.Presenting.Live;

/// <summary>A notebook that can be opened.</summary>
/// <param name="Name">Its path below the folder, with <c>/</c>: how pages name it.</param>
/// <param name="Title">Its first heading, or its name.</param>
public sealed record Book(string Name, string Title)
{
    /// <summary>The first heading of a file; null where it has none or cannot be read, which opening it will tell.</summary>
    internal static string? HeadingOf(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>
/// The notebooks of a folder, and those of them that are open. A name is looked up in the folder's listing and never made
/// into a path, so no name leads out of it; and no link does, as a stranger's folder may hold some.
/// </summary>
/// <param name="root">A folder, or one notebook.</param>
/// <param name="environment">For the kernel processes.</param>
/// <param name="drafts">Where unsaved edits are kept.</param>
public sealed class Bookshelf(string root, IReadOnlyDictionary<string, string> environment, Drafts drafts) : IAsyncDisposable
{
    private readonly Dictionary<string, LiveNotebook> _open = [];

    /// <summary>What there is, in order of the names.</summary>
    public IReadOnlyList<Book> Books => [.. Files().Select(file => new Book(file.Name, Book.HeadingOf(file.Path) ?? Path.GetFileNameWithoutExtension(file.Name)))];

    /// <summary>The notebook of this name, opened if it was not; null where there is none.</summary>
    /// <exception cref="NotebookFormatException">The file is no notebook.</exception>
    public LiveNotebook? Open(string name)
    {
        lock (_open)
        {
            if (_open.TryGetValue(name, out var open)) return open;
            var path = Files().FirstOrDefault(file => file.Name == name).Path;
            return path is null ? null : _open[name] = new(path, environment, drafts);
        }
    }

    /// <summary>What pages call a notebook that is open; null where it is not.</summary>
    public string? NameOf(LiveNotebook notebook)
    {
        lock (_open) return _open.FirstOrDefault(each => each.Value == notebook).Key;
    }

    /// <summary>An open notebook of this name, or null.</summary>
    public LiveNotebook? FindOpen(string name)
    {
        lock (_open) return _open.GetValueOrDefault(name);
    }

    /// <summary>Closes a notebook, and ends its kernel process. Edits that were not saved are there again when it is opened.</summary>
    public async Task CloseAsync(string name)
    {
        LiveNotebook? closed;
        lock (_open) _open.Remove(name, out closed);
        if (closed is not null) await closed.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        LiveNotebook[] open;
        lock (_open) open = [.. _open.Values];
        await Task.WhenAll(open.Select(notebook => notebook.DisposeAsync().AsTask())).ConfigureAwait(false); // All, even where one fails.
    }

    /// <summary>The notebooks in a folder and below it.</summary>
    internal static IEnumerable<string> NotebooksIn(string folder) => NotebookFolder.NotebooksIn(folder);

    /// <summary>Files of a folder with the names that pages have for them, in order of the names; not those that are links out of it.</summary>
    internal static IEnumerable<(string Path, string Name)> Named(IEnumerable<string> files, string folder) => files
        .Where(file => Premises.Hold(file, folder)) // Not where a link leads to somewhere else.
        .Select(file => (Path.GetFullPath(file), Path.GetRelativePath(folder, file).Replace('\\', '/')))
        .OrderBy(file => file.Item2, StringComparer.Ordinal);

    private IEnumerable<(string Path, string Name)> Files() =>
        System.IO.File.Exists(root) ? [(Path.GetFullPath(root), Path.GetFileName(root))] : Named(NotebooksIn(root), root);
}
