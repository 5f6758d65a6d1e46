using System.CommandLine;
using Runner.Editors;

namespace Runner.Commands;

/// <summary><c>editor</c>: the engine for editors, on stdin and stdout.</summary>
internal static class EditorCommand
{
    public static Command Create()
    {
        var command = new Command("editor", "Be the engine of an editor: messages on stdin and stdout, as editors/protocol.md describes them.");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (input, output) = (Console.OpenStandardInput(), Console.OpenStandardOutput());
        Console.SetOut(Console.Error); // stdout is for messages alone.
        // An editor starts the engine without the files that debuggers look for, as nobody removes them when it is killed; kernel processes have them.
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", null);
        await using var server = new EditorServer(input, output);
        await Task.WhenAny(server.RunAsync(), Task.Delay(-1, cancellationToken));
        return 0;
    }
}
