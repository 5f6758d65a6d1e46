using System.CommandLine;
using System.CommandLine.Parsing;
using Runner.Reports;
using Runner.Sessions;

namespace Runner.Commands;

/// <summary><c>run PATH…</c></summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Notebooks, or folders of notebooks; of a folder all .dib and .ipynb files in order of their names, but not setup.dib.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<double?> Timeout = new("--timeout")
    {
        Description = "How long one cell may take; then its kernel process is ended.",
        HelpName = "SECONDS",
        Validators = { result => { if (result.GetValueOrDefault<double?>() is <= 0) result.AddError("--timeout takes a number of seconds above 0."); } },
    };

    private static readonly Option<bool> StopOnError = new("--stop-on-error")
    {
        Description = "Leave out the rest of a notebook after its first failed cell; without it the cells after that one run too.",
    };

    private static readonly Option<string[]> Parameters = new("--param")
    {
        Description = "A value for the notebooks' Parameter(\"name\", …); may be repeated.",
        HelpName = "NAME=VALUE",
        Validators = { RequireName },
    };

    private static readonly Option<string?> Report = new("--report")
    {
        Description = "A folder for reports: each notebook executed, as .ipynb and as HTML page, and the run as junit.xml and summary.md.",
        HelpName = "FOLDER",
    };

    public static Command Create()
    {
        var command = new Command("run", "Run notebooks from first to last cell, each in a process of its own.") { Paths, Timeout, StopOnError, Parameters, Report };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = parsed.GetValue(Report) is { } folder ? ReportWriter.Into(folder) : null;
        var console = ConsoleReport.On(parsed.InvocationConfiguration.Output);
        var run = new NotebookRun(report is null ? [console] : [console, report])
        {
            Timeout = parsed.GetValue(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            StopOnError = parsed.GetValue(StopOnError),
            Environment = (parsed.GetValue(Parameters) ?? []).Select(parameter => parameter.Split('=', 2))
                .GroupBy(parameter => $"NOTEBOOK_PARAM_{parameter[0]}", parameter => parameter[1])
                .ToDictionary(same => same.Key, same => same.Last()),
        };
        var result = await run.RunAsync([.. parsed.GetValue(Paths)!.SelectMany(Notebooks)], cancellationToken);
        return result is { Held: true, Notebooks.Count: > 0 } && report is not { Held: false } && !cancellationToken.IsCancellationRequested ? 0 : 1;
    }

    private static IEnumerable<string> Notebooks(string path) =>
        Directory.Exists(path)
            ? Directory.EnumerateFiles(path)
                .Where(file => Path.GetExtension(file) is ".dib" or ".ipynb" && Path.GetFileName(file) != "setup.dib")
                .Order(StringComparer.Ordinal)
            : [path];

    private static void RequireName(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=') < 1))
            result.AddError($"--param takes NAME=VALUE, not '{token.Value}'.");
    }
}
