using System.Runtime.Loader;
using Runner.Packages;

namespace Runner.Html;

/// <summary>plotly.js, which Plotly.NET carries inside its assembly, in the version that its charts are made for.</summary>
internal static class PlotlyScript
{
    private static readonly Lazy<string> Served = new(() => Path.Combine(new ServedPackages().Folder, "Plotly.NET.dll"));

    /// <summary>Whether charts can be drawn; where not, a value's picture or words stand in.</summary>
    public static bool IsThere => Carrier() is not null;

    /// <summary>That of the course library, or else, where the engine is without it, the newest that a notebook has had restored.</summary>
    private static string? Carrier()
    {
        if (File.Exists(Served.Value)) return Served.Value;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var versions = new DirectoryInfo(Path.Combine(packages, "plotly.net"));
        return !versions.Exists ? null : versions.EnumerateDirectories()
            .OrderByDescending(folder => Version.TryParse(folder.Name.Split('-')[0], out var version) ? version : new())
            .Select(folder => Path.Combine(folder.FullName, "lib", "netstandard2.0", "Plotly.NET.dll")).FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// What charts of Plotly.NET fetch plotly.js with, and would fetch first themselves: require.js. This one hands them the
    /// plotly.js that the page has, or waits until it has been told that it came.
    /// </summary>
    public const string Require = """
        var requirejs = (names, use) => window.Plotly ? use(window.Plotly) : addEventListener("plotly", () => use(window.Plotly), { once: true });
        requirejs.config = () => requirejs;
        """;

    /// <summary>
    /// The script, with that door to it, to stand inside a page or as a file; null where there is no Plotly.NET.
    /// </summary>
    public static string? Read()
    {
        if (Carrier() is not { } file) return null;

        var context = new AssemblyLoadContext("Plotly.NET, for its script", isCollectible: true);
        try
        {
            var carrier = context.LoadFromAssemblyPath(file);
            if (carrier.GetManifestResourceNames().FirstOrDefault(name => name.EndsWith(".min.js", StringComparison.Ordinal)) is not { } name) return null;

            using var reader = new StreamReader(carrier.GetManifestResourceStream(name)!);
            return $"{reader.ReadToEnd().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}\n{Require}\n";
        }
        finally
        {
            context.Unload();
        }
    }
}
