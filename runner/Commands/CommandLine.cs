using System.CommandLine;
using Runner.Reports;

namespace Runner.Commands;

/// <summary>The verbs. Exit codes: 0 all is well, 1 something failed, 2 the command line is wrong.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (OperatingSystem.IsWindows()) Console.OutputEncoding = System.Text.Encoding.UTF8; // its own knows no ✓
        var root = new RootCommand("Runs C# notebooks (.dib) without an editor.") { RunCommand.Create(), SiteCommand.Create(), PresentCommand.Create(), SlidesCommand.Create(), JupyterCommand.Create(), EditorCommand.Create(), VSCodeCommand.Create(), ParametersCommand.Create(), CellsCommand.Create(), FormatCommand.Create(), ConvertCommand.Create(), ReportCommand.Create() };
        var parsed = root.Parse(args);
        // Ctrl-C leaves time to end the kernel processes and to report what ran. To a kernel of Jupyter it means something else.
        TimeSpan? patience = JupyterCommand.TakesSignals(parsed) ? null : TimeSpan.FromSeconds(10);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(new() { Output = new VisibleText(Console.Out), Error = new VisibleText(Console.Error), ProcessTerminationTimeout = patience });

        foreach (var error in parsed.Errors) Console.Error.WriteLine(TerminalText.Visible(error.Message));
        Console.Error.WriteLine("Add --help to see what can be asked.");
        return 2;
    }
}
