using Runner.Sessions;

namespace Runner.Reports;

/// <summary>
/// Writes a run down in a folder: for each notebook the executed <c>.ipynb</c> and an HTML page, for the run
/// <c>junit.xml</c> and <c>summary.md</c>; on GitHub Actions also annotations and the step's summary. What could not be
/// written is told and does not end the run.
/// </summary>
internal sealed class ReportWriter(string folder, Secrets secrets, TextWriter output, TextWriter error, Func<string, string?> environment) : IRunObserver
{
    private readonly ReportFolder _folder = new(folder, error);
    private readonly Dictionary<string, string> _names = []; // of the reports, by path of the notebook
    private readonly Dictionary<string, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>>> _texts = []; // what the run's reports say of a notebook, by its path

    /// <summary>A writer with this process's environment and console.</summary>
    /// <param name="shard">Which part of a larger run it is; null where it is all.</param>
    public static ReportWriter Into(string folder, Shard? shard = null) =>
        new(folder, Secrets.OfEnvironment(), Console.Out, Console.Error, Environment.GetEnvironmentVariable) { Shard = shard };

    /// <summary>Which part of a larger run it is; null where it is all.</summary>
    public Shard? Shard { get; init; }

    /// <summary>The notebooks of the whole run, whose pages have names in this order, whichever end first and on whichever machine.</summary>
    public IReadOnlyList<string> Notebooks { get; set => field = [.. value.Select(path => (path, Name(path)).path)]; } = [];

    /// <summary>Whether everything so far could be written.</summary>
    public bool Held => _folder.Held;

    /// <summary>Whether a notebook lies where its own report would be written.</summary>
    public static bool WouldOverwrite(string notebook, string folder) =>
        Path.GetFullPath(notebook) == Path.GetFullPath(Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(notebook)}.ipynb"));

    public void NotebookEnded(NotebookResult notebook)
    {
        var outputs = CellOutput.Fold(notebook.Cells, secrets.Conceal);
        _texts[notebook.Path] = CellOutput.TextsOf(outputs);
        var name = Name(notebook.Path);
        _folder.Write($"{name}.ipynb", () => ExecutedNotebook.Write(notebook, outputs, folder));
        _folder.Write($"{name}.html", () => new HtmlReport(notebook, outputs).Write());
    }

    public void RunEnded(RunResult run)
    {
        IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> Outputs(NotebookResult notebook) => _texts[notebook.Path];
        var parts = run.Notebooks.Select(notebook => Summary.Part(notebook, Name(notebook.Path), Outputs(notebook))).ToList();
        _folder.Write("junit.xml", () => JUnit.Write(parts.Select(part => part.Suite), run.Elapsed));
        if (Shard is { } shard) _folder.Write(ShardReport.File, () => new ShardReport(shard.Number, shard.Of, Notebooks, run.Elapsed, parts).Write());
        var summary = Summary.Write(parts, run.Elapsed);
        _folder.Write("summary.md", () => summary);
        if (environment("GITHUB_ACTIONS") != "true") return;

        GitHubActions.Say(output, GitHubActions.Annotations(run, Outputs));
        if (environment("GITHUB_STEP_SUMMARY") is { Length: > 0 } step) _folder.Try(step, path => File.AppendAllText(path, summary));
    }

    /// <summary>The notebook's own name; of two in different folders that share it, the second gets a number.</summary>
    private string Name(string path)
    {
        if (_names.TryGetValue(Path.GetFullPath(path), out var known)) return known;

        var stem = Path.GetFileNameWithoutExtension(path);
        var name = stem;
        for (var i = 2; _names.ContainsValue(name); i++) name = $"{stem}-{i}";
        return _names[Path.GetFullPath(path)] = name;
    }
}
