using System.Diagnostics;
using Runner.Commands;

namespace Tests.Runner.Commands;

/// <summary>The verb <c>run</c>: what it prints and how it exits, in health and with every fault.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("run-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, params string[] cells)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', cells.Select(cell => $"#!csharp\n\n{cell}\n")));
        return path;
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var code = await RunCommand.Create().Parse(arguments).InvokeAsync(new() { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    /// <summary>The runner as its own process.</summary>
    private static (int Code, string Output) Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(RunCommand).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    [Fact]
    public void A_notebook_that_holds_exits_with_0_and_shows_each_cell_with_its_outputs_and_time()
    {
        var path = Path.Combine(_folder, "a.dib");
        File.WriteAllText(path, "#!markdown\n\n## The *title*\n\nprose\n\n#!csharp\n\nvar x = 20;\nConsole.WriteLine(\"written\");\nx + 1\n");

        var (code, output) = Start("run", path);

        Assert.Equal(0, code);
        Assert.Contains("[1/2] The *title*\n[2/2] var x = 20;\n    written\n    21\n", output);
        Assert.Matches(@"\n    [\d.]+ m?s\n", output);
        Assert.Matches($@"\nnotebook +cells +failed +not run +time +peak memory\n{path} +2 +0 +0 +[\d.]+ m?s +\d+ MiB\n", output);
        Assert.Contains("Every cell held", output);
        Assert.DoesNotContain("prose", output);
        Assert.DoesNotContain("\u001b", output);
    }

    [Fact]
    public void A_command_line_that_is_wrong_exits_with_2()
    {
        Assert.Equal(2, Start("run").Code);
        Assert.Equal(2, Start("run", "a.dib", "--timeout", "-1").Code);
        Assert.Equal(2, Start("run", "a.dib", "--param", "nameless").Code);
        Assert.Equal(2, Start("run", "a.dib", "--memory-limit", "much").Code);
        Assert.Equal(2, Start("jog").Code);
    }

    [Theory]
    [InlineData("--timeout", "0")]
    [InlineData("--timeout", "1e10")]
    [InlineData("--timeout", "NaN")]
    [InlineData("--timeout", "long")]
    [InlineData("--notebook-timeout", "1e30")]
    public void A_time_that_no_clock_can_wait_for_is_refused(string option, string value) =>
        Assert.Contains(option, Assert.Single(RunCommand.Create().Parse(["a.dib", option, value]).Errors).Message);

    [Fact]
    public async Task A_missing_notebook_is_named()
    {
        var path = Path.Combine(_folder, "missing.dib");

        var (code, output) = await RunAsync(path);

        Assert.Equal(1, code);
        Assert.Contains($"{path}: there is no such file", output);
    }

    [Fact]
    public async Task Malformed_meta_is_named_with_its_line()
    {
        var path = Path.Combine(_folder, "bad.dib");
        File.WriteAllText(path, "#!meta\n\n{\"kernelInfo\": nonsense}\n\n#!csharp\n\n1\n");

        var (code, output) = await RunAsync(path);

        Assert.Equal(1, code);
        Assert.Contains(path, output);
        Assert.Contains("line 3", output);
    }

    [Fact]
    public async Task A_compile_error_in_cell_3_is_told_with_its_line_in_the_file_and_the_other_cells_run()
    {
        var path = Write("a.dib", "var a = 1;", "var b = 2;", "\nvar c = missing;", "a + b");

        var (code, output) = await RunAsync(path);

        Assert.Equal(1, code);
        Assert.Contains($"[3/4] var c = missing;\n    CompilationError at line 1, column 9 ({path}:12)\n    (1,9): error CS0103", output);
        Assert.Contains("[4/4] a + b\n    3\n", output);
        Assert.Matches(@"\.dib +4 +1 +0 ", output);
    }

    [Fact]
    public async Task An_exception_in_cell_3_is_told_with_its_line_in_the_file_and_its_trace()
    {
        var path = Write("a.dib", "int Parse(string text)\n{\n    return int.Parse(text);\n}", "1", "var text = \"x\";\nParse(text)");

        var (code, output) = await RunAsync(path);

        Assert.Equal(1, code);
        Assert.Contains($"FormatException at line 3, column 5 of cell 1 ({path}:5)\n", output);
        Assert.Contains("at Parse in a.dib, cell 1, line 3\n", output);
        Assert.Contains("at top level in a.dib, cell 3, line 2\n", output);
    }

    [Fact]
    public async Task A_bug_in_line_57_of_a_hundred_is_told_at_that_line()
    {
        var lines = Enumerable.Range(1, 100).Select(line => line == 57 ? "int.Parse(\"x\");" : $"// line {line}");
        var path = Write("a.dib", "1", string.Join('\n', lines));

        var (code, output) = await RunAsync(path);

        Assert.Equal(1, code);
        Assert.Contains($"FormatException at line 57, column 1 ({path}:{4 + 2 + 57})", output);
    }

    [Fact]
    public async Task An_error_in_an_imported_notebook_is_told_at_its_line_there()
    {
        Write("setup.dib", "1", "int.Parse(\"x\");");
        var path = Write("a.dib", "#!import setup.dib");

        var (code, output) = await RunAsync(path);

        Assert.Equal(1, code);
        Assert.Contains("FormatException at line 1, column 1 of cell 2 (", output);
        Assert.Contains("setup.dib:7)", output);
    }

    [Fact]
    public async Task With_stop_on_error_the_rest_of_that_notebook_is_not_run_but_the_next_is()
    {
        Write("1.dib", "throw new Exception(\"first\");", "Console.Write(\"unreached\");");
        Write("2.dib", "Console.Write(\"second notebook\");");

        var (code, output) = await RunAsync(_folder, "--stop-on-error");

        Assert.Equal(1, code);
        Assert.DoesNotContain("    unreached", output);
        Assert.Contains("1 of 2 cells were not run.", output);
        Assert.Contains("    second notebook", output);
        Assert.Matches(@"1\.dib +2 +1 +1 ", output);
        Assert.Contains("1 of 2 notebooks failed", output);
    }

    [Fact]
    public async Task A_dead_kernel_process_ends_its_notebook_and_not_the_run()
    {
        Write("1.dib", "Console.Write(\"before\");\nEnvironment.Exit(3);", "Console.Write(\"unreached\");");
        Write("2.dib", "int Endless(int n) => Endless(n + 1) + 1;\nEndless(0)");
        Write("3.dib", "while (true) { }", "1");
        Write("4.dib", "Console.Write(\"last notebook\");");
        Write("setup.dib", "Console.Write(\"not a lesson\");");

        var (code, output) = await RunAsync(_folder, "--timeout", "10");

        Assert.Equal(1, code);
        Assert.Contains("    before\n    KernelDied\n    The kernel process ended with exit code 3.", output);
        Assert.DoesNotContain("    unreached", output);
        Assert.Contains("stack overflow", output);
        Assert.Contains("The cell ran longer than 10 s", output);
        Assert.Contains("    last notebook", output);
        Assert.DoesNotContain("not a lesson", output);
        Assert.Contains("3 of 4 notebooks failed", output);
    }

    [Fact]
    public async Task Skipped_cells_and_announced_failures_are_told_everywhere_and_exit_with_0()
    {
        var path = Path.Combine(_folder, "a.dib");
        await File.WriteAllTextAsync(path, "#!fsharp\n\nlet x = 1\n\n#!csharp\n\n// raises-exception\nint.Parse(\"x\");\n\n#!csharp\n\n// skip-execution: too slow\n1\n", TestContext.Current.CancellationToken);
        var report = Path.Combine(_folder, "out");

        var (code, output) = await RunAsync(path, "--skip-unsupported", "--report", report);

        Assert.Equal(0, code);
        Assert.Contains("    skipped: F# is not run here\n", output);
        Assert.Contains("FormatException at line 2, column 1", output);
        Assert.Contains("as the cell announces", output);
        Assert.Contains("    skipped: too slow\n", output);
        Assert.Contains("Every cell held but 2 that were skipped", output);
        Assert.Equal(1, (await RunAsync(path)).Code);

        string Read(string name) => File.ReadAllText(Path.Combine(report, name));
        Assert.Contains("failures=\"0\" errors=\"0\" skipped=\"2\"", Read("junit.xml"));
        Assert.Contains("<skipped message=\"too slow\"", Read("junit.xml"));
        Assert.Contains("(too slow)", Read("summary.md"));
        Assert.Contains("1 of 3 cells held, 2 skipped", Read("a.html"));
        Assert.Contains("[Skipped: F# is not run here]", Read("a.html"));
        Assert.Contains("[Skipped: too slow]", Read("a.ipynb"));
        Assert.Contains("\"ename\": \"System.FormatException\"", Read("a.ipynb"));
    }

    [Fact]
    public async Task A_process_that_takes_more_memory_than_it_may_is_ended_with_both_sizes()
    {
        var path = Write("a.dib", "unsafe { while (true) new Span<byte>(System.Runtime.InteropServices.NativeMemory.Alloc(1_000_000), 1_000_000).Fill(1); }");

        var (code, output) = await RunAsync(path, "--memory-limit", "0.5GiB");

        Assert.Equal(1, code);
        Assert.Matches(@"MemoryLimit\n    The kernel process held [\d.]+ GiB of memory, more than the limit of 0\.5 GiB", output);
    }

    [Fact]
    public async Task Ctrl_C_ends_every_child_and_leaves_reports_of_what_ran()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no SIGINT");
        Assert.SkipWhen(IgnoresInterrupts(), "These tests were started with SIGINT ignored, as a shell's background jobs are, and so is all that they start.");
        var path = Write("a.dib", "1 + 1", "var child = System.Diagnostics.Process.Start(\"sleep\", \"60\");\nConsole.WriteLine($\"shown {Environment.ProcessId} {child.Id} end\");\nchild.WaitForExit();", "3");
        var report = Path.Combine(_folder, "out");
        using var runner = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(RunCommand).Assembly.Location, "run", path, "--report", report]) { RedirectStandardOutput = true })!;
        var cancel = TestContext.Current.CancellationToken;
        string? line;
        while ((line = await runner.StandardOutput.ReadLineAsync(cancel)) is not null && !line.Contains("shown ")) { }
        Process.Start("kill", ["-INT", $"{runner.Id}"]).WaitForExit();
        await runner.StandardOutput.ReadToEndAsync(cancel);
        await runner.WaitForExitAsync(cancel);

        Assert.Equal(1, runner.ExitCode);
        Assert.All(line!.Trim().Split(' ')[1..3], id => Assert.False(Directory.Exists($"/proc/{id}") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ")));
        Assert.Contains("shown ", await File.ReadAllTextAsync(Path.Combine(report, "a.ipynb"), cancel));
        Assert.Contains("Interrupted", await File.ReadAllTextAsync(Path.Combine(report, "junit.xml"), cancel));
        Assert.Equal(["a.html", "a.ipynb", "junit.xml", "summary.md"], Directory.GetFiles(report).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>Whether what is started here hears no SIGINT.</summary>
    internal static bool IgnoresInterrupts() =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[^1] is '2' or '3' or '6' or '7' or 'a' or 'b' or 'e' or 'f';

    [Fact]
    public async Task A_package_that_does_not_exist_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), "<configuration><packageSources><clear/></packageSources></configuration>");

        var (code, output) = await RunAsync(Write("a.dib", "#r \"nuget: No.Such.Package.Anywhere, 1.2.3\""));

        Assert.Equal(1, code);
        Assert.Contains("There is no package No.Such.Package.Anywhere, 1.2.3", output);
    }

    [Fact]
    public async Task Parameters_reach_the_notebook()
    {
        var path = Write("a.dib", "Console.Write(Environment.GetEnvironmentVariable(\"NOTEBOOK_PARAM_epochs\") + Environment.GetEnvironmentVariable(\"NOTEBOOK_PARAM_name\"));");

        var (code, output) = await RunAsync(path, "--param", "epochs=1", "--param", "name=a=b", "--param", "epochs=2");

        Assert.Equal(0, code);
        Assert.Contains("    2a=b\n", output);
    }

    [Fact]
    public async Task A_folder_without_notebooks_is_no_success()
    {
        var (code, output) = await RunAsync(_folder);

        Assert.Equal(1, code);
        Assert.Contains("There were no notebooks to run.", output);
    }

    [Fact]
    public async Task Of_a_notebook_in_both_formats_a_folder_runs_the_dib()
    {
        Write("a.dib", "Console.Write(\"the dib\");");
        File.WriteAllText(Path.Combine(_folder, "a.ipynb"), "a copy");
        File.WriteAllText(Path.Combine(_folder, "b.ipynb"), """{"cells":[{"cell_type":"code","source":"Console.Write(\"alone\");"}],"nbformat":4,"nbformat_minor":5,"metadata":{}}""");

        var (code, output) = await RunAsync(_folder);

        Assert.Equal(0, code);
        Assert.Contains("the dib", output);
        Assert.Contains("alone", output);
    }

    [Fact]
    public async Task Outputs_that_drift_from_the_recorded_ones_fail_the_run_in_every_report()
    {
        var path = Write("a.dib", "Console.WriteLine(\"loss \" + Environment.GetEnvironmentVariable(\"NOTEBOOK_PARAM_loss\"));", "2");
        var report = Path.Combine(_folder, "out");

        Assert.Equal(0, (await RunAsync(path, "--record-outputs", "--param", "loss=0.500")).Code);
        Assert.Equal(0, (await RunAsync(path, "--check-outputs", "--param", "loss=0.502")).Code);
        var (code, output) = await RunAsync(path, "--check-outputs", "--param", "loss=0.600", "--report", report);

        Assert.Equal(1, code);
        Assert.Contains("    OutputDrift\n    Cell 1 puts out something else than recorded. Line 1 of its output:\n      expected: loss 0.500\n      found:    loss 0.600\n", output);
        Assert.Matches(@"a\.dib +2 +1 +0 ", output);
        Assert.All(["a.html", "a.ipynb", "junit.xml", "summary.md"], file => Assert.Contains("expected: loss 0.500", File.ReadAllText(Path.Combine(report, file))));
        Assert.Equal(0, (await RunAsync(path, "--check-outputs", "--param", "loss=0.600", "--tolerance", "0.2")).Code);
    }
}
