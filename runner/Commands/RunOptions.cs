using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Runner.Documents;
using Runner.Reports;
using Runner.Sessions;

namespace Runner.Commands;

/// <summary>What every verb that runs notebooks can be told about it.</summary>
internal static partial class RunOptions
{
    private static readonly Option<double?> Timeout = Seconds("--timeout", "How long one cell may take; then its kernel process is ended.");

    private static readonly Option<double?> NotebookTimeout = Seconds("--notebook-timeout", "How long the cells of one notebook may take together; then its kernel process is ended.");

    private static readonly Option<string?> MemoryLimit = new("--memory-limit")
    {
        Description = "How much memory a kernel process may hold, such as 4GiB or 500MB; then it is ended. .NET objects may take four fifths of it, and the cell that wants more fails.",
        HelpName = "SIZE",
        Validators = { result => { if (result.GetValueOrDefault<string?>() is { } text && Bytes(text) is not >= 100_000_000) result.AddError("--memory-limit takes a size of at least 100MB, such as 4GiB or 500MB."); } },
    };

    private static readonly Option<bool> StopOnError = new("--stop-on-error")
    {
        Description = "Leave out the rest of a notebook after its first failed cell; without it the cells after that one run too.",
    };

    private static readonly Option<bool> SkipUnsupported = new("--skip-unsupported")
    {
        Description = "Pass over cells in languages that are not run here (F#, PowerShell, SQL, …), and say so; without it they fail.",
    };

    /// <summary><c>--param</c>.</summary>
    public static readonly Option<string[]> Parameters = new("--param")
    {
        Description = "A value for the notebooks' Parameter(\"name\", …), or for a variable of a cell tagged parameters; may be repeated.",
        HelpName = "NAME=VALUE",
        Validators = { RequireName },
    };

    private static readonly Option<int> Jobs = new("--jobs", "-j")
    {
        Description = "How many notebooks run side by side; the cores are shared out between them unless OMP_NUM_THREADS is set.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result => Number<int>(result, jobs => jobs >= 1, "--jobs takes a number from 1."),
    };

    private static readonly Option<bool> Cache = new("--cache")
    {
        Description = "Take the outputs of a notebook that held, and of which nothing has changed since, from that run instead of running it.",
    };

    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Run everything, also where --cache is given; that is the default." };

    /// <summary>Adds them to a verb.</summary>
    public static Command With(Command command)
    {
        foreach (var option in (Option[])[Timeout, NotebookTimeout, MemoryLimit, StopOnError, SkipUnsupported, Parameters, Jobs, Cache, NoCache]) command.Add(option);
        return command;
    }

    /// <summary>The run that is asked for; the console shows one notebook after another, also when several run at a time.</summary>
    public static NotebookRun Read(ParseResult parsed, params IReadOnlyList<IRunObserver> observers)
    {
        var jobs = parsed.GetValue(Jobs);
        var output = parsed.InvocationConfiguration.Output;
        var console = ConsoleReport.On(output is VisibleText { Console: var itself } ? itself : output);
        return new([jobs == 1 ? console : new InTurn(console), .. observers])
        {
            Timeout = Time(parsed.GetValue(Timeout)),
            NotebookTimeout = Time(parsed.GetValue(NotebookTimeout)),
            MemoryLimit = parsed.GetValue(MemoryLimit) is { } size ? Bytes(size) : null,
            SkipUnsupported = parsed.GetValue(SkipUnsupported),
            StopOnError = parsed.GetValue(StopOnError),
            Jobs = jobs,
            Cache = parsed.GetValue(Cache) && !parsed.GetValue(NoCache) ? RunCache.OfUser(Secrets.OfEnvironment().AreIn) : null,
            // Nobody watches the pictures of a run, so those that would move are drawn once; a --param may say otherwise.
            Environment = Environment(["live=false", .. parsed.GetValue(Parameters) ?? []]),
        };
    }

    /// <summary>Parameters, NAME=VALUE, as environment variables of a kernel process; of one given twice the last.</summary>
    public static Dictionary<string, string> Environment(IEnumerable<string> parameters) => parameters.Select(parameter => parameter.Split('=', 2))
        .GroupBy(parameter => $"{ParameterUse.Variable}{parameter[0]}", parameter => parameter[1])
        .ToDictionary(same => same.Key, same => same.Last());

    /// <summary>The number that an option is given, or a complaint.</summary>
    public static T Number<T>(ArgumentResult result, Func<T, bool> isGood, string complaint)
        where T : struct, IParsable<T>
    {
        if (T.TryParse(result.Tokens[^1].Value, CultureInfo.InvariantCulture, out var number) && isGood(number)) return number;
        result.AddError(complaint);
        return default;
    }

    private static TimeSpan? Time(double? seconds) => seconds is { } number ? TimeSpan.FromSeconds(number) : null;

    private static long? Bytes(string size)
    {
        var match = Size().Match(size);
        if (!match.Success) return null;
        var (unit, number) = (match.Groups[2].Value.ToUpperInvariant(), double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        return (long)(number * Math.Pow(unit.EndsWith("IB", StringComparison.Ordinal) ? 1024 : 1000, "BKMGT".IndexOf(unit[0])));
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\s*([KMGT]i?B|B)$", RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    private static Option<double?> Seconds(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SECONDS",
        // Timers go up to 2^32 milliseconds.
        CustomParser = result => Number<double>(result, seconds => seconds is > 0 and <= 4_000_000, $"{name} takes a number of seconds above 0, at most 4000000 (46 days)."),
    };

    private static void RequireName(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=') < 1))
            result.AddError($"--param takes NAME=VALUE, not '{token.Value}'.");
    }
}
