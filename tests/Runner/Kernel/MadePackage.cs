using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tests.Runner.Kernel;

/// <summary>Assemblies and packages that a test makes for itself.</summary>
internal static class MadePackage
{
    private static readonly string Output = Path.GetDirectoryName(typeof(MadePackage).Assembly.Location)!;

    public static void Compile(string file, string source)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] references = [typeof(object).Assembly.Location, Path.Combine(framework, "System.Runtime.dll"), Path.Combine(framework, "netstandard.dll"),
            Path.Combine(Output, "Microsoft.DotNet.Interactive.dll"), Path.Combine(Output, "Microsoft.DotNet.Interactive.Formatting.dll")];
        using var assembly = File.Create(file);
        var compiled = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(file), [CSharpSyntaxTree.ParseText(source)],
            references.Select(reference => MetadataReference.CreateFromFile(reference)), new(OutputKind.DynamicallyLinkedLibrary)).Emit(assembly);
        Assert.True(compiled.Success, string.Join('\n', compiled.Diagnostics));
    }

    /// <summary>Writes a package into a feed.</summary>
    /// <param name="files">What is in it: where, and a file whose contents go there.</param>
    /// <param name="dependencies">What it depends on: a name and a version.</param>
    public static void Pack(string feed, string name, string version, (string Place, string File)[]? files = null, params (string Name, string Version)[] dependencies)
    {
        using var archive = ZipFile.Open(Path.Combine(feed, $"{name}.{version}.nupkg"), ZipArchiveMode.Create);
        using (var writer = new StreamWriter(archive.CreateEntry($"{name}.nuspec").Open()))
        {
            var listed = string.Concat(dependencies.Select(each => $"<dependency id=\"{each.Name}\" version=\"{each.Version}\"/>"));
            writer.Write($"<package><metadata><id>{name}</id><version>{version}</version><authors>tests</authors><description>none</description>"
                + $"<dependencies><group targetFramework=\"net10.0\">{listed}</group></dependencies></metadata></package>");
        }
        foreach (var (place, file) in files ?? []) archive.CreateEntryFromFile(file, place);
    }
}
