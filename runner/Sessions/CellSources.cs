using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Runner.Documents;

namespace Runner.Sessions;

/// <summary>What a notebook's cells are made of: their own text, and the files that they bring in by <c>#!import</c>, <c>#load</c> and <c>#r</c>.</summary>
/// <param name="folder">The notebook's folder, which relative paths start from.</param>
internal sealed partial class CellSources(string folder)
{
    private readonly HashSet<string> _files = [];

    /// <summary>The files met so far.</summary>
    public IReadOnlyList<string> Files => [.. _files];

    /// <summary>False once a cell asked for a package without saying which version: that may be another one tomorrow.</summary>
    public bool AreFixed { get; private set; } = true;

    /// <summary>A text that is another one as soon as the cell, or a file that it brings in, is.</summary>
    public string Fingerprint(Cell cell)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, cell, folder, []);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <param name="from">The folder of the file that the cell stands in.</param>
    private void Add(IncrementalHash hash, Cell cell, string from, HashSet<string> importing)
    {
        Add(hash, cell.Kernel);
        Add(hash, cell.Contents);
        Add(hash, string.Join(' ', cell.Tags));
        if (cell.Kernel != "csharp") return;

        var text = CellText.Parse(cell.Kernel, cell.Contents);
        foreach (var reference in text.References)
        {
            var isPackage = reference.Value.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase);
            if (isPackage && reference.Directive == 'r') AreFixed &= Version().IsMatch(reference.Value);
            else if (!isPackage) AddLibrary(hash, Path.Combine(from, reference.Value));
        }

        foreach (Match load in Load().Matches(cell.Contents)) AddFile(hash, Path.Combine(from, load.Groups[1].Value));
        foreach (var import in text.Parts.OfType<MagicPart>().Where(magic => magic.Name == "import")) AddImport(hash, Path.Combine(from, import.Arguments.Trim('"')), importing);
    }

    private void AddImport(IncrementalHash hash, string path, HashSet<string> importing)
    {
        if (AddFile(hash, path) is not { } text || !importing.Add(path)) return;
        try
        {
            foreach (var cell in Notebook.Parse(path, Encoding.UTF8.GetString(text)).Cells) Add(hash, cell, Path.GetDirectoryName(path)!, importing);
        }
        catch (NotebookFormatException)
        {
            // Running it will tell.
        }
    }

    /// <summary>An assembly, and the list of the packages that it was built with.</summary>
    private void AddLibrary(IncrementalHash hash, string path)
    {
        AddFile(hash, path);
        AddFile(hash, Path.ChangeExtension(path, ".deps.json"));
    }

    private byte[]? AddFile(IncrementalHash hash, string path)
    {
        var file = Path.GetFullPath(Path.Combine(folder, path));
        if (!File.Exists(file)) return null;

        _files.Add(file);
        var bytes = File.ReadAllBytes(file);
        hash.AppendData(SHA256.HashData(bytes));
        return bytes;
    }

    /// <summary>Adds a text with its length, so that two texts never look like one.</summary>
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }

    [GeneratedRegex("""^\s*#load\s+"([^"]+)""", RegexOptions.Multiline)]
    private static partial Regex Load();

    [GeneratedRegex(@"^nuget:[^,]+,\s*\d+(\.\d+)*(-[\w.-]+)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Version();
}
