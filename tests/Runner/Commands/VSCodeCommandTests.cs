using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Runner.Commands;

namespace Tests.Runner.Commands;

public sealed class VSCodeCommandTests : IDisposable
{
    private static readonly XNamespace Manifest = "http://schemas.microsoft.com/developer/vsx-schema/2011";
    private static readonly string Source = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "editors", "vscode"));

    private readonly string _folder = Directory.CreateTempSubdirectory("vscode-command-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_packed_holds_all_files_as_they_are_and_says_what_it_is()
    {
        var file = Path.Combine(_folder, "dib.vsix");
        var (code, output, _) = await RunAsync("pack", file);
        Assert.Equal(0, code);
        Assert.StartsWith($"Wrote {file}.", output);

        using var archive = ZipFile.OpenRead(file);
        var sources = Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Source, path).Replace('\\', '/')).Where(name => name != "jsconfig.json" && !name.Contains("node_modules")).ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, name => Assert.Equal(File.ReadAllBytes(Path.Combine(Source, name)), Bytes(archive.GetEntry($"extension/{name}")!)));

        var package = JsonNode.Parse(File.ReadAllText(Path.Combine(Source, "package.json")))!;
        var manifest = Xml("extension.vsixmanifest");
        var identity = manifest.Descendants(Manifest + "Identity").Single();
        Assert.Equal(((string?)package["name"], (string?)package["publisher"], (string?)package["version"]), ((string?)identity.Attribute("Id"), (string?)identity.Attribute("Publisher"), (string?)identity.Attribute("Version")));
        Assert.Equal((string?)package["engines"]!["vscode"], (string?)manifest.Descendants(Manifest + "Property").Single(property => (string?)property.Attribute("Id") == "Microsoft.VisualStudio.Code.Engine").Attribute("Value"));
        Assert.All(manifest.Descendants(Manifest + "Asset").Where(asset => (string?)asset.Attribute("Type") == "Microsoft.VisualStudio.Code.Manifest"), asset => Assert.NotNull(archive.GetEntry((string)asset.Attribute("Path")!)));

        // Every part of the archive has a type, or it is no package of this kind.
        var types = Xml("[Content_Types].xml").Elements().ToList();
        Assert.All(archive.Entries.Where(entry => entry.Name != "[Content_Types].xml"), entry => Assert.Contains(types, type =>
            (string?)type.Attribute("Extension") is { } extension ? entry.Name.EndsWith(extension, StringComparison.Ordinal) : (string?)type.Attribute("PartName") == $"/{entry.FullName}"));
        Assert.Null(archive.GetEntry("extension/engine.json"));

        XElement Xml(string name) => XElement.Load(new MemoryStream(Bytes(archive.GetEntry(name)!)));
    }

    [Fact]
    public async Task The_same_files_give_the_same_package()
    {
        string[] files = [Path.Combine(_folder, "a.vsix"), Path.Combine(_folder, "b.vsix")];
        foreach (var file in files) await RunAsync("pack", file);
        Assert.Equal(File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1]));
    }

    [Fact]
    public async Task What_is_installed_knows_this_engine()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The editor that stands in is a script of the shell.");
        var editor = Editor("cp \"$2\" \"$(dirname \"$0\")/installed.vsix\"; echo \"$1 $3\" > \"$(dirname \"$0\")/said\"");
        var (code, output, _) = await RunAsync("install", "--code", editor);
        Assert.Equal(0, code);
        Assert.Contains("install again when that has moved", output);
        Assert.Equal("--install-extension --force\n", File.ReadAllText(Path.Combine(_folder, "said")));

        using var archive = ZipFile.OpenRead(Path.Combine(_folder, "installed.vsix"));
        var program = JsonNode.Parse(Bytes(archive.GetEntry("extension/engine.json")!))!["program"]!.AsArray().Select(word => (string)word!).ToList();
        Assert.Equal(["exec", typeof(VSCodeCommand).Assembly.Location], program[1..]);
        await using var client = new Editors.EditorClient(program);
        Assert.Equal(1, (int)(await client.AskAsync("initialize"))["protocol"]!);
    }

    [Fact]
    public async Task Where_nothing_could_be_installed_it_says_so()
    {
        var (code, _, error) = await RunAsync("install", "--code", "no-such-editor");
        Assert.Equal(1, code);
        Assert.StartsWith("There is no command no-such-editor here.", error);

        Assert.SkipWhen(OperatingSystem.IsWindows(), "The editor that stands in is a script of the shell.");
        var editor = Editor("exit 3");
        Assert.Equal((1, "", $"{editor} did not install the extension (exit code 3).\n"), await RunAsync("install", "--code", editor));

        (code, _, error) = await RunAsync("pack", Path.Combine(_folder, "no", "folder", "x.vsix"));
        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    private string Editor(string script)
    {
        var file = Path.Combine(_folder, "editor");
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await VSCodeCommand.Create().Parse(arguments).InvokeAsync(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
