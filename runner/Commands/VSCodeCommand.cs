using System.CommandLine;
using System.Diagnostics;
using Runner.Editors;
using Runner.Processes;

namespace Runner.Commands;

/// <summary><c>vscode install</c> and <c>vscode pack FILE</c>: the extension for VS Code.</summary>
internal static class VSCodeCommand
{
    private static readonly Option<string> Code = new("--code")
    {
        Description = "The command of the editor: code, code-insiders, codium, code-server, or a path.",
        HelpName = "PROGRAM",
        DefaultValueFactory = _ => "code",
    };

    private static readonly Argument<string> File = new("FILE") { Description = "The file to write, a .vsix." };

    public static Command Create()
    {
        var install = new Command("install", "Install the extension into VS Code.") { Code };
        install.SetAction(InstallAsync);
        var pack = new Command("pack", "Write the extension as a file, to be installed by hand or on other machines.") { File };
        pack.SetAction(Pack);
        return new Command("vscode", "Open, edit and run notebooks in VS Code.") { install, pack };
    }

    private static int Pack(ParseResult parsed) => Try(parsed, () =>
    {
        var file = Path.GetFullPath(parsed.GetRequiredValue(File));
        Vsix.Write(file, engine: null);
        parsed.InvocationConfiguration.Output.WriteLine($"Wrote {file}. In VS Code: Extensions, …, Install from VSIX.");
        return Task.FromResult(0);
    }).Result;

    private static Task<int> InstallAsync(ParseResult parsed, CancellationToken cancellationToken) => Try(parsed, async () =>
    {
        var name = parsed.GetRequiredValue(Code);
        if (Find(name) is not { } code)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"There is no command {name} here. In VS Code, run \"Shell Command: Install 'code' command in PATH\"; or give --code another editor's; or write the extension with `vscode pack dib.vsix` and choose Install from VSIX there.");
            return 1;
        }

        var folder = Directory.CreateTempSubdirectory("dib-vscode-");
        try
        {
            var file = Path.Combine(folder.FullName, "dib.vsix");
            var runner = typeof(VSCodeCommand).Assembly.Location;
            Vsix.Write(file, [Dotnet.Host, "exec", runner]);
            using var process = Process.Start(new ProcessStartInfo(code, ["--install-extension", file, "--force"]))!;
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode == 0) parsed.InvocationConfiguration.Output.WriteLine($"Where an opened folder has no engine of its own, the extension starts {runner}: install again when that has moved.");
            else parsed.InvocationConfiguration.Error.WriteLine($"{name} did not install the extension (exit code {process.ExitCode}).");
            return process.ExitCode == 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    });

    private static async Task<int> Try(ParseResult parsed, Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            parsed.InvocationConfiguration.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>The program of this name; on Windows the command is a script.</summary>
    private static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".cmd", ".exe", ""] : [""];
        var folders = name.AsSpan().ContainsAny('/', '\\') ? [""] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending))).FirstOrDefault(System.IO.File.Exists) is { } found ? Path.GetFullPath(found) : null;
    }
}
