using System.Text.RegularExpressions;

namespace Tests.Runner;

/// <summary>The table in the README that says which folder of the engine knows which.</summary>
public sealed partial class StructureTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    [Fact]
    public void Each_folder_of_the_engine_knows_exactly_what_the_README_says()
    {
        var told = Row().Matches(File.ReadAllText(Path.Combine(Root, "README.md")))
            .ToDictionary(row => row.Groups["folder"].Value, row => Name().Matches(row.Groups["known"].Value).Select(name => name.Value).Order().ToArray());
        var found = Directory.EnumerateDirectories(Path.Combine(Root, "runner"))
            .Where(folder => Sources(folder).Any())
            .ToDictionary(folder => Path.GetFileName(folder), Known);

        Assert.Equal(found.Keys.Order(), told.Keys.Order());
        Assert.All(found, folder => Assert.Equal(folder.Value, told[folder.Key]));
    }

    [Fact]
    public void No_folder_knows_another_that_knows_it()
    {
        var known = Directory.EnumerateDirectories(Path.Combine(Root, "runner")).ToDictionary(folder => Path.GetFileName(folder), Known);

        Assert.Empty(from folder in known from other in folder.Value where known[other].Contains(folder.Key) select $"{folder.Key} and {other}");
    }

    [Fact]
    public void The_library_knows_nothing_of_the_engine() =>
        Assert.DoesNotContain(Sources(Path.Combine(Root, "lib")), file => Mentioned().IsMatch(File.ReadAllText(file)));

    private static string[] Known(string folder) =>
    [
        .. Sources(folder).SelectMany(file => Mentioned().Matches(File.ReadAllText(file))).Select(mention => mention.Groups[1].Value)
            .Where(other => other != Path.GetFileName(folder) && Directory.Exists(Path.Combine(Root, "runner", other))).Distinct().Order(),
    ];

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && !Build().IsMatch(file));

    [GeneratedRegex(@"\bRunner\.([A-Z]\w+)")]
    private static partial Regex Mentioned();

    [GeneratedRegex(@"^\| `(?<folder>\w+)` \|[^|\n]+\|(?<known>[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Name();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Build();
}
