using Runner.Sessions;

namespace Runner.Reports;

/// <summary>What a workflow of GitHub Actions shows by itself: a mark at the line that failed, and the summary of the step.</summary>
internal static class GitHubActions
{
    /// <summary>A workflow command for each failure, a line each.</summary>
    public static IEnumerable<string> Annotations(RunResult run, Func<NotebookResult, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>>> outputsOf)
    {
        foreach (var notebook in run.Notebooks)
        {
            if (notebook.Unreadable is { } reason) yield return Error(notebook.Path, 0, 0, "Notebook", reason);

            var outputs = outputsOf(notebook);
            foreach (var cell in notebook.Cells)
            {
                foreach (var failure in outputs[cell.Number].OfType<FailureOutput>().Where(failure => !failure.IsExpected))
                {
                    var (file, line, column) = ReportText.Place(notebook, cell, failure.Position);
                    yield return Error(file, line, column, $"Cell {cell.Number}: {failure.Name}", failure.Message);
                }
            }
        }
    }

    /// <summary>
    /// Lets nothing that is printed be taken for a workflow command until it is disposed: what cells write and are called is not
    /// the workflow's own word.
    /// </summary>
    public static IDisposable? Quieten(TextWriter output, Func<string, string?> environment)
    {
        if (environment("GITHUB_ACTIONS") != "true") return null;
        output.WriteLine($"::stop-commands::{Word}");
        return new Quiet(output);
    }

    /// <summary>Prints workflow commands, also while all others are none.</summary>
    public static void Say(TextWriter output, IEnumerable<string> commands)
    {
        output.WriteLine($"::{Word}::");
        foreach (var command in commands) output.WriteLine(command);
        output.WriteLine($"::stop-commands::{Word}");
    }

    /// <summary>What no output can know.</summary>
    private static readonly string Word = System.Security.Cryptography.RandomNumberGenerator.GetHexString(32, lowercase: true);

    private sealed class Quiet(TextWriter output) : IDisposable
    {
        public void Dispose() => output.WriteLine($"::{Word}::");
    }

    private static string Error(string file, int line, int column, string title, string message) =>
        $"::error file={Property(file)}{(line > 0 ? $",line={line}" : "")}{(column > 0 ? $",col={column}" : "")},title={Property(title)}::{Data(message)}";

    private static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
