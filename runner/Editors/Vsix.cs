using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Runner.Documents;

namespace Runner.Editors;

/// <summary>The extension for VS Code as a file that it installs: the plain files of <c>editors/vscode</c>, which lie beside the program, in a zip archive that says what it is.</summary>
/// <remarks><see href="https://code.visualstudio.com/api/working-with-extensions/publishing-extension#packaging-extensions">Packaging extensions</see></remarks>
internal static class Vsix
{
    private static readonly XNamespace Manifest = "http://schemas.microsoft.com/developer/vsx-schema/2011";
    private static readonly XNamespace Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly DateTimeOffset Always = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero); // The same files give the same archive.

    /// <summary>Where the extension's files lie.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "vscode");

    /// <summary>Writes the file.</summary>
    /// <param name="engine">The command line that starts this engine, for an extension that stays on this machine; null for one that finds an engine by itself.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string file, IReadOnlyList<string>? engine) => WholeFile.Write(file, output =>
    {
        var package = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "package.json")))!;
        var files = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        Add("extension.vsixmanifest", Encoding.UTF8.GetBytes(Describe(package, files).ToString()));
        Add("[Content_Types].xml", Encoding.UTF8.GetBytes(ContentTypes(files).ToString()));
        foreach (var each in files) Add($"extension/{each}", File.ReadAllBytes(Path.Combine(Folder, each)));
        if (engine is not null) Add("extension/engine.json", JsonSerializer.SerializeToUtf8Bytes(new { program = engine }));

        void Add(string name, byte[] contents)
        {
            var entry = archive.CreateEntry(name);
            entry.LastWriteTime = Always;
            using var stream = entry.Open();
            stream.Write(contents);
        }
    });

    private static XElement Describe(JsonNode package, List<string> files)
    {
        return new(Manifest + "PackageManifest", new XAttribute("Version", "2.0.0"),
            Element("Metadata",
                Element("Identity", Attribute("Language", "en-US"), Attribute("Id", Text("name")), Attribute("Version", Text("version")), Attribute("Publisher", Text("publisher"))),
                Element("DisplayName", Text("displayName")),
                Element("Description", Text("description")),
                Element("Tags", List("keywords")),
                Element("Categories", List("categories")),
                Element("Properties",
                    Property("Engine", (string?)package["engines"]?["vscode"] ?? ""),
                    Property("ExtensionDependencies", ""),
                    Property("ExtensionPack", ""),
                    Property("ExtensionKind", "workspace")),
                files.Contains("LICENSE") ? Element("License", "extension/LICENSE") : null,
                (string?)package["icon"] is { } icon ? Element("Icon", $"extension/{icon}") : null),
            Element("Installation", Element("InstallationTarget", Attribute("Id", "Microsoft.VisualStudio.Code"))),
            Element("Dependencies"),
            Element("Assets",
                Asset("Microsoft.VisualStudio.Code.Manifest", "package.json"),
                files.Contains("README.md") ? Asset("Microsoft.VisualStudio.Services.Content.Details", "README.md") : null,
                files.Contains("LICENSE") ? Asset("Microsoft.VisualStudio.Services.Content.License", "LICENSE") : null,
                (string?)package["icon"] is { } picture ? Asset("Microsoft.VisualStudio.Services.Icons.Default", picture) : null));

        XElement Element(string name, params object?[] contents) => new(Manifest + name, contents);
        XAttribute Attribute(string name, string value) => new(name, value);
        XElement Property(string id, string value) => Element("Property", Attribute("Id", $"Microsoft.VisualStudio.Code.{id}"), Attribute("Value", value));
        XElement Asset(string type, string path) => Element("Asset", Attribute("Type", type), Attribute("Path", $"extension/{path}"), Attribute("Addressable", "true"));
        string Text(string name) => (string?)package[name] ?? "";
        string List(string name) => string.Join(",", package[name]?.AsArray().Select(each => (string?)each) ?? []);
    }

    private static XElement ContentTypes(List<string> files) => new(Types + "Types",
        from extension in files.Append(".vsixmanifest").Append(".json").Select(file => Path.GetExtension(file).ToLowerInvariant()).Distinct().Where(extension => extension != "").Order()
        select new XElement(Types + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", extension switch
        {
            ".json" => "application/json",
            ".vsixmanifest" => "text/xml",
            ".js" => "application/javascript",
            ".css" => "text/css",
            ".md" => "text/markdown",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            _ => "application/octet-stream",
        })),
        files.Where(file => Path.GetExtension(file) == "").Select(file => new XElement(Types + "Override", new XAttribute("PartName", $"/extension/{file}"), new XAttribute("ContentType", "text/plain"))));
}
