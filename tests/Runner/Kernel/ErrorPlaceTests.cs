using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>Errors name the cell, the line and the column in which they happened.</summary>
public sealed class ErrorPlaceTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    [Fact]
    public async Task A_bug_in_line_57_of_100_is_reported_at_line_57()
    {
        var code = string.Join('\n', Enumerable.Range(1, 100).Select(line => line == 57 ? "    var q = zero / zero;" : line == 1 ? "var zero = 0;" : $"var v{line} = {line};"));

        var output = await kernel.RunAsync("csharp", code, cell: 12);

        Assert.Equal("System.DivideByZeroException", output.Error.Name);
        Assert.Equal(new CodePosition(kernel.File, 12, 57, 13), output.Error.Position);
    }

    [Fact]
    public async Task The_innermost_line_in_a_cell_counts_also_when_the_method_stands_in_an_earlier_cell()
    {
        await kernel.RunAsync("csharp", "// a comment\nint Third(int[] items)\n{\n    return items[2];\n}", cell: 3);
        var output = await kernel.RunAsync("csharp", "var few = new int[2];\n\nThird(few)", cell: 4);

        Assert.Equal(new CodePosition(kernel.File, 3, 4, 5), output.Error.Position);
        Assert.Equal("at Third in lesson.dib, cell 3, line 4", output.Error.Trace[0]);
        Assert.Equal("at top level in lesson.dib, cell 4, line 3", output.Error.Trace[1]);
    }

    [Fact]
    public async Task The_trace_has_no_frame_of_the_engine()
    {
        var output = await kernel.RunAsync("await Task.Delay(1);\nint.Parse(\"x\")");

        Assert.NotEmpty(output.Error.Trace);
        Assert.DoesNotContain(output.Error.Trace, line => line.Contains("Runner.") || line.Contains("Scripting") || line.Contains("CompilerServices") || line.Contains("Submission#"));
        Assert.Equal(2, output.Error.Position!.Line);
    }

    [Theory]
    [InlineData("\"x\".DisplayAs(null);")]
    [InlineData("1.Display(\"what\");")]
    [InlineData("((IEnumerable<int>)null).DisplayTable();")]
    public async Task A_failure_in_what_every_cell_finds_is_one_of_the_line_that_called_it(string code)
    {
        var output = await kernel.RunAsync("csharp", $"// shows\n{code}", cell: 5);

        Assert.Equal(new CodePosition(kernel.File, 5, 2, 1), output.Error.Position);
        Assert.Single(output.Error.Trace, line => line.Contains("cell "));
        Assert.DoesNotContain(output.Error.Trace, line => line.Contains("cell 0") || line.Contains("Submission#"));
    }

    [Fact]
    public async Task Magic_and_reference_lines_count_as_lines()
    {
        var path = typeof(TestKernel).Assembly.Location.Replace("tests.dll", "CsCheck.dll");
        var output = await kernel.RunAsync($"#!time\n#r \"{path}\"\nConsole.Write(1);\n#!who\n\nint.Parse(\"x\");");

        Assert.Equal(6, output.Error.Position!.Line);
    }

    [Fact]
    public async Task An_error_deep_in_a_hot_loop_has_its_line()
    {
        var output = await kernel.RunAsync("""
            var items = new int[3_000_000];
            long sum = 0;
            for (var i = 0; ; i++)
            {
                sum += 1;
                sum +=
                    items[i];
                sum += items[i];
            }
            """);

        Assert.Equal(6, output.Error.Position!.Line);
    }

    [Fact]
    public async Task A_long_recursion_is_told_in_two_lines()
    {
        var output = await kernel.RunAsync("void Deep(int n) { if (n == 0) throw new Exception(\"deep\"); Deep(n - 1); }\nDeep(50);");

        Assert.Equal(["at Deep in lesson.dib, cell 1, line 1", "… and 50 more times", "at top level in lesson.dib, cell 1, line 2"], output.Error.Trace);
    }

    [Fact]
    public async Task An_exception_inside_another_is_told_too_and_gives_the_place()
    {
        var output = await kernel.RunAsync("""
            void Inner() => throw new ArgumentException("root");
            try
            {
                Inner();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException("outer", e);
            }
            """);

        Assert.Equal("outer", output.Error.Message);
        Assert.Contains("caused by System.ArgumentException: root", output.Error.Trace);
        Assert.Equal(1, output.Error.Position!.Line);
    }

    [Fact]
    public async Task Errors_in_lambdas_local_functions_and_async_methods_have_their_line()
    {
        var output = await kernel.RunAsync("""
            async Task<int> LaterAsync()
            {
                int Local(int a) => new[] { 1 }
                    .Select(b =>
                        b / a).Single();
                await Task.Yield();
                return Local(0);
            }
            await LaterAsync()
            """);

        Assert.Equal(5, output.Error.Position!.Line);
        Assert.Equal(
            ["at a lambda in LaterAsync in lesson.dib, cell 1, line 5", "at Local in lesson.dib, cell 1, line 3", "at LaterAsync in lesson.dib, cell 1, line 7", "at top level in lesson.dib, cell 1, line 9"],
            output.Error.Trace.Where(line => line.Contains("lesson.dib")));
    }
}
