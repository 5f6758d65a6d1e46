using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>What a cell says of itself in its first line, and cells in languages that are not run here.</summary>
public sealed class CellMarkTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    [Theory]
    [InlineData("// skip-execution: needs a camera\nthrow new Exception();", "needs a camera")]
    [InlineData("\n//skip-execution\nnonsense nonsense", "it says so itself")]
    public async Task A_cell_can_say_that_it_is_not_to_be_run(string code, string reason)
    {
        var output = await kernel.RunAsync(code);

        Assert.True(output.Held);
        Assert.Equal(reason, output.Events.OfType<CellSkipped>().Single().Reason);
    }

    [Theory]
    [InlineData("// raises-exception\nint.Parse(\"x\");")]
    [InlineData("// raises-exception: FormatException\nint.Parse(\"x\");")]
    [InlineData("// raises-exception: System.FormatException\nint.Parse(\"x\");")]
    [InlineData("// raises-exception: CompilationError\nnonsense();")]
    public async Task A_cell_that_announces_its_failure_holds_and_still_shows_it(string code)
    {
        var output = await kernel.RunAsync(code);

        Assert.True(output.Held);
        Assert.True(output.Error.IsExpected);
        Assert.Equal(2, output.Error.Position!.Line);
    }

    [Theory]
    [InlineData("// raises-exception: IOException\nint.Parse(\"x\");", "System.FormatException")]
    [InlineData("// raises-exception\n1", "NoException")]
    [InlineData("var a = 1;\n// raises-exception\nint.Parse(\"x\");", "System.FormatException")]
    [InlineData("// raises-exceptions of all kinds\nint.Parse(\"x\");", "System.FormatException")]
    public async Task A_failure_that_is_not_announced_or_does_not_come_fails_the_cell(string code, string failure)
    {
        var output = await kernel.RunAsync(code);

        Assert.False(output.Held);
        Assert.Equal((failure, false), (output.Error.Name, output.Error.IsExpected));
    }

    [Fact]
    public async Task Imported_cells_can_say_so_too()
    {
        kernel.Write("marked.dib", "#!csharp\n\n// skip-execution\nnonsense();\n\n#!csharp\n\n// raises-exception\nint.Parse(\"x\");\n\n#!csharp\n\nConsole.Write(\"on\");\n");

        var output = await kernel.RunAsync("#!import marked.dib\nConsole.Write(\" and on\");");

        Assert.True(output.Held);
        Assert.Equal("on and on", output.Stdout);
    }

    [Theory]
    [InlineData("fsharp", "let x = 1", "F#")]
    [InlineData("pwsh", "Get-Date", "PowerShell")]
    [InlineData("http", "GET /", "HTTP")]
    [InlineData("sql", "select 1", "SQL")]
    [InlineData("kql", "T | take 1", "KQL")]
    [InlineData("sql-adventure", "select 1", "'sql-adventure'")]
    [InlineData("csharp", "var a = 1;\n#!fsharp\nlet x = 1", "F#")]
    [InlineData("csharp", "#!connect mssql --kernel-name db", "#!connect mssql")]
    [InlineData("csharp", "#!sql\nselect 1", "SQL")]
    [InlineData("csharp", "#!share x --from fsharp", "'fsharp'")]
    public async Task A_language_that_is_not_run_is_named_and_fails_or_is_skipped(string name, string code, string language)
    {
        var output = await kernel.RunAsync(name, code);

        Assert.Equal("UnsupportedKernel", output.Error.Name);
        Assert.Contains(language, output.Error.Message);
        Assert.False(output.Held);

        await using var session = new global::Runner.Sessions.KernelSession(new(kernel.Folder) { SkipUnsupported = true });
        var events = new List<KernelEvent>();
        await foreach (var each in session.ExecuteAsync(name, code, kernel.File, 1, null, TestContext.Current.CancellationToken)) events.Add(each);
        Assert.Contains(language, events.OfType<CellSkipped>().Single().Reason);
        Assert.True(new CellOutput(events).Held);
    }
}
