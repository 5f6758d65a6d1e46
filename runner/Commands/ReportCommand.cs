using System.CommandLine;
using Runner.Reports;

namespace Runner.Commands;

/// <summary><c>report merge FOLDER SHARD…</c></summary>
internal static class ReportCommand
{
    private static readonly Argument<string> Folder = new("FOLDER") { Description = "Where the report of the whole run is written." };

    private static readonly Argument<string[]> Shards = new("SHARD") { Description = "The folders that `run --shard … --report` wrote on the machines.", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        var merge = new Command("merge", "Make the reports of a run's shards one: pages, junit.xml and summary.md, as if one machine had run all.") { Folder, Shards };
        merge.SetAction(Merge);
        return new Command("report", "Do something with reports of runs.") { merge };
    }

    private static int Merge(ParseResult parsed)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            return MergedReport.Write(parsed.GetRequiredValue(Folder), parsed.GetRequiredValue(Shards), error) ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            error.WriteLine(e.Message);
            return 1;
        }
    }
}
