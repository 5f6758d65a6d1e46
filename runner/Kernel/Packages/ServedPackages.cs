using System.Reflection;
using Microsoft.Extensions.DependencyModel;

namespace Runner.Kernel.Packages;

/// <summary>
/// The packages that the course library was built with. They lie beside it, so a notebook that asks for one in that
/// version has it at once, without a restore and without a network.
/// </summary>
internal sealed class ServedPackages
{
    private readonly Dictionary<string, RuntimeLibrary> _libraries = new(StringComparer.OrdinalIgnoreCase);

    public ServedPackages()
    {
        var runner = typeof(ServedPackages).Assembly;
        var relative = runner.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ServedLibrary").Value!;
        Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(runner.Location)!, relative));
        var list = Path.Combine(Folder, "NotebookLib.deps.json");
        if (!File.Exists(list)) return;

        using var stream = File.OpenRead(list);
        using var reader = new DependencyContextJsonReader();
        foreach (var library in reader.Read(stream).RuntimeLibraries) _libraries[library.Name] = library;
    }

    /// <summary>Where the library and its packages lie.</summary>
    public string Folder { get; }

    /// <summary>The package and all that it depends on, or nothing where it is not served in that version.</summary>
    public IReadOnlyList<Package> Find(PackageRequest request)
    {
        var found = new Dictionary<string, Package>(StringComparer.OrdinalIgnoreCase);
        if (Listed(request.Name) is { } library && (request.Version ?? library.Version) == library.Version)
            Add(library);
        else if (request.Name.Equals("TorchSharp-cpu", StringComparison.OrdinalIgnoreCase)
                 && Listed("TorchSharp") is { } torchSharp && Listed($"libtorch-cpu-{Platform.Identifier}") is { } libtorch
                 && (request.Version ?? torchSharp.Version) == torchSharp.Version)
        {
            // TorchSharp-cpu has no contents: it stands for TorchSharp and libtorch of every platform, of which one is needed.
            Add(torchSharp);
            Add(libtorch);
        }
        return [.. found.Values];

        void Add(RuntimeLibrary each)
        {
            string[] files = [.. each.RuntimeAssemblyGroups.SelectMany(group => group.AssetPaths).Select(path => Path.Combine(Folder, Path.GetFileName(path))).Where(File.Exists)];
            if (!found.TryAdd(each.Name, new(each.Name, each.Version, files, files, [.. Platform.NativeFolders(Folder)]))) return;
            foreach (var dependency in each.Dependencies)
            {
                if (Listed(dependency.Name) is { } next) Add(next);
            }
        }
    }

    private RuntimeLibrary? Listed(string name) => _libraries.GetValueOrDefault(name) is { Type: "package" } library ? library : null;
}
