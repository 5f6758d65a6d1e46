using System.Reflection;
using System.Runtime.Loader;
using Runner.Documents;
using Runner.Packages;

namespace Runner.Kernel.Packages;

/// <summary>
/// What <c>#r</c> and <c>#i</c> bring into a notebook. Assemblies are loaded into the default context, once, so that a
/// type is the same type in every cell and library; only what the engine itself has in an older version is loaded for the cells alone. Native libraries are found in the packages' folders.
/// </summary>
internal sealed class References
{
    private static readonly Dictionary<string, string> Hosted =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).DistinctBy(file => Path.GetFileName(file)).ToDictionary(file => Path.GetFileName(file));

    private readonly CSharpCells _cells;
    private readonly Lazy<ServedPackages> _served = new(() => new());
    private readonly Dictionary<string, Package> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<PackageRequest> _met = []; // asked for again, also "1.*", they mean what is loaded
    private readonly List<string> _feeds = [];
    private readonly List<Package> _fresh = []; // not told of yet
    private volatile IReadOnlyList<string> _nativeFolders = []; // These two are read by whatever thread loads something, and so replaced as a whole.
    private volatile IReadOnlyList<string> _assemblyFolders = [];

    public References(CSharpCells cells)
    {
        _cells = cells;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => FindNative(name);
        AssemblyLoadContext.Default.Resolving += (context, name) => _assemblyFolders
            .Select(folder => Path.Combine(folder, $"{name.Name}.dll")).Where(File.Exists).Select(context.LoadFromAssemblyPath).FirstOrDefault();
    }

    /// <summary>Makes all references of a cell usable: packages in one go, so that their common dependencies agree.</summary>
    /// <returns>The packages that were not in use before, those of a cell that failed included.</returns>
    /// <exception cref="CellFailure">One of them is not to be had, or contradicts what is loaded.</exception>
    public async Task<IReadOnlyList<Package>> AddAsync(IReadOnlyList<CellText.Reference> references, CellRun run)
    {
        var requests = new List<PackageRequest>();
        var files = new List<string>();
        var feeds = new List<string>();
        foreach (var reference in references)
        {
            var isNuget = PackageRequest.IsNuget(reference.Value, out var value);
            if (reference.Directive == 'i') feeds.Add(Feed(value));
            else if (isNuget) requests.Add(PackageRequest.Parse(value));
            else files.Add(value);
        }

        var known = _feeds.Count;
        _feeds.AddRange(feeds.Except(_feeds));
        try
        {
            await AddPackagesAsync(requests, run).ConfigureAwait(false);
            foreach (var file in files) AddFile(run.Resolve(file));
        }
        catch
        {
            _feeds.RemoveRange(known, _feeds.Count - known); // A failed cell leaves no feed behind; what it has loaded stays loaded.
            throw;
        }
        Package[] fresh = [.. _fresh];
        _fresh.Clear();
        return fresh;
    }

    /// <summary>Takes packages from there, too: what <c>#i</c> does, for code that sends it as a command.</summary>
    /// <exception cref="CellFailure">It is no address and no absolute path.</exception>
    public void AddFeed(string value)
    {
        PackageRequest.IsNuget(value, out var feed);
        _feeds.AddRange(new[] { Feed(feed) }.Except(_feeds));
    }

    private static string Feed(string value) => Path.IsPathFullyQualified(value) || Uri.TryCreate(value, UriKind.Absolute, out _)
        ? value
        : throw new CellFailure("FeedNotFound", $"#i takes an address or an absolute path, not '{value}'. A nuget.config beside the notebook may name a folder relative to itself.");

    private async Task AddPackagesAsync(List<PackageRequest> requests, CellRun run)
    {
        foreach (var request in requests.Where(request => !_met.Contains(request)))
        {
            if (_packages.TryGetValue(request.Name, out var loaded) && !request.IsMetBy(loaded.Version))
                throw SecondVersion(request.Name, request.Version!, loaded.Version);
        }

        var unserved = new List<PackageRequest>();
        var found = new List<Package>();
        foreach (var request in requests.Where(request => !_packages.ContainsKey(request.Name)))
        {
            var served = _served.Value.Find(request);
            if (served is []) unserved.Add(request);
            else found.AddRange(served);
        }
        if (unserved is not []) found = [.. await RestoreAsync(unserved, found, run).ConfigureAwait(false)];

        var fresh = new List<Package>();
        foreach (var package in found.DistinctBy(package => package.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (!_packages.TryGetValue(package.Name, out var loaded)) fresh.Add(package);
            else if (loaded.Version != package.Version) throw SecondVersion(package.Name, package.Version, loaded.Version);
        }
        Use(fresh, requests);
        _met.UnionWith(requests);
    }

    // What is in use already takes part in the restore, so that common dependencies come in the version that is loaded.
    private async Task<IReadOnlyList<Package>> RestoreAsync(List<PackageRequest> unserved, List<Package> served, CellRun run)
    {
        var names = string.Join(" and ", unserved);
        var shown = CellRun.NewDisplayId();
        run.Show(shown, [new("text/plain", $"Restoring {names} …")]);
        var framework = _served.Value.Framework;
        var all = unserved.Concat(_packages.Values.Concat(served).DistinctBy(package => package.Name).Select(package => new PackageRequest(package.Name, package.Version)))
            .Where(request => !framework.Any(package => package.Name.Equals(request.Name, StringComparison.OrdinalIgnoreCase)));
        var packages = await PackageRestore.RestoreAsync([.. all], framework, _feeds, run.Resolve("."), run.Stopping).ConfigureAwait(false);
        run.Update(shown, [new("text/plain", $"Installed {string.Join(" and ", unserved.Select(request => packages.First(package => package.Name.Equals(request.Name, StringComparison.OrdinalIgnoreCase))).Select(package => $"{package.Name}, {package.Version}"))}")]);
        return packages;
    }

    private void Use(IReadOnlyList<Package> packages, IReadOnlyList<PackageRequest> asked)
    {
        foreach (var file in packages.SelectMany(package => package.RuntimeFiles).Where(file => !IsHosted(file))) Load(file);
        _nativeFolders = [.. _nativeFolders.Union(packages.SelectMany(package => package.NativeFolders))];
        if (packages.Any(package => package.Name.Equals("TorchSharp", StringComparison.OrdinalIgnoreCase))) LoadLibtorch();
        _cells.Reference(packages.Where(IsForCells).SelectMany(package => package.CompileFiles), stay: true);
        foreach (var package in packages) _packages.Add(package.Name, package);
        _fresh.AddRange(packages);

        // The compiler is a dependency of every kernel extension; each cell would wait until it had looked at all of it.
        bool IsForCells(Package package) => !package.Name.StartsWith("Microsoft.CodeAnalysis", StringComparison.OrdinalIgnoreCase)
            || asked.Any(request => request.Name.Equals(package.Name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the kernel process itself is made of this, in a version that is new enough, and loads it when it is needed.</summary>
    private static bool IsHosted(string file) =>
        Hosted.TryGetValue(Path.GetFileName(file), out var own) && AssemblyName.GetAssemblyName(own).Version >= AssemblyName.GetAssemblyName(file).Version;

    private void AddFile(string file)
    {
        if (!File.Exists(file)) throw new CellFailure("ReferenceNotFound", $"There is no file {file} to reference.");
        if (Load(file) is null) throw new CellFailure("ReferenceNotFound", $"{file} is not a .NET assembly.");
        _assemblyFolders = [.. _assemblyFolders.Union([Path.GetDirectoryName(file)!])];
        _nativeFolders = [.. _nativeFolders.Union(Platform.NativeFolders(Path.GetDirectoryName(file)!))];
        _cells.Reference([file], stay: false);
    }

    /// <summary>Loads an assembly, one that the runner itself uses from there if it is new enough; null for a file that is none.</summary>
    public static Assembly? Load(string file)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
        }
        catch (BadImageFormatException)
        {
            return null;
        }
        catch (FileLoadException)
        {
            var name = AssemblyName.GetAssemblyName(file);
            var other = AssemblyLoadContext.Default.LoadFromAssemblyName(new(name.Name!));
            if (other.GetName().Version >= name.Version) return other;
            if (Hosted.ContainsValue(other.Location) && !IsNotebookApi(name.Name!)) return CSharpCells.Load(file);
            throw SecondVersion(name.Name!, $"{name.Version}", $"{other.GetName().Version}");
        }
    }

    /// <summary>Whether cells and engine meet in its types: of the rest that the engine is made of, cells may have a newer version beside.</summary>
    private static bool IsNotebookApi(string name) => name.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal);

    private nint FindNative(string name)
    {
        string[] spellings = OperatingSystem.IsWindows() ? [name, $"{name}.dll"]
            : OperatingSystem.IsMacOS() ? [name, $"lib{name}.dylib", $"{name}.dylib"]
            : [name, $"lib{name}.so", $"{name}.so"];
        foreach (var path in from folder in _nativeFolders from spelling in spellings select Path.Combine(folder, spelling))
        {
            if (File.Exists(path)) return System.Runtime.InteropServices.NativeLibrary.Load(path);
        }
        return 0;
    }

    // TorchSharp alone fails to load libtorch on some systems and fills the disk with copies on the way; the course
    // library knows better, and works for notebooks that use nothing else of it.
    private void LoadLibtorch()
    {
        var library = Path.Combine(_served.Value.Folder, "NotebookLib.dll");
        if (!File.Exists(library)) return;
        try
        {
            Load(library)?.GetType("NotebookLib.Libtorch")?.GetMethod("Load")?.Invoke(null, null);
        }
        catch (TargetInvocationException e) when (e.GetBaseException() is FileLoadException or FileNotFoundException)
        {
            // It knows one version of TorchSharp; another one has to do without it.
        }
        catch (TargetInvocationException e)
        {
            throw new CellFailure("LibtorchNotLoaded", e.GetBaseException().Message);
        }
    }

    private static CellFailure SecondVersion(string name, string asked, string loaded) => new("PackageConflict",
        $"{name} {asked} can't be used: {loaded} is loaded already, and a process holds one version. Ask for {loaded}, or restart the kernel.");
}
