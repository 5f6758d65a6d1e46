using Runner.Presenting.Live;

namespace Runner.Presenting.Pages;

/// <summary>
/// The Markdown files beside the notebooks of a folder. As on the <see cref="Bookshelf"/>, a name is looked up in the
/// folder's listing and never made into a path.
/// </summary>
/// <param name="root">A folder, or one notebook, which comes alone.</param>
public sealed class Readings(string root)
{
    /// <summary>What there is, in order of the names.</summary>
    public IReadOnlyList<Book> All => [.. Files().Select(file => new Book(file.Name, Book.HeadingOf(file.Path) ?? file.Name))];

    /// <summary>The file of this name, or null where there is none.</summary>
    public string? Find(string name) => Files().FirstOrDefault(file => file.Name == name).Path;

    private IEnumerable<(string Path, string Name)> Files() => File.Exists(root)
        ? []
        : Bookshelf.Named(
            Bookshelf.NotebooksIn(root).Select(file => Path.GetDirectoryName(file)!).Distinct().SelectMany(folder => Directory.EnumerateFiles(folder, "*.md")),
            root);
}
