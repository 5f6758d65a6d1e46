using Runner.Documents;

namespace Tests.RetiredTool;

/// <summary>One thing that a notebook can do, and what each of the two engines makes of it.</summary>
/// <param name="Name">A sentence.</param>
/// <param name="Cells">C# cells, run one after another.</param>
/// <param name="There">What the retired tool gives: the cells' <see cref="Answer"/>s, with bars between them.</param>
internal sealed record Behaviour(string Name, string[] Cells, string There)
{
    /// <summary>What our engine gives, where that is something else.</summary>
    public string? Here { get; init; }

    /// <summary>The row of the README's table that tells of the difference, by its first column.</summary>
    public string? Difference { get; init; }

    /// <summary>Whether it needs an engine that has run nothing before.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Whether the engines put it in words of their own, so that only the kind of their outputs is compared.</summary>
    public bool IsInOwnWords { get; init; }

    /// <summary>Whether the first cell is interrupted, once it has written the file <see cref="Alive"/>.</summary>
    public bool IsInterrupted { get; init; }

    private const string Alive = "alive";

    /// <summary>Files that lie in the notebook's folder.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["good.dib"] = "#!csharp\n\nusing System.Numerics;\nvar imported = 20;\nint Twice(int a) => 2 * a;\n\n#!markdown\n\nSet up\n",
        ["bad.dib"] = "#!csharp\n\nvar before = 1;\n\n#!csharp\n\nint.Parse(\"x\");\n\n#!csharp\n\nConsole.Write(\"third\");\n",
        ["write.dib"] = "Console.Write(\"x\");",
        ["beside.dib"] = "Console.Write(\"above\");",
        ["below/beside.dib"] = "Console.Write(\"below\");",
        ["below/outer.dib"] = "#!import beside.dib",
        ["script.csx"] = "var loaded = 4;",
        ["data.csv"] = "1,2",
    };

    /// <summary>Runs it in an engine whose folder this is.</summary>
    public async Task<string> RunAsync(IEngine engine, string folder)
    {
        var cells = Cells.Select(code => new Cell("csharp", code)).ToList();
        return IsInterrupted ? await InterruptAsync(engine, cells, Path.Combine(folder, Alive)) : Text(await Answer.RunAsync(engine, cells));
    }

    private async Task<string> InterruptAsync(IEngine engine, IReadOnlyList<Cell> cells, string alive)
    {
        File.Delete(alive); // An engine that ran on may have written it once more before it was ended.
        var running = Answer.RunAsync(engine, cells.Take(1));
        while (!File.Exists(alive)) await Task.Delay(20, TestContext.Current.CancellationToken);
        await engine.InterruptAsync(running);
        var told = (await running)[1];
        var (then, patience) = (File.GetLastWriteTimeUtc(alive), Task.Delay(TimeSpan.FromSeconds(2)));
        while (File.GetLastWriteTimeUtc(alive) == then && !patience.IsCompleted) await Task.Delay(20);
        var runsOn = File.GetLastWriteTimeUtc(alive) != then;
        File.Delete(alive);
        return $"{told}; {(runsOn ? "runs on" : "has ended")} | {Text(await Answer.RunAsync(engine, cells.Skip(1)))}".TrimEnd('|', ' ');
    }

    private string Text(SortedDictionary<int, Answer> answers) => string.Join(" | ", answers.Values.Select(answer =>
        IsInOwnWords ? string.Join("; ", answer.Lines.Select(line => line.Split(':', ' ')[0]).Distinct()) : $"{answer}"));
}
