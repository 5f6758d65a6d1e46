namespace Runner.Documents;

/// <summary>A notebook: cells in order, and the meta data of its file.</summary>
/// <param name="Cells">No empty cells, but for the one cell of an empty file; see <see cref="Dib"/> for what a cell is.</param>
/// <param name="Meta">The JSON object of <c>#!meta</c> on one line, or null where the file has none.</param>
public sealed record Notebook(IReadOnlyList<Cell> Cells, string? Meta = null)
{
    /// <summary>Whether a file of a folder is one of its notebooks: <c>setup.dib</c> only serves the others, and an <c>.ipynb</c> beside a <c>.dib</c> of the same name is its copy.</summary>
    public static bool IsIn(string file) => Path.GetExtension(file) switch
    {
        ".dib" => Path.GetFileName(file) != "setup.dib",
        ".ipynb" => !File.Exists(Path.ChangeExtension(file, ".dib")),
        _ => false,
    };

    /// <summary>Reads a notebook in the format that its file's name tells.</summary>
    /// <exception cref="NotebookFormatException">The text is not in that format, or the name tells none.</exception>
    public static Notebook Parse(string fileName, string text) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".dib" => Dib.Parse(text),
        ".ipynb" => Ipynb.Parse(text),
        _ => throw new NotebookFormatException("a notebook's name ends in .dib or .ipynb", 1),
    };
}

/// <summary>One cell of a notebook.</summary>
/// <param name="Kernel">The kernel's canonical name: <c>csharp</c>, <c>markdown</c>, <c>html</c>, …; <see cref="Raw"/> for text that is only kept.</param>
/// <param name="Contents">The text, lines joined by <c>\n</c>.</param>
/// <param name="Line">The line of the file on which the contents begin, from 1; 0 where a cell has no place in a file.</param>
public sealed record Cell(string Kernel, string Contents, int Line = 0)
{
    /// <summary>The kernel of Jupyter's raw cells: nothing runs them and nothing renders them.</summary>
    public const string Raw = "raw";

    /// <summary>What else the cell holds, or null.</summary>
    public CellExtras? Extras { get; init; }

    /// <summary>The cell's tags, as Jupyter has them: <c>raises-exception</c>, <c>skip-execution</c>, <c>parameters</c>, …</summary>
    public IReadOnlyList<string> Tags => Extras?.Tags ?? [];
}
