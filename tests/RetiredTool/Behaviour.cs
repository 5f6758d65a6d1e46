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

    /// <summary>Files that lie beside the notebook, all of them in its folder.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["good.dib"] = "#!csharp\n\nusing System.Numerics;\nvar imported = 20;\nint Twice(int a) => 2 * a;\n\n#!markdown\n\nSet up\n",
        ["bad.dib"] = "#!csharp\n\nvar before = 1;\n\n#!csharp\n\nint.Parse(\"x\");\n\n#!csharp\n\nConsole.Write(\"third\");\n",
        ["write.dib"] = "Console.Write(\"x\");",
        ["script.csx"] = "var loaded = 4;",
        ["data.csv"] = "1,2",
    };

    public async Task<string> RunAsync(IEngine engine) =>
        string.Join(" | ", (await Answer.RunAsync(engine, Cells.Select(code => new Cell("csharp", code)))).Values);
}
