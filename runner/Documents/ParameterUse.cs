using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Runner.Documents;

/// <summary>
/// A parameter that a notebook reads: <c>Parameter("epochs", 10)</c> in one of its cells, what a cell would ask a person for, or, as
/// papermill has it, a variable of the cell tagged <c>parameters</c>.
/// </summary>
/// <param name="Name">What <c>--param</c> calls it.</param>
/// <param name="Default">The default as the cell writes it; empty where there is none.</param>
public sealed partial record ParameterUse(string Name, string Default)
{
    /// <summary>What the environment variable of a parameter begins with.</summary>
    public const string Variable = "NOTEBOOK_PARAM_";

    /// <summary>The parameter whose lines are read in place of a person's answers.</summary>
    public const string Console = "stdin";

    private const string Tag = "parameters", InjectedTag = "injected-parameters";

    /// <summary>The parameters of a notebook in the order of its cells, each once.</summary>
    public static IReadOnlyList<ParameterUse> In(Notebook notebook) =>
    [
        .. notebook.Cells.Where(cell => cell.Kernel is not ("markdown" or Cell.Raw)).SelectMany(cell => Matches(cell, cell.Tags.Contains(Tag) ? Declaration() : null).Concat(Matches(cell, Reading())))
            .Select(match => new ParameterUse(match.Groups["name"].Value is { Length: > 0 } name ? name : Console, match.Groups["default"].Value.Trim())).DistinctBy(use => use.Name),
    ];

    /// <summary>
    /// A notebook with values for the variables of its cell tagged <c>parameters</c>: they are set in a cell behind that one, tagged
    /// <c>injected-parameters</c>, which takes the place of one from an earlier run. The variables keep their types.
    /// </summary>
    /// <param name="values">Values by name; those that the cell does not declare are passed over.</param>
    public static Notebook Set(Notebook notebook, IReadOnlyDictionary<string, string> values)
    {
        var cells = notebook.Cells.Where(cell => !cell.Tags.Contains(InjectedTag)).ToList();
        var index = cells.FindIndex(cell => cell.Kernel == "csharp" && cell.Tags.Contains(Tag));
        if (index < 0) return notebook;
        List<string> lines =
        [
            .. Matches(cells[index], Declaration()).DistinctBy(match => match.Groups["name"].Value).Where(match => values.ContainsKey(match.Groups["name"].Value))
                .Select(match => $"{(match.Groups["constant"].Success ? $"const {match.Groups["type"].Value} " : "")}{match.Groups["name"].Value} = {Literal(match, values[match.Groups["name"].Value])};"),
        ];
        if (lines is []) return notebook;

        cells.Insert(index + 1, new("csharp", string.Join('\n', lines)) { Extras = new($$$"""{"metadata":{"tags":["{{{InjectedTag}}}"]}}""") });
        return notebook with { Cells = cells };
    }

    /// <summary>What the library reads, whatever notebook uses it: whether figures that move are drawn as they move.</summary>
    private const string OfLibrary = "live";

    /// <summary>Those of some names that none of the notebooks mentions.</summary>
    public static IReadOnlyList<string> Unread(IEnumerable<string> notebooks, IEnumerable<string> names)
    {
        var given = names.Distinct().Where(name => name != OfLibrary).ToList();
        if (given is []) return [];
        try
        {
            var files = notebooks.Where(File.Exists).Select(path => (Path: path, Text: File.ReadAllText(path)))
                .Select(file => (file.Text, Uses: new Lazy<IReadOnlyList<ParameterUse>>(() => In(Notebook.Parse(file.Path, file.Text))))).ToList();
            // In an .ipynb file the quotation marks have a backslash before them.
            return [.. given.Where(name => !files.Exists(file => file.Text.Contains($"\"{name}\"", StringComparison.Ordinal) || file.Text.Contains($"\\\"{name}\\\"", StringComparison.Ordinal)
                || file.Uses.Value.Any(use => use.Name == name)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotebookFormatException)
        {
            return []; // The run will tell.
        }
    }

    private static IEnumerable<Match> Matches(Cell cell, Regex? regex) => regex?.Matches(cell.Contents) ?? Enumerable.Empty<Match>();

    /// <summary>A value as C# writes it, of the kind that the declaration's type or default is of.</summary>
    private static string Literal(Match declaration, string value)
    {
        var (type, standard) = (declaration.Groups["type"].Value.TrimEnd('?'), declaration.Groups["default"].Value.Trim());
        if (type == "string" || standard.EndsWith('"')) return JsonSerializer.Serialize(value);
        if (bool.TryParse(value, out var truth)) return truth ? "true" : "false";
        if (!double.TryParse(value, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return JsonSerializer.Serialize(value);
        return value.TrimStart('+') + (type is "float" || Suffix().Match(standard) is { Value: "f" or "F" } ? "f" : type is "decimal" || Suffix().Match(standard) is { Value: "m" or "M" } ? "m" : "");
    }

    [GeneratedRegex("""\bParameter(?:<\w+>)?\(\s*"(?<name>[^"]+)"\s*,(?<default>(?:[^()"]|"[^"]*"|\([^()]*\))+)\)|^#!set\b(?=.*@(?:input|password)\b)(?=.*--name\s+(?<name>\S+)).*|@(?:input|password):"(?<name>[^"]+)"?|\bGet(?:Input|Password)Async\(\s*"(?<name>[^"]+)"|\bConsole\.(?:In\.)?Read(?<name>)(?:Line|ToEnd)?\(""", RegexOptions.Multiline)]
    private static partial Regex Reading();

    [GeneratedRegex("""^[ \t]*(?<constant>const[ \t]+)?(?<type>[\w.]+(?:<[\w.<>, ]+>)?(?:\[\])?\??)[ \t]+(?<name>\w+)[ \t]*=(?!=)(?<default>(?:[^;"]|"(?:[^"\\]|\\.)*")+);""", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<=^-?[\d._]+(?:[eE][+-]?\d+)?)[a-zA-Z]$")]
    private static partial Regex Suffix();
}
