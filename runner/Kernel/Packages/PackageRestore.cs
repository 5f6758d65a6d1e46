using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Runner.Documents;
using Runner.Packages;
using Runner.Processes;

namespace Runner.Kernel.Packages;

/// <summary>
/// Packages by the SDK's own restore, so that feeds, credentials and version rules are those of any project: a project
/// that references them is written to the user's cache and restored, and its <c>project.assets.json</c> read. The same
/// request finds the restored project again.
/// </summary>
internal static partial class PackageRestore
{
    private const string Framework = "net10.0";

    private const string NoHome = "\nPackages are kept in the home folder, and here nothing can be: set HOME, or DOTNET_CLI_HOME and NUGET_PACKAGES, to a folder of this user's.";

    private static readonly string Cache = Path.Combine(PrivateFolder.OfUser, "NotebookLib", "restore");

    /// <param name="requests">What is wanted.</param>
    /// <param name="hosted">What is in the kernel process already, and need not be had for those that depend on it.</param>
    /// <param name="feeds">Feeds beside those of the configuration.</param>
    /// <param name="folder">The notebook's folder: a <c>NuGet.config</c> there, or above it, counts, unless there is one of somebody else's.</param>
    /// <exception cref="CellFailure">They cannot be had.</exception>
    public static async Task<IReadOnlyList<Package>> RestoreAsync(
        IReadOnlyList<PackageRequest> requests, IReadOnlyList<PackageRequest> hosted, IReadOnlyList<string> feeds, string folder, CancellationToken cancellationToken)
    {
        var project = Project(requests, hosted, feeds);
        var configurations = PackageFeeds.Configurations(folder);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{project}{string.Concat(configurations.Select(file => $"{file}\n{File.ReadAllText(file)}\n"))}")))[..16];
        var cache = CacheFolder();
        var place = Path.Combine(cache ?? "", name);
        var assets = Path.Combine(place, "obj", "project.assets.json");
        var isFresh = cache is not null && (requests.All(IsExact) || DateTime.UtcNow - File.GetLastWriteTimeUtc(assets) < TimeSpan.FromDays(1));
        if (isFresh && Read(assets) is { } known)
        {
            PackageFeeds.Tell(assets, configurations, feeds);
            return known;
        }

        RemoveDrafts();
        // Restored beside its place and moved there when it is whole: two notebooks may ask for the same at once.
        var draft = cache is null ? Directory.CreateTempSubdirectory("notebook-").FullName : Directory.CreateDirectory($"{place}.{Path.GetRandomFileName()}").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(draft, "packages.csproj"), project, cancellationToken).ConfigureAwait(false);
            // Both are sought in the folders above, too, which may be everybody's; a program of somebody else's would run by them.
            await File.WriteAllTextAsync(Path.Combine(draft, "global.json"), "{}", cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(draft, "Directory.Build.rsp"), "", cancellationToken).ConfigureAwait(false);
            var output = await RunRestoreAsync(draft, configurations is [] ? Path.GetPathRoot(draft)! : folder, cancellationToken).ConfigureAwait(false);
            PackageFeeds.Tell(Path.Combine(draft, "obj", "project.assets.json"), configurations, feeds);
            var packages = Read(Path.Combine(draft, "obj", "project.assets.json"))
                ?? throw Failure(requests, Path.Combine(draft, "obj", "project.assets.json"), output + (cache is null ? NoHome : ""));
            RequireExact(requests, packages);
            if (cache is null) return packages;
            if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
            Directory.Move(draft, place);
            return packages;
        }
        catch (IOException) when (Read(assets) is not null)
        {
            return Read(assets)!; // The other was faster.
        }
        finally
        {
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        }
    }

    /// <summary>The cache, or null where there is none that only this user can change: then nothing is kept.</summary>
    private static string? CacheFolder()
    {
        try
        {
            return PrivateFolder.Make(Cache);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>What restores left behind that were killed with their kernel process.</summary>
    private static void RemoveDrafts()
    {
        try
        {
            foreach (var draft in new DirectoryInfo(Cache).EnumerateDirectories("*.*").Where(draft => DateTime.UtcNow - draft.LastWriteTimeUtc > TimeSpan.FromHours(1)))
                draft.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is no cache yet, or another process was faster.
        }
    }

    private static string Project(IReadOnlyList<PackageRequest> requests, IReadOnlyList<PackageRequest> hosted, IReadOnlyList<string> feeds) => new XElement("Project",
        new XElement("PropertyGroup",
            new XElement("ImportDirectoryBuildProps", "false"),
            new XElement("ImportDirectoryBuildTargets", "false"),
            new XElement("ImportDirectoryPackagesProps", "false")),
        new XElement("Import", new XAttribute("Sdk", "Microsoft.NET.Sdk"), new XAttribute("Project", "Sdk.props")),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", Framework),
            new XElement("RuntimeIdentifier", Platform.Identifier),
            new XElement("SelfContained", "false"),
            new XElement("NuGetAudit", "false"),
            new XElement("RestoreAdditionalProjectSources", string.Join(';', feeds))),
        new XElement("ItemGroup", requests.Select(request => new XElement("PackageReference",
            new XAttribute("Include", request.Name), new XAttribute("Version", request.Version ?? "*")))),
        new XElement("ItemGroup", hosted.Select(package => new XElement("PrunePackageReference",
            new XAttribute("Include", package.Name), new XAttribute("Version", package.Version!)))),
        new XElement("Import", new XAttribute("Sdk", "Microsoft.NET.Sdk"), new XAttribute("Project", "Sdk.targets"))).ToString();

    private static async Task<string> RunRestoreAsync(string draft, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Dotnet.Host, ["restore", "--verbosity", "quiet", "--nologo", "-nodeReuse:false", $"-property:RestoreRootConfigDirectory={folder}"])
        {
            WorkingDirectory = draft,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Left by the build or test run that may have started this process; they would bind the restore to that one's tools.
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(variable);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var restore = Process.Start(start)!;
        restore.StandardInput.Close();
        using var stop = cancellationToken.Register(() => restore.Kill(entireProcessTree: true));
        var output = await Task.WhenAll(restore.StandardOutput.ReadToEndAsync(CancellationToken.None), restore.StandardError.ReadToEndAsync(CancellationToken.None)).ConfigureAwait(false);
        await restore.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return string.Concat(output);
    }

    /// <summary>The packages of a restored project, or null where it is not restored, or its files are gone from the package cache.</summary>
    private static IReadOnlyList<Package>? Read(string assetsFile)
    {
        if (!File.Exists(assetsFile)) return null;
        using var document = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        var root = document.RootElement;
        if (root.TryGetProperty("logs", out var logs) && logs.EnumerateArray().Any(log => log.GetProperty("level").GetString() == "Error")) return null;

        var roots = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        var packages = new List<Package>();
        foreach (var library in root.GetProperty("targets").GetProperty($"{Framework}/{Platform.Identifier}").EnumerateObject())
        {
            var (id, version) = library.Name.Split('/') is [var first, var second] ? (first, second) : throw new FormatException(library.Name);
            var relative = root.GetProperty("libraries").GetProperty(library.Name).GetProperty("path").GetString()!;
            if (roots.Select(folder => Path.Combine(folder, relative)).FirstOrDefault(Directory.Exists) is not { } folder) return null;
            packages.Add(new(id, version, Files("compile"), Files("runtime"), [.. Files("native").Select(file => Path.GetDirectoryName(file)!).Distinct()], folder));

            string[] Files(string kind) => library.Value.TryGetProperty(kind, out var files)
                ? [.. files.EnumerateObject().Select(file => file.Name).Where(file => !file.EndsWith("_._", StringComparison.Ordinal)).Select(file => Path.GetFullPath(Path.Combine(folder, file)))]
                : [];
        }
        return packages;
    }

    private static bool IsExact(PackageRequest request) => request.Version is { } version && !version.AsSpan().ContainsAny("*[](),");

    // Restore takes the next higher version where the wanted one is missing, with a warning that nobody would see.
    private static void RequireExact(IReadOnlyList<PackageRequest> requests, IReadOnlyList<Package> packages)
    {
        foreach (var request in requests.Where(IsExact))
        {
            var found = packages.First(package => package.Name.Equals(request.Name, StringComparison.OrdinalIgnoreCase));
            if (PackageRequest.Normal(found.Version) != PackageRequest.Normal(request.Version!))
                throw new CellFailure("PackageNotFound", $"There is no package {request.Name} in version {request.Version}; {found.Version} would be the next.");
        }
    }

    private static CellFailure Failure(IReadOnlyList<PackageRequest> requests, string assetsFile, string output)
    {
        var asked = string.Join(" and ", requests);
        if (File.Exists(assetsFile))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
            foreach (var log in document.RootElement.TryGetProperty("logs", out var logs) ? logs.EnumerateArray() : default)
            {
                var id = log.TryGetProperty("libraryId", out var library) ? library.GetString() : null;
                var request = requests.FirstOrDefault(each => each.Name.Equals(id, StringComparison.OrdinalIgnoreCase));
                switch (log.GetProperty("code").GetString())
                {
                    case "NU1100" or "NU1101": return new("PackageNotFound", $"There is no package {request?.ToString() ?? id}: the configured feeds have none of that name.");
                    case "NU1102" or "NU1103": return new("PackageNotFound", $"There is no package {request?.ToString() ?? id}: the configured feeds have only other versions of it.");
                }
            }
        }
        // Feeds may be private, and their addresses may hold credentials: they stay out of what is shown.
        if (output.Contains("NU1301", StringComparison.Ordinal))
            return new("RestoreFailed", $"The packages {asked} could not be restored: a package feed can't be reached. Is there a network, and are the feeds of #i and NuGet.config right?");
        var lines = output.Split('\n').Select(line => Address().Replace(ProjectPath().Replace(line.Trim(), ""), "<feed>")).Where(line => line != "" && !StackFrame().IsMatch(line)).Distinct();
        return new("RestoreFailed", $"The packages {asked} could not be restored:\n{string.Join('\n', lines)}");
    }

    [GeneratedRegex(@"^.*?packages\.csproj(?:\(\d+,\d+\))? : | \[.*packages\.csproj\]$")]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"^(?:at .*\(.*\)|--- End of .* ---$)")]
    private static partial Regex StackFrame();

    [GeneratedRegex(@"\bhttps?://[^\s'"",]+")]
    private static partial Regex Address();
}
