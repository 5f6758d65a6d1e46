using System.Reflection;
using Microsoft.Extensions.DependencyModel;

namespace Runner.Packages;

/// <summary>
/// The packages that need no restore and no network: those that the course library was built with, which lie beside it,
/// and those that the kernel process is made of, first of all Microsoft.DotNet.Interactive.
/// </summary>
internal sealed class ServedPackages
{
    private readonly Dictionary<string, RuntimeLibrary> _libraries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lazy<Dictionary<string, RuntimeLibrary>> _hosted;

    public ServedPackages()
    {
        var runner = typeof(ServedPackages).Assembly;
        var relative = runner.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ServedLibrary").Value!;
        Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(runner.Location)!, relative));
        foreach (var library in Read(Path.Combine(Folder, "NotebookLib.deps.json"))) _libraries[library.Name] = library;
        _hosted = new(() => Read(Path.ChangeExtension(runner.Location, ".deps.json")).ToDictionary(library => library.Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Where the library and its packages lie.</summary>
    public string Folder { get; }

    /// <summary>The framework's packages, of which there is one version in a kernel process, whatever was written for another.</summary>
    public IReadOnlyList<PackageRequest> Framework =>
        [.. _hosted.Value.Values.Where(library => library.Type == "package" && IsFramework(library)).Select(library => new PackageRequest(library.Name, library.Version))];

    private static bool IsFramework(RuntimeLibrary library) => library.Name.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal);

    /// <summary>The package and all that it depends on, as far as that is not in the process anyhow; nothing where it is not served in that version.</summary>
    public IReadOnlyList<Package> Find(PackageRequest request)
    {
        var found = new Dictionary<string, Package>(StringComparer.OrdinalIgnoreCase);
        if (Listed(request.Name) is { } library && request.IsMetBy(library.Version)) Add(library);
        else if (Hosted(request) is { } hosted) return [hosted];
        return [.. found.Values];

        void Add(RuntimeLibrary each)
        {
            string[] files = [.. Assemblies(each, Folder)];
            if (!found.TryAdd(each.Name, new(each.Name, each.Version, files, files, [.. Platform.NativeFolders(Folder)], Path.Combine(Folder, "packages", each.Name)))) return;
            foreach (var dependency in each.Dependencies)
            {
                if (Listed(dependency.Name) is { } next) Add(next);
            }
        }
    }

    private RuntimeLibrary? Listed(string name) => _libraries.GetValueOrDefault(name) is { Type: "package" } library ? library : null;

    private Package? Hosted(PackageRequest request)
    {
        if (!_hosted.Value.TryGetValue(request.Name, out var library) || library.Type != "package") return null;
        if (!request.IsMetBy(library.Version) && !IsFramework(library)) return null;
        string[] files = [.. Assemblies(library, AppContext.BaseDirectory)];
        return new(library.Name, request.Version is null || request.IsMetBy(library.Version) ? library.Version : request.Version, files, files, [], AppContext.BaseDirectory);
    }

    private static IEnumerable<string> Assemblies(RuntimeLibrary library, string folder) =>
        library.RuntimeAssemblyGroups.SelectMany(group => group.AssetPaths).Select(path => Path.Combine(folder, Path.GetFileName(path))).Where(File.Exists);

    private static IReadOnlyList<RuntimeLibrary> Read(string list)
    {
        if (!File.Exists(list)) return [];
        using var stream = File.OpenRead(list);
        using var reader = new DependencyContextJsonReader();
        return reader.Read(stream).RuntimeLibraries;
    }
}
