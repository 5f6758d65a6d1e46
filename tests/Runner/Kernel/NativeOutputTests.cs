using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>What is written past the console, by native code and by processes that a cell starts.</summary>
public sealed class NativeOutputTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private static string Run(string command) => OperatingSystem.IsWindows()
        ? $"System.Diagnostics.Process.Start(\"cmd\", [\"/c\", \"{command}\"]).WaitForExit();"
        : $"System.Diagnostics.Process.Start(\"/bin/sh\", [\"-c\", \"{command}\"]).WaitForExit();";

    [Fact]
    public async Task A_child_process_writes_into_the_cell_that_runs()
    {
        await kernel.RunAsync("Console.Write(\"before\");");

        var output = await kernel.RunAsync(Run("echo one&& echo two>&2"));

        Assert.True(output.Held);
        Assert.Equal("one", output.Stdout.Trim());
        Assert.Equal("two", string.Concat(output.Events.OfType<StreamWritten>().Where(text => text.Name == "stderr").Select(text => text.Text)).Trim());
        Assert.Empty((await kernel.RunAsync("1")).Events.OfType<StreamWritten>());
    }

    [Fact]
    public async Task What_C_keeps_for_later_comes_with_its_cell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "another C");
        await kernel.RunAsync("[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int puts(string text);");

        var output = await kernel.RunAsync("puts(\"from C\");");

        Assert.Equal("from C\n", output.Stdout);
    }

    [Fact]
    public async Task What_is_written_to_the_real_stdout_comes_whole()
    {
        var output = await kernel.RunAsync("var raw = Console.OpenStandardOutput();\nforeach (var i in Enumerable.Range(0, 50_000)) raw.Write(System.Text.Encoding.UTF8.GetBytes($\"é{i}\\n\"));");

        Assert.Equal(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"é{i}\n")), output.Stdout);
    }

    [Fact]
    public async Task A_child_that_crashes_is_told_of_in_the_cell_and_not_taken_for_the_kernel_process()
    {
        var output = await kernel.RunAsync(Run("echo Unhandled exception. System.Exception: of the child>&2"));

        Assert.True(output.Held);
        Assert.Contains("of the child", string.Concat(output.Events.OfType<StreamWritten>().Select(text => text.Text)));
    }

    [Fact]
    public async Task Output_without_end_is_cut()
    {
        var output = await kernel.RunAsync("var raw = Console.OpenStandardOutput();\nvar line = System.Text.Encoding.UTF8.GetBytes(new string('x', 9_999) + \"\\n\");\nforeach (var i in Enumerable.Range(0, 1_500)) raw.Write(line);");

        Assert.True(output.Held);
        Assert.InRange(output.Stdout.Length, 9_900_000, 10_000_000);
        Assert.Contains("left out", string.Concat(output.Events.OfType<StreamWritten>().Where(text => text.Name == "stderr").Select(text => text.Text)));
    }

    [Fact]
    public async Task A_process_that_goes_on_writes_after_the_cell_as_late()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "another shell");
        var late = new System.Collections.Concurrent.ConcurrentQueue<KernelEvent>();
        kernel.Session.Late += late.Enqueue;

        await kernel.RunAsync("System.Diagnostics.Process.Start(\"/bin/sh\", [\"-c\", \"sleep 0.3; echo still here\"]);");

        for (var waits = 0; waits < 500 && !late.OfType<StreamWritten>().Any(text => text.Text.Contains("[After the cell had ended:]\nstill here\n")); waits++) await Task.Delay(20, TestContext.Current.CancellationToken);
        kernel.Session.Late -= late.Enqueue;
        Assert.Contains(late.OfType<StreamWritten>(), text => text.Text.Contains("[After the cell had ended:]\nstill here\n"));
    }
}
