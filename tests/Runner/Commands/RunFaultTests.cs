using System.Diagnostics;
using System.Text;
using Runner.Commands;
using Runner.Reports;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Commands;

/// <summary>What a run leaves behind when it, or the machine under it, is in trouble.</summary>
public sealed class RunFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("run-fault-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, params string[] cells)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', cells.Select(cell => $"#!csharp\n\n{cell}\n")));
        return path;
    }

    /// <summary>The runner as a process of its own, with a temporary folder of its own and a mark that its children inherit.</summary>
    private Process Start(string mark, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(RunCommand).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_folder, "temp")).FullName;
        start.Environment["RUN_FAULT_TEST"] = mark;
        return Process.Start(start)!;
    }

    private static IEnumerable<int> ProcessesWith(string mark) => Directory.GetDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
        .Where(id => id > 0 && Environment(id).Contains(mark, StringComparison.Ordinal));

    private static string Environment(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ", Encoding.Latin1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // It has ended, or belongs to somebody else.
        }
    }

    [Fact]
    public async Task A_run_of_many_notebooks_leaves_no_process_and_no_temporary_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        for (var i = 0; i < 6; i++) Write($"{i}.dib", i switch { 1 => "Environment.Exit(1);", 2 => "System.Diagnostics.Process.Start(\"sleep\", \"600\");", 3 => "throw new Exception();", _ => "1 + 1" });
        var mark = $"{Guid.NewGuid()}";

        using var process = Start(mark, "run", _folder, "-j", "2", "--report", Path.Combine(_folder, "out"));
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("2 of 6 notebooks failed", output);
        Assert.Empty(ProcessesWith(mark));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder, "temp")));
        Assert.Equal(6 * 2 + 2, Directory.GetFiles(Path.Combine(_folder, "out")).Length);
    }

    [Fact]
    public async Task Ctrl_C_ends_every_process_and_leaves_the_reports_of_what_ran()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It sends a signal and looks into /proc.");
        Assert.SkipWhen(RunCommandTests.IgnoresInterrupts(), "These tests were started with SIGINT ignored, as a shell's background jobs are, and so is all that they start.");
        Write("1.dib", "Console.Write(\"first notebook\");");
        Write("2.dib", "Console.WriteLine(\"has begun\");\nwhile (true) System.Threading.Thread.Sleep(100);", "\"after\"");
        Write("3.dib", "\"never\"");
        var (mark, report) = ($"{Guid.NewGuid()}", Path.Combine(_folder, "out"));

        using var process = Start(mark, "run", _folder, "--report", report);
        var output = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            output.AppendLine(line);
            if (line.Trim() == "has begun") Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("The run was interrupted.", output.ToString());
        Assert.Empty(ProcessesWith(mark));
        Assert.Equal(["1.html", "1.ipynb", "2.html", "2.ipynb", "junit.xml", "summary.md"], Directory.GetFiles(report).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("first notebook", File.ReadAllText(Path.Combine(report, "1.html")));
        Assert.Contains("has begun", File.ReadAllText(Path.Combine(report, "2.html")));
    }

    [Theory]
    [InlineData("a.html")]
    [InlineData("a.ipynb")]
    [InlineData("junit.xml")]
    [InlineData("summary.md")]
    public void A_report_that_cannot_be_written_is_told_and_costs_no_other_and_no_older_one(string file)
    {
        var (report, error) = (Path.Combine(_folder, "out"), new StringWriter());
        Directory.CreateDirectory(report);
        File.WriteAllText(Path.Combine(report, file), "of the run before");
        File.SetAttributes(Path.Combine(report, file), FileAttributes.ReadOnly);
        var writer = new ReportWriter(report, new([]), TextWriter.Null, error, _ => null);
        var notebook = Notebook(Path.Combine(_folder, "a.dib"), Cell(1, "csharp", "x", Wrote("text")));

        writer.NotebookEnded(notebook);
        writer.RunEnded(Run(notebook));

        Assert.False(writer.Held);
        Assert.StartsWith($"{Path.Combine(report, file)}: could not be written: {Path.Combine(report, file)} is read-only", error.ToString());
        Assert.Equal(["a.html", "a.ipynb", "junit.xml", "summary.md"], Directory.GetFiles(report).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("of the run before", File.ReadAllText(Path.Combine(report, file)));
        Assert.All(Directory.GetFiles(report).Where(each => Path.GetFileName(each) != file), each => Assert.True(new FileInfo(each).Length > 100));
        File.SetAttributes(Path.Combine(report, file), FileAttributes.Normal);
    }
}
