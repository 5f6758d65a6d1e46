using System.Text.RegularExpressions;

namespace Runner.Documents;

/// <summary>A parameter that a notebook reads: <c>Parameter("epochs", 10)</c> or <c>@input:"epochs"</c> in one of its cells.</summary>
/// <param name="Name">What <c>--param</c> calls it.</param>
/// <param name="Default">The default as the cell writes it; empty where there is none.</param>
public sealed partial record ParameterUse(string Name, string Default)
{
    /// <summary>The parameters of a notebook in the order of its cells, each once.</summary>
    public static IReadOnlyList<ParameterUse> In(Notebook notebook) =>
    [
        .. notebook.Cells.Where(cell => cell.Kernel != "markdown").SelectMany(cell => Reading().Matches(cell.Contents))
            .Select(match => new ParameterUse(match.Groups["name"].Value, match.Groups["default"].Value.Trim())).DistinctBy(use => use.Name),
    ];

    /// <summary>What the library reads, whatever notebook uses it: whether figures that move are drawn as they move.</summary>
    private const string OfLibrary = "live";

    /// <summary>Those of some names that none of the notebooks mentions.</summary>
    public static IReadOnlyList<string> Unread(IEnumerable<string> notebooks, IEnumerable<string> names)
    {
        var given = names.Distinct().Where(name => name != OfLibrary).ToList();
        if (given is []) return [];
        try
        {
            var texts = notebooks.Where(File.Exists).Select(File.ReadAllText).ToList();
            // In an .ipynb file the quotation marks have a backslash before them.
            return [.. given.Where(name => !texts.Exists(text => text.Contains($"\"{name}\"", StringComparison.Ordinal) || text.Contains($"\\\"{name}\\\"", StringComparison.Ordinal)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // The run will tell.
        }
    }

    [GeneratedRegex("""\bParameter(?:<\w+>)?\(\s*"(?<name>[^"]+)"\s*,(?<default>(?:[^()"]|"[^"]*"|\([^()]*\))+)\)|@input:"(?<name>[^"]+)"?""")]
    private static partial Regex Reading();
}
