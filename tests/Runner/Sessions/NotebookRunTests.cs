using System.Collections.Concurrent;
using Runner.Documents;
using Runner.Protocol;
using Runner.Sessions;

namespace Tests.Runner.Sessions;

/// <summary>Runs of several notebooks, of unchanged ones, and of ones that are being edited.</summary>
public sealed class NotebookRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebook-run-test-").FullName;
    private readonly string _elsewhere = Directory.CreateTempSubdirectory("notebook-run-test-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_elsewhere, recursive: true);
    }

    /// <summary>Writes down what it is told; a test can wait for the end of a run.</summary>
    private sealed class Record : IRunObserver
    {
        public ConcurrentQueue<string> Lines { get; } = [];
        public SemaphoreSlim Ended { get; } = new(0);

        public void NotebookStarted(string path, Notebook notebook) => Lines.Enqueue($"start {Path.GetFileName(path)}");
        public void Noted(string path, string remark) => Lines.Enqueue(remark);
        public void CellStarted(string path, int number, Cell cell) => Lines.Enqueue($"{Path.GetFileName(path)} cell {number}");
        public void Happened(string path, int number, KernelEvent @event)
        {
            if (@event is StreamWritten written) Lines.Enqueue(written.Text.Trim());
            if (@event is CellFailed failed) Lines.Enqueue($"{failed.Name}: {failed.Message}");
        }
        public void NotebookEnded(NotebookResult notebook) => Lines.Enqueue($"end {Path.GetFileName(notebook.Path)}");
        public void RunEnded(RunResult run) => Ended.Release();
    }

    private string Write(string name, params string[] cells)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', cells.Select(cell => $"#!csharp\n\n{cell}\n")));
        return path;
    }

    private static string Literal(string path) => $"@\"{path}\"";

    /// <summary>A cell that counts how often it ran, in a file that the runner knows nothing of.</summary>
    private string Counting => $"System.IO.File.AppendAllText({Literal(Path.Combine(_elsewhere, "count"))}, \"x\");";

    private int Count => File.ReadAllText(Path.Combine(_elsewhere, "count")).Length;

    private async Task<(RunResult Result, string[] Lines)> RunAsync(Func<NotebookRun, NotebookRun> how, params string[] paths)
    {
        var record = new Record();
        var result = await how(new([new InTurn(record)])).RunAsync(paths, TestContext.Current.CancellationToken);
        return (result, [.. record.Lines]);
    }

    [Fact]
    public async Task What_a_cell_shows_after_its_end_is_told_and_kept_as_its_own()
    {
        var notebook = Write("late.dib", "var gate = new TaskCompletionSource();\nvar told = Task.Run(async () => { await gate.Task; Console.Write(\"late\"); });", "gate.SetResult(); await told;", "await Task.Delay(500);");
        IReadOnlyList<KernelEvent> kept = [];

        var (_, lines) = await RunAsync(run => run with { Judge = result => { kept = result.Cells[0].Events; return new Dictionary<int, CellFailed>(); } }, notebook);

        Assert.Contains("[After the cell had ended:]\nlate", lines);
        Assert.Contains(kept.OfType<StreamWritten>(), written => written.Text.EndsWith("late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_whose_cells_asked_a_person_is_not_taken_from_the_cache()
    {
        var notebook = Write("asks.dib", "Console.Write(Console.ReadLine());");
        var answers = new Queue<string>(["first", "second"]);
        NotebookRun Asking(NotebookRun run) => Cached(run) with { Ask = _ => Task.FromResult<string?>(answers.Dequeue()) };

        Assert.Contains("first", (await RunAsync(Asking, notebook)).Lines);
        Assert.Contains("second", (await RunAsync(Asking, notebook)).Lines);
    }

    private NotebookRun Cached(NotebookRun run) => run with { Cache = new(Path.Combine(_elsewhere, "runs"), text => text.Contains("hush-hush")) };

    [Fact]
    public async Task Notebooks_run_side_by_side_and_are_told_of_one_after_another()
    {
        string Meet(string own, string other) =>
            $"System.IO.File.WriteAllText({Literal(Path.Combine(_elsewhere, own))}, \"\");\nwhile (!System.IO.File.Exists({Literal(Path.Combine(_elsewhere, other))})) System.Threading.Thread.Sleep(20);\nConsole.Write(\"{own} met {other}\");";
        var (a, b) = (Write("a.dib", Meet("a", "b"), "Console.Write(\"a again\");"), Write("b.dib", Meet("b", "a"), "Console.Write(\"b again\");"));

        var (result, lines) = await RunAsync(run => run with { Jobs = 2, Timeout = TimeSpan.FromSeconds(60) }, a, b);

        Assert.True(result.Held);
        Assert.Equal([a, b], result.Notebooks.Select(notebook => notebook.Path));
        string[] first = ["start a.dib", "a.dib cell 1", "a met b", "a.dib cell 2", "a again", "end a.dib"];
        string[] second = [.. first.Select(line => line == "a met b" ? "b met a" : line.Replace("a.dib", "b.dib").Replace("a again", "b again"))];
        Assert.Equal(lines[0] == "start a.dib" ? [.. first, .. second] : [.. second, .. first], lines);
    }

    [Fact]
    public async Task Notebooks_side_by_side_share_the_cores_unless_somebody_has_decided()
    {
        var path = Write("a.dib", "Console.Write(\"threads: \" + Environment.GetEnvironmentVariable(\"OMP_NUM_THREADS\"));");
        var decided = Environment.GetEnvironmentVariable("OMP_NUM_THREADS");
        var shared = string.IsNullOrEmpty(decided) ? $"{Math.Max(1, Environment.ProcessorCount / 2)}" : decided;

        Assert.Contains($"threads: {shared}", (await RunAsync(run => run with { Jobs = 2 }, path)).Lines);
        Assert.Contains($"threads: {decided}".Trim(), (await RunAsync(run => run, path)).Lines);
        Assert.Contains("threads: 7", (await RunAsync(run => run with { Jobs = 2, Environment = new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "7" } }, path)).Lines);
    }

    [Fact]
    public async Task A_notebook_that_takes_too_long_is_ended_and_the_next_one_runs()
    {
        var (a, b) = (Write("a.dib", "#!html\n<p>before</p>", "while (true) { }", "1"), Write("b.dib", "Console.Write(\"next\");"));

        var (result, lines) = await RunAsync(run => run with { NotebookTimeout = TimeSpan.FromSeconds(5) }, a, b);

        Assert.Equal([CellOutcome.Held, CellOutcome.Failed, CellOutcome.NotRun], result.Notebooks[0].Cells.Select(cell => cell.Outcome));
        Assert.Contains("Timeout: The notebook ran longer than 5 s, so its kernel process was ended.", lines);
        Assert.Contains("next", lines);
    }

    [Fact]
    public async Task A_process_that_dies_between_two_cells_is_told_of_by_the_second()
    {
        var path = Write("a.dib", "_ = Task.Run(async () => { await Task.Delay(500); Environment.Exit(3); });", "#!time\nSystem.Threading.Thread.Sleep(20_000);", "1");

        var (result, lines) = await RunAsync(run => run, path);

        Assert.Equal([CellOutcome.Held, CellOutcome.Failed, CellOutcome.NotRun], result.Notebooks[0].Cells.Select(cell => cell.Outcome));
        Assert.Contains(lines, line => line.StartsWith("KernelDied: The kernel process ended with exit code 3."));
    }

    [Fact]
    public async Task Of_an_animation_only_the_last_picture_is_kept()
    {
        var path = Write("a.dib", "var shown = display(\"begin\");\nfor (var i = 0; i < 1_000; i++) shown.Update($\"picture {i}\");\nConsole.Write(\"end\");");
        IReadOnlyList<KernelEvent> kept = [];

        await RunAsync(run => run with { Judge = result => { kept = result.Cells[0].Events; return new Dictionary<int, CellFailed>(); } }, path);

        Assert.Equal("picture 999", kept.OfType<DisplayUpdated>().Single().Data[0].Content);
        Assert.Equal("end", kept.OfType<StreamWritten>().Single().Text);
    }

    [Fact]
    public async Task An_unchanged_notebook_is_taken_from_its_last_run_whole()
    {
        var path = Write("a.dib", Counting, "Console.Write(\"once\");\n1 + 1");
        NotebookResult? first = null, second = null;

        await RunAsync(run => Cached(run) with { Judge = result => { first = result; return new Dictionary<int, CellFailed>(); } }, path);
        var (result, lines) = await RunAsync(run => Cached(run) with { Judge = result => { second = result; return new Dictionary<int, CellFailed>(); } }, path);

        Assert.Equal(1, Count);
        Assert.True(result.Held);
        Assert.NotNull(result.Notebooks[0].RanAt);
        Assert.Contains(lines, line => line.StartsWith("Unchanged, from the run of 20"));
        Assert.Equal(first!.Cells.SelectMany(cell => cell.Events).Select(Wire.Write), second!.Cells.SelectMany(cell => cell.Events).Select(Wire.Write));
        Assert.Equal(first.Cells.Select(cell => cell.Elapsed), second.Cells.Select(cell => cell.Elapsed));
    }

    [Theory]
    [InlineData("cell")]
    [InlineData("import")]
    [InlineData("import of an import")]
    [InlineData("data")]
    [InlineData("file beside")]
    [InlineData("parameter")]
    public async Task A_notebook_of_which_something_changed_runs(string what)
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".git"));
        Directory.CreateDirectory(Path.Combine(_folder, "data", "deep"));
        Directory.CreateDirectory(Path.Combine(_folder, "notebooks"));
        Write("notebooks/inner.dib", "var y = 1;");
        Write("notebooks/setup.dib", "#!import inner.dib");
        var path = Write("notebooks/a.dib", "#!import setup.dib", Counting);
        var parameters = new Dictionary<string, string> { ["NOTEBOOK_PARAM_epochs"] = "1" };
        await RunAsync(run => Cached(run) with { Environment = parameters }, path);
        await RunAsync(run => Cached(run) with { Environment = parameters }, path);
        Assert.Equal(1, Count);

        switch (what)
        {
            case "cell": Write("notebooks/a.dib", "#!import setup.dib", Counting + " "); break;
            case "import": Write("notebooks/setup.dib", "#!import inner.dib", "var z = 2;"); break;
            case "import of an import": Write("notebooks/inner.dib", "var y = 2;"); break;
            case "data": File.WriteAllText(Path.Combine(_folder, "data", "deep", "new.csv"), "1"); break;
            case "file beside": File.WriteAllText(Path.Combine(_folder, "notebooks", "new.csv"), "1"); break;
            default: parameters["NOTEBOOK_PARAM_epochs"] = "2"; break;
        }
        await RunAsync(run => Cached(run) with { Environment = parameters }, path);

        Assert.Equal(2, Count);
    }

    [Fact]
    public async Task A_notebook_that_failed_showed_a_secret_or_was_kept_badly_runs_again()
    {
        var failing = Write("failing.dib", Counting, "throw new Exception();");
        await RunAsync(Cached, failing);
        await RunAsync(Cached, failing);
        Assert.Equal(2, Count);

        var telling = Write("telling.dib", Counting, "Console.Write(\"hush-\" + \"hush\");");
        await RunAsync(Cached, telling);
        await RunAsync(Cached, telling);
        Assert.Equal(4, Count);

        var damaged = Write("damaged.dib", Counting);
        await RunAsync(Cached, damaged);
        foreach (var file in Directory.GetFiles(Path.Combine(_elsewhere, "runs"))) File.WriteAllBytes(file, File.ReadAllBytes(file)[..40]);
        Assert.True((await RunAsync(Cached, damaged)).Result.Held);
        Assert.Equal(6, Count);
    }

    [Fact]
    public async Task A_saved_notebook_runs_from_its_first_changed_cell_where_that_is_safe()
    {
        Write("setup.dib", "var imported = 1;");
        var path = Write("a.dib", "#!import setup.dib", "var x = 1;", "Console.Write($\"x is {x}\");");
        var record = new Record();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watching = new NotebookRun([record]).WatchAsync([path], end.Token);

        async Task<string[]> NextAsync()
        {
            await record.Ended.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            string[] lines = [.. record.Lines];
            record.Lines.Clear();
            return lines;
        }

        Assert.Equal(["start a.dib", "a.dib cell 1", "a.dib cell 2", "a.dib cell 3", "x is 1", "end a.dib"], await NextAsync());

        Write("a.dib", "#!import setup.dib", "var x = 1;", "Console.Write($\"x was {x}\");", "throw new Exception(\"no\");");
        Assert.Equal(["start a.dib", "Saved; runs from cell 3, because the cells before are unchanged and held.", "a.dib cell 3", "x was 1", "a.dib cell 4", "System.Exception: no", "end a.dib"], await NextAsync());

        Write("a.dib", "#!import setup.dib", "var x = 1;", "Console.Write($\"x was {x}\");", "throw new Exception(\"no\");", "2");
        Assert.Equal("Saved; runs from the top in a new kernel process, because cell 4 had failed.", (await NextAsync())[1]);

        Write("setup.dib", "var imported = 2;");
        Assert.Equal("Saved; runs from the top in a new kernel process, because the first cell has changed.", (await NextAsync())[1]);

        Write("a.dib", "Environment.Exit(1);");
        await NextAsync();
        Write("a.dib", "Environment.Exit(1);", "2");
        Assert.Equal("Saved; runs from the top in a new kernel process, because the old one has ended.", (await NextAsync())[1]);

        end.Cancel();
        Assert.False((await watching).Held);
    }
}
