using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Runner.Documents;

namespace Runner.Kernel.Packages;

/// <summary>Where packages come from. What a notebook's folder says of it counts, and is said; what somebody else's says does not count.</summary>
internal static class PackageFeeds
{
    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>
    /// The configurations that count for a folder besides the user's own: in it and above it, the nearest first. None where one of
    /// them is somebody else's, since NuGet would take it with the rest: of <c>/tmp/nuget.config</c>, nobody knows who made it.
    /// </summary>
    public static IReadOnlyList<string> Configurations(string folder)
    {
        var files = new List<string>();
        for (var each = new DirectoryInfo(folder); each is not null; each = each.Parent)
            files.AddRange(each.EnumerateFiles("nuget.config", AnyCase).Select(file => file.FullName));
        if (files.FirstOrDefault(file => !IsTrusted(file)) is not { } foreign) return files;

        Console.WriteLine($"{foreign} belongs to somebody else, so no NuGet.config in this notebook's folder or above it counts.");
        return [];
    }

    /// <summary>Says in the cell where its packages come from, where the configurations of the notebook's folder make that another place than the user's own do.</summary>
    /// <param name="assetsFile">What restore wrote down: the feeds that it used, and the files that named them.</param>
    /// <param name="configurations">Those of the notebook's folder.</param>
    /// <param name="asked">Feeds that the notebook's cells name.</param>
    public static void Tell(string assetsFile, IReadOnlyList<string> configurations, IReadOnlyList<string> asked)
    {
        if (configurations is [] || !File.Exists(assetsFile)) return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        if (!document.RootElement.TryGetProperty("project", out var project) || !project.TryGetProperty("restore", out var restore)) return;

        var used = Names(restore, "sources").Except(asked).ToHashSet();
        var own = Names(restore, "configFilePaths").Except(configurations).SelectMany(Sources).ToHashSet();
        if (!used.SetEquals(own)) Console.WriteLine($"As {string.Join(" and ", configurations)} wants it, packages come from {(used.Count == 0 ? "no feed" : string.Join(", ", used.Select(Shown).Order(StringComparer.Ordinal)))}.");
        if (restore.TryGetProperty("packagesPath", out var path) && configurations.Any(file => RealPath.IsWithin(Path.GetDirectoryName(file)!, path.GetString()!)))
            Console.WriteLine($"As {string.Join(" and ", configurations)} wants it, packages lie in {path.GetString()}.");
    }

    private static bool IsTrusted(string file) => FileOwner.Of(file) is not { IsTrusted: false } && FileOwner.Of(RealPath.Of(file)) is not { IsTrusted: false };

    private static IEnumerable<string> Names(JsonElement restore, string property) => !restore.TryGetProperty(property, out var list) ? []
        : list.ValueKind == JsonValueKind.Object ? [.. list.EnumerateObject().Select(each => each.Name)]
        : [.. list.EnumerateArray().Select(each => each.GetString()!)];

    private static IEnumerable<string> Sources(string configuration)
    {
        try
        {
            return [.. XDocument.Load(configuration).Descendants("packageSources").Elements("add").Select(source => (string?)source.Attribute("value") ?? "")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return [];
        }
    }

    // Addresses may hold credentials: neither a name with a password nor what comes behind a question mark is shown.
    private static string Shown(string feed) => Uri.TryCreate(feed, UriKind.Absolute, out var address) && !address.IsFile
        ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.SafeUnescaped)
        : feed;
}
