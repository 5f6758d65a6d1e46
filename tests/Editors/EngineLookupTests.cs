using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Tests.Editors;

/// <summary>Where the extension looks for the engine, and how it has a whole notebook run: <c>editors/vscode/engine.js</c>.</summary>
public sealed class EngineLookupTests : IDisposable
{
    // Answers with what is found, or with what a whole run is.
    private const string Script = """
        const engine = require(process.argv[1]);
        const { settings, file, parameters } = JSON.parse(process.argv[2]);
        const found = engine.findEngine(settings);
        process.stdout.write(JSON.stringify(file ? engine.runWhole(found, file, parameters) : found));
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("engine-lookup-").FullName;

    private string Lesson => Directory.CreateDirectory(Path.Combine(_folder, "course", "notebooks")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_setting_goes_before_all_others()
    {
        Make("course/runner/runner.csproj");
        Make("course/runner/bin/Debug/net10.0/runner.dll");
        var dll = Make("elsewhere/runner.dll");
        var tool = Make("elsewhere/dib");

        Assert.Equal($"dotnet {dll} editor", await FindAsync(dll));
        Assert.Equal($"{tool} editor", await FindAsync(tool));
        Assert.Equal("engine: The setting dib.engine names /is/not/there, which is not there.", await FindAsync("/is/not/there"));
    }

    [Fact]
    public async Task The_repository_around_the_notebook_goes_before_the_tool_and_its_newest_build_counts()
    {
        Make("course/runner/runner.csproj");
        var tool = Make("bin/dib");
        Assert.Equal($"{tool} editor", await FindAsync());

        var debug = Make("course/runner/bin/Debug/net10.0/runner.dll");
        Assert.Equal($"dotnet {debug} editor", await FindAsync());
        var release = Make("course/runner/bin/Release/net10.0/runner.dll");
        File.SetLastWriteTimeUtc(debug, File.GetLastWriteTimeUtc(release) - TimeSpan.FromMinutes(1));
        Assert.Equal($"dotnet {release} editor", await FindAsync());
    }

    [Fact]
    public async Task Where_there_is_none_it_says_whether_one_can_be_built()
    {
        Assert.Equal("engine: The engine is neither in an opened folder nor installed as a tool.", await FindAsync());

        Make("course/runner/runner.csproj");
        Assert.Equal($"build: {Path.Combine(_folder, "course")}", await FindAsync());
    }

    [Fact]
    public async Task What_the_terminal_runs_is_the_whole_notebook_with_its_parameters()
    {
        var file = Path.Combine(Lesson, "my own.dib");
        await File.WriteAllTextAsync(file, "#!csharp\n\nstring Parameter(string name, string usual) => Environment.GetEnvironmentVariable(\"NOTEBOOK_PARAM_\" + name) ?? usual;\n\"told \" + Parameter(\"word\", \"none\")\n", TestContext.Current.CancellationToken);

        var line = (await AskAsync(VSCodeTests.Window.Engine, file, new() { ["word"] = "two words" }))!;
        using var process = Process.Start(new ProcessStartInfo((string)line["command"]!, line["args"]!.AsArray().Select(argument => (string)argument!)) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("told two words", said);
    }

    private string Make(string name)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        return file;
    }

    private async Task<string> FindAsync(string engine = "")
    {
        var found = (await AskAsync(engine))!;
        return found["missing"] is { } missing ? $"{missing}: {found["detail"]}" : $"{found["command"]} {string.Join(' ', found["args"]!.AsArray().Select(argument => $"{argument}"))}";
    }

    private async Task<JsonNode?> AskAsync(string engine, string? file = null, JsonObject? parameters = null)
    {
        var asked = new JsonObject
        {
            ["settings"] = new JsonObject { ["engine"] = engine, ["dotnet"] = "dotnet", ["folders"] = new JsonArray(Lesson) },
            ["file"] = file,
            ["parameters"] = parameters,
        };
        var start = new ProcessStartInfo("node", ["-e", Script, Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../editors/vscode/engine.js")), asked.ToJsonString()]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Path.Combine(_folder, "bin")}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = _folder; // Tools are looked for there, too.
        try
        {
            using var node = Process.Start(start)!;
            return JsonNode.Parse(await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no node on this machine.");
            throw;
        }
    }
}
