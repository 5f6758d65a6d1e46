using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Runner.Packages;

/// <summary>A package that a cell asks for.</summary>
/// <param name="Version">Null for any.</param>
internal sealed partial record PackageRequest(string Name, string? Version)
{
    private const string Prefix = "nuget:";

    /// <summary>Whether the text of an <c>#r</c> or <c>#i</c> speaks of packages, and what follows <c>nuget:</c>.</summary>
    public static bool IsNuget(string text, out string rest)
    {
        var trimmed = text.Trim();
        var isNuget = trimmed.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
        rest = isNuget ? trimmed[Prefix.Length..].Trim() : trimmed;
        return isNuget;
    }

    /// <summary>Reads <c>Name</c> or <c>Name, version</c>.</summary>
    public static PackageRequest Parse(string text)
    {
        var parts = text.Split(',', 2, StringSplitOptions.TrimEntries);
        return new(parts[0], parts is [_, { Length: > 0 } version] and not [_, "*"] ? version : null);
    }

    /// <summary>Whether a version that is loaded is one that is asked for: the same, or one that <c>5.1.*</c> stands for.</summary>
    public bool IsMetBy(string loaded) => Version is null || (Version.EndsWith('*') ? loaded.StartsWith(Version[..^1], StringComparison.Ordinal) : Normal(Version) == Normal(loaded));

    /// <summary>A version in the form in which equal ones are equal: <c>13.0.0</c> is <c>13.0</c>.</summary>
    public static string Normal(string version) => TrailingZero().Replace(version.Split('+')[0].ToLowerInvariant(), "");

    [GeneratedRegex(@"(\.0)+$")]
    private static partial Regex TrailingZero();

    public override string ToString() => Version is null ? Name : $"{Name}, {Version}";
}

/// <summary>A package that is there to be used.</summary>
/// <param name="CompileFiles">What the compiler reads.</param>
/// <param name="RuntimeFiles">What is loaded.</param>
/// <param name="NativeFolders">Where its native libraries lie.</param>
/// <param name="ContentFolder">Where its other contents lie, such as <c>interactive-extensions</c>.</param>
internal sealed record Package(
    string Name, string Version, IReadOnlyList<string> CompileFiles, IReadOnlyList<string> RuntimeFiles, IReadOnlyList<string> NativeFolders, string ContentFolder);

/// <summary>This platform's names in packages.</summary>
internal static class Platform
{
    private static readonly string System = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";

    public static string Identifier { get; } = $"{System}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Where below a folder of packages its native libraries for this platform lie.</summary>
    public static IEnumerable<string> NativeFolders(string root) =>
        from name in (string[])[Identifier, System]
        let folder = Path.Combine(root, "runtimes", name, "native")
        where Directory.Exists(folder)
        select folder;
}
