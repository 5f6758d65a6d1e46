using System.CommandLine;
using Runner.Documents;
using Runner.Reports;

namespace Runner.Commands;

/// <summary><c>run PATH…</c></summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Notebooks, or folders of notebooks; of a folder all .dib and .ipynb files in it and below in order of their names, but not setup.dib, nor an .ipynb beside a .dib of the same name, nor what lies in hidden folders, build output or reports.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Report = new("--report")
    {
        Description = "A folder for reports: each notebook executed, as .ipynb and as HTML page, and the run as junit.xml and summary.md.",
        HelpName = "FOLDER",
    };

    private static readonly Option<bool> Watch = new("--watch")
    {
        Description = "Stay, and run a notebook again when it is saved: from its first changed cell where all before held. Ctrl-C ends it.",
    };

    private static readonly Option<bool> RecordOutputs = new("--record-outputs")
    {
        Description = "Write down the text outputs of notebooks that held, in .outputs beside them, for --check-outputs.",
    };

    private static readonly Option<bool> CheckOutputs = new("--check-outputs")
    {
        Description = "Fail cells whose text outputs are not those written down: numbers may differ by --tolerance; times, rates, sizes, paths and versions do not count.",
    };

    private static readonly Option<double> Tolerance = new("--tolerance")
    {
        Description = "The relative difference at which --check-outputs takes two numbers for the same.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => RecordedOutputs.StandardTolerance,
        CustomParser = result => RunOptions.Number<double>(result, share => share is >= 0 and < 1, "--tolerance takes a number from 0 to 1: 0.01 is one per cent."),
    };

    private static readonly Option<Shard?> Part = new("--shard")
    {
        Description = "Run one of so many parts, 2/5 the second of five; each notebook is in one of them, and all take about as long. `report merge` joins their reports: give each the folder that the whole report will have.",
        HelpName = "PART/PARTS",
        CustomParser = result =>
        {
            if (Shard.Parse(result.Tokens[^1].Value) is { } shard) return shard;
            result.AddError("--shard takes the part and how many there are, up to 1000: 2/5 is the second of five.");
            return null;
        },
    };

    private static readonly Option<string?> Times = new("--times")
    {
        Description = "The junit.xml of an earlier run, by whose times --shard makes the parts; without it by the notebooks' sizes. All parts need the same one.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = RunOptions.With(new Command("run", "Run notebooks from first to last cell, each in a process of its own.") { Paths, Report, Watch, CheckOutputs, RecordOutputs, Tolerance, Part, Times });
        command.Validators.Add(result => { if (result.GetValue(CheckOutputs) && result.GetValue(RecordOutputs)) result.AddError("--check-outputs and --record-outputs exclude each other: check first, then record what is right."); });
        command.Validators.Add(result => { if (result.GetResult(Times) is not null && result.GetResult(Part) is null) result.AddError("--times says how --shard makes its parts: give both."); });
        command.Validators.Add(result => { if (result.GetValue(Watch) && result.GetResult(Part) is not null) result.AddError("--watch and --shard exclude each other."); });
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = parsed.GetValue(Report) is { } folder ? ReportWriter.Into(folder, parsed.GetValue(Part)) : null;
        var recorded = new RecordedOutputs(Secrets.OfEnvironment(), parsed.GetValue(Tolerance), parsed.InvocationConfiguration.Output);
        var run = RunOptions.Read(parsed, report is null ? [] : [report]) with
        {
            Ask = TerminalQuestions.CanBeAsked ? new TerminalQuestions().AskAsync : null,
            Judge = parsed.GetValue(CheckOutputs) ? recorded.Check : parsed.GetValue(RecordOutputs) ? recorded.Record : null,
        };
        var notebooks = NotebookFiles.Find(parsed, parsed.GetRequiredValue(Paths), leaveOut: parsed.GetValue(Report));
        if (parsed.GetValue(Report) is { } reports && notebooks.FirstOrDefault(path => ReportWriter.WouldOverwrite(path, reports)) is { } source)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"--report {reports} would overwrite {source} with its executed form. Choose another folder.");
            return 2;
        }

        foreach (var name in ParameterUse.Unread(notebooks, (parsed.GetValue(RunOptions.Parameters) ?? []).Select(parameter => parameter.Split('=')[0])))
            parsed.InvocationConfiguration.Error.WriteLine($"--param {name}: no notebook reads a parameter of that name. `parameters` lists those there are.");
        if (report is not null) report.Notebooks = notebooks;
        var mine = parsed.GetValue(Part) is { } shard ? Take(parsed, shard, notebooks) : notebooks;
        if (mine is null) return 2;
        var isSpared = mine is [] && notebooks is not []; // There are more shards than notebooks.
        notebooks = mine;
        using var quiet = GitHubActions.Quieten(Console.Out, Environment.GetEnvironmentVariable);
        var isWatching = parsed.GetValue(Watch) && notebooks is not [];
        var result = isWatching
            ? await (run with { Jobs = 1 }).WatchAsync(notebooks, cancellationToken)
            : await run.RunAsync(notebooks, cancellationToken);
        var isWhole = isWatching || !cancellationToken.IsCancellationRequested;
        return result.Held && (result.Notebooks is not [] || isSpared) && report is not { Held: false } && isWhole ? 0 : 1;
    }

    private static IReadOnlyList<string>? Take(ParseResult parsed, Shard shard, IReadOnlyList<string> notebooks)
    {
        try
        {
            var mine = shard.Take(notebooks, parsed.GetValue(Times) is { } times ? Shard.Times(times) : new Dictionary<string, double>());
            parsed.InvocationConfiguration.Output.WriteLine($"Shard {shard.Number} of {shard.Of}: {mine.Count} of {notebooks.Count}.");
            return mine;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"--times: {e.Message}");
            return null;
        }
    }
}
