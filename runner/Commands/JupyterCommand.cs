using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Runner.Documents;
using Runner.Jupyter;
using Runner.Processes;

namespace Runner.Commands;

/// <summary><c>jupyter install</c> and <c>jupyter start</c>: the engine as a kernel of Jupyter.</summary>
internal static class JupyterCommand
{
    private static readonly Option<string> Name = new("--name")
    {
        Description = "What notebooks call the kernel. Existing C# notebooks ask for " + Ipynb.KernelName + ".",
        DefaultValueFactory = _ => Ipynb.KernelName,
        Validators =
        {
            result => { if (result.GetValueOrDefault<string>() is not { } name || !KernelSpec.IsName(name)) result.AddError("--name takes letters, digits, '.', '-' and '_', and at least one letter or digit."); },
        },
    };

    private static readonly Option<string?> Folder = new("--folder") { Description = "The folder of kernels; without it the user's own.", HelpName = "FOLDER" };

    private static readonly Option<bool> Replace = new("--replace") { Description = "Take the place of another program's kernel of that name." };

    private static readonly Argument<string> ConnectionFile = new("FILE") { Description = "The connection file that the front end has written." };

    /// <summary>Whether what the command line asks for takes the signals itself that else end it.</summary>
    public static bool TakesSignals(ParseResult parsed) => parsed.GetResult(ConnectionFile) is not null;

    public static Command Create()
    {
        var install = new Command("install", "Tell Jupyter's front ends of this kernel.") { Name, Folder, Replace };
        install.SetAction(Install);
        var start = new Command("start", "Run as a kernel: what Jupyter itself calls.") { ConnectionFile };
        start.SetAction(StartAsync);
        return new Command("jupyter", "Be a C# kernel for JupyterLab, the notebooks of VS Code, nbconvert and others.") { install, start };
    }

    private static int Install(ParseResult parsed)
    {
        try
        {
            var runner = typeof(JupyterCommand).Assembly.Location;
            var file = KernelSpec.Install(parsed.GetValue(Folder) ?? KernelSpec.UserFolder(), parsed.GetRequiredValue(Name), [Dotnet.Host, "exec", runner], parsed.GetValue(Replace));
            parsed.InvocationConfiguration.Output.WriteLine($"Installed {file}");
            parsed.InvocationConfiguration.Output.WriteLine($"It starts {runner}: install again when that has moved.");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static async Task<int> StartAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var notebook = Environment.GetEnvironmentVariable("JPY_SESSION_NAME") is { } session && File.Exists(session) ? session : "notebook";
            await using var kernel = new JupyterKernel(Connection.Read(parsed.GetRequiredValue(ConnectionFile)), new(Environment.CurrentDirectory), notebook);
            // The kernel spec asks for interrupts by message; who has written one of their own may send the signal instead.
            using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                _ = kernel.InterruptAsync();
            });
            var terminated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var terminations = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = terminated.TrySetResult());
            using var spare = SpareMemory.Watch();
            await Task.WhenAny(kernel.Ended, FrontEndAsync(), terminated.Task, Task.Delay(-1, cancellationToken));
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Completes when the front end has ended without a word, where it has said who it is.</summary>
    private static async Task FrontEndAsync()
    {
        try
        {
            // On Windows it is a handle, which closes with this process's own.
            if (!OperatingSystem.IsWindows() && int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), out var id))
            {
                using var process = Process.GetProcessById(id);
                await process.WaitForExitAsync();
                return;
            }
        }
        catch (ArgumentException)
        {
            return; // It has ended already.
        }

        await Task.Delay(-1);
    }
}
