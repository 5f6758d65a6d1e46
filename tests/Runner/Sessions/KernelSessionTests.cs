using System.Diagnostics;
using Runner.Protocol;
using Runner.Sessions;
using Tests.Runner.Kernel;

namespace Tests.Runner.Sessions;

/// <summary>However a kernel process ends, its cell ends as a failed one, with a report and with all it had shown.</summary>
public sealed class KernelSessionTests : IAsyncDisposable
{
    private readonly KernelSession _session = new(new(Path.GetTempPath()));

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>Runs a cell; <paramref name="onShown"/> is called when it writes something.</summary>
    private async Task<CellOutput> RunAsync(string code, TimeSpan? timeout = null, Action? onShown = null, CancellationToken? cancellationToken = null)
    {
        var events = new List<KernelEvent>();
        await foreach (var each in _session.ExecuteAsync("csharp", code, "a.dib", 1, timeout, cancellationToken ?? TestContext.Current.CancellationToken))
        {
            events.Add(each);
            if (each is StreamWritten) onShown?.Invoke();
        }
        return new(events);
    }

    private async Task DiesAsync(string code, params string[] words)
    {
        var output = await RunAsync($"Console.Write(\"shown before\");\n{code}");

        var error = output.Events.OfType<CellFailed>().Last();
        Assert.Equal("KernelDied", error.Name);
        Assert.All(words, word => Assert.Contains(word, error.Message));
        Assert.Equal("shown before", output.Stdout);
        Assert.False(output.Held);
        Assert.False(_session.IsAlive);
        Assert.Equal("KernelDied", (await RunAsync("1")).Error.Name); // and so says every later cell
    }

    [Fact]
    public Task Environment_Exit_is_reported_with_its_code() => DiesAsync("Environment.Exit(3);", "exit code 3");

    [Fact]
    public Task A_stack_overflow_is_reported_with_the_method_and_not_with_every_frame() =>
        DiesAsync("int Endless(int n) => 1 + Endless(n + 1);\nEndless(0)", "stack overflow", "Endless", "epeat");

    [Fact]
    public Task A_killed_process_is_reported_with_the_signal() =>
        DiesAsync("System.Diagnostics.Process.GetCurrentProcess().Kill();\nSystem.Threading.Thread.Sleep(10_000);", OperatingSystem.IsWindows() ? "ended" : "signal 9");

    [Fact]
    public async Task A_crash_in_native_code_is_reported_with_the_signal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs libc");
        await DiesAsync("[System.Runtime.InteropServices.DllImport(\"libc\")] static extern void abort();\nabort();", "signal 6");
    }

    [Fact]
    public async Task An_exception_on_a_thread_of_its_own_is_told_with_its_place()
    {
        var output = await RunAsync("Console.Write(\"a\");\nnew System.Threading.Thread(() =>\n    int.Parse(\"x\")).Start();\nSystem.Threading.Thread.Sleep(20_000);");

        Assert.Equal(["System.FormatException", "KernelDied"], output.Events.OfType<CellFailed>().Select(error => error.Name));
        Assert.Equal(3, output.Events.OfType<CellFailed>().First().Position!.Line);
        Assert.Equal("a", output.Stdout);
    }

    [Fact]
    public async Task A_cell_that_runs_too_long_is_ended_with_its_process()
    {
        var output = await RunAsync("while (true) { }", timeout: TimeSpan.FromSeconds(0.5));

        Assert.Equal("Timeout", output.Error.Name);
        Assert.Contains("0.5 s", output.Error.Message);
        Assert.False(_session.IsAlive);
    }

    [Fact]
    public async Task A_cancelled_run_ends_the_process_and_its_children()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs sleep");
        using var cancel = new CancellationTokenSource();

        var output = await RunAsync("var child = System.Diagnostics.Process.Start(\"sleep\", \"600\");\nConsole.Write(child.Id);\nchild.WaitForExit();",
            onShown: cancel.Cancel, cancellationToken: cancel.Token);

        Assert.Equal("Interrupted", output.Error.Name);
        Assert.True(await HasEndedAsync(int.Parse(output.Stdout)));
    }

    /// <summary>Whether a process is gone, or dead and only waits to be buried by its parent.</summary>
    private static async Task<bool> HasEndedAsync(int id)
    {
        for (var attempt = 0; attempt < 100; attempt++, await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            try
            {
                Process.GetProcessById(id).Dispose();
                if (OperatingSystem.IsLinux() && (await File.ReadAllTextAsync($"/proc/{id}/stat", TestContext.Current.CancellationToken)).Contains(") Z ", StringComparison.Ordinal)) return true;
            }
            catch (Exception e) when (e is ArgumentException or IOException)
            {
                return true;
            }
        }
        return false;
    }

    [Fact]
    public async Task An_interrupted_cell_that_looks_at_its_token_stops_and_the_kernel_lives_on()
    {
        await RunAsync("var kept = 1;");
        var running = RunAsync("await Task.Delay(-1, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken);");
        await _session.InterruptAsync(running, TimeSpan.FromSeconds(60));

        Assert.Equal("Interrupted", (await running).Error.Name);
        Assert.Equal("1", (await RunAsync("kept")).Value);
    }

    [Fact]
    public async Task An_interrupt_that_comes_before_its_cell_stops_it_too()
    {
        await RunAsync("var kept = 1;");
        var begin = new TaskCompletionSource();
        var running = RunLaterAsync();
        var interrupting = _session.InterruptAsync(running, TimeSpan.FromSeconds(60));
        begin.SetResult();
        await interrupting;

        Assert.Equal("Interrupted", (await running).Error.Name);
        Assert.Equal("1", (await RunAsync("kept")).Value);

        async Task<CellOutput> RunLaterAsync()
        {
            await begin.Task;
            return await RunAsync("await Task.Delay(-1, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken);");
        }
    }

    [Fact]
    public async Task An_interrupted_cell_that_does_not_stop_is_ended_with_its_process()
    {
        var running = RunAsync("while (true) { }");
        await _session.InterruptAsync(running, TimeSpan.FromMilliseconds(1));

        Assert.Equal("Interrupted", (await running).Error.Name);
        Assert.False(_session.IsAlive);
    }

    [Fact]
    public async Task Whatever_ends_a_process_it_leaves_nothing_in_the_temp_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no files for pipes");
        var said = await RunAsync("Console.Write(string.Join(' ', Environment.GetCommandLineArgs().Append($\"{Environment.ProcessId}\")));");
        var words = said.Stdout.Split(' ');
        await RunAsync("System.Diagnostics.Process.GetCurrentProcess().Kill();\nSystem.Threading.Thread.Sleep(10_000);");

        Assert.Equal(2, words.Count(IsPipe));
        Assert.DoesNotContain(words, word => IsPipe(word) && (File.Exists(word) || Directory.Exists(Path.GetDirectoryName(word))));
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), $"*-{words[^1]}-*"));

        static bool IsPipe(string word) => Path.GetFileName(word) is "in" or "out";
    }

    [Theory]
    [InlineData("var all = new List<byte[]>();\nwhile (true) all.Add(new byte[1_000_000]);", "System.OutOfMemoryException", true)]
    [InlineData("unsafe { while (true) new Span<byte>(System.Runtime.InteropServices.NativeMemory.Alloc(1_000_000), 1_000_000).Fill(1); }", "MemoryLimit", false)]
    public async Task Memory_is_limited(string code, string failure, bool survives)
    {
        await using var session = new KernelSession(new(Path.GetTempPath()) { MemoryLimit = 700_000_000 });
        var events = new List<KernelEvent>();
        await foreach (var each in session.ExecuteAsync("csharp", $"Console.Write(\"before\");\n{code}", "a.dib", 1, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)) events.Add(each);

        var output = new CellOutput(events);
        Assert.Equal(failure, output.Error.Name);
        Assert.Equal("before", output.Stdout);
        Assert.Equal(survives, session.IsAlive);
        Assert.InRange(session.PeakMemory, 100_000_000, 1_500_000_000);
    }

    [Fact]
    public async Task A_restarted_kernel_knows_nothing_of_before()
    {
        await RunAsync("var gone = 1;\nEnvironment.Exit(0);");
        await _session.RestartAsync();

        Assert.True(_session.IsAlive);
        Assert.Equal("2", (await RunAsync("1 + 1")).Value);
        Assert.Equal("CompilationError", (await RunAsync("gone")).Error.Name);
        Assert.InRange(_session.PeakMemory, 10_000_000, 4_000_000_000);
    }

    [Fact]
    public async Task Whoever_stops_listening_to_a_cell_can_still_end_the_session()
    {
        await foreach (var each in _session.ExecuteAsync("csharp", "for (var i = 0; i < 5_000; i++) Console.Write(i);", "a.dib", 1, null, TestContext.Current.CancellationToken))
        {
            if (each is StreamWritten) break;
        }
        await _session.DisposeAsync();

        Assert.False(_session.IsAlive);
    }

    [Fact]
    public async Task A_process_that_was_stopped_says_so_to_whoever_waited_for_it_and_whoever_comes_late()
    {
        var early = RunAsync("1"); // It waits for the process to begin.
        await _session.DisposeAsync();

        Assert.Equal("KernelStopped", (await early).Error.Name);
        Assert.Equal("KernelStopped", (await RunAsync("1")).Error.Name);
        Assert.Empty((await _session.CompleteAsync("Con", 3, TestContext.Current.CancellationToken)).Items);
        await _session.InterruptAsync(Task.CompletedTask, TimeSpan.FromSeconds(60));
    }

    // The runtime of such a process waits for a debugger before it does anything: it never connects.
    private static KernelOptions Suspended => new(Path.GetTempPath()) { Environment = new Dictionary<string, string> { ["DOTNET_DefaultDiagnosticPortSuspend"] = "1" } };

    [Fact]
    public async Task Nobody_else_sees_the_pipes_of_a_kernel_process()
    {
        SecondUser.Require();
        await using var session = new KernelSession(Suspended);
        Assert.Equal("", SecondUser.Run("sh", "-c", $"find {Path.GetTempPath()} -maxdepth 2 -type s -name 'notebook-*' 2>&-; find {Path.GetTempPath()}notebook-* -type s 2>&-").Output);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_never_connects_is_not_waited_for_with_a_timeout_and_without(bool hasTimeout)
    {
        await using var session = new KernelSession(Suspended with { StartTime = TimeSpan.FromSeconds(hasTimeout ? 0.5 : 1) });
        var events = new List<KernelEvent>();
        await foreach (var each in session.ExecuteAsync("csharp", "1", "a.dib", 1, hasTimeout ? TimeSpan.FromSeconds(0.1) : null, TestContext.Current.CancellationToken)) events.Add(each);
        Assert.Contains(events.OfType<CellFailed>().Single().Name, (string[])["KernelDied", "Timeout"]);
        Assert.False(session.IsAlive);
    }

    // Root may enter every folder, and so take another user's place.
    [Fact(Timeout = 60_000)]
    public async Task A_connection_by_somebody_else_ends_the_process_and_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are sockets in files there.");
        SecondUser.Require();
        var mark = $"{Guid.NewGuid()}";
        await using var session = new KernelSession(Suspended with { Environment = Suspended.Environment.Append(new("MARK", mark)).ToDictionary() });
        var pipes = ArgumentsOf(mark)[^2..];
        Assert.StartsWith("notebook-", Path.GetFileName(Path.GetDirectoryName(pipes[0])!)); // Else it would be the machine's temp folder that is opened.
        SecondUser.Open(Path.GetDirectoryName(pipes[0])!);
        foreach (var pipe in pipes) SecondUser.Open(pipe);
        var (code, connections) = SecondUser.Run("perl", "-MSocket", "-e",
            $"my @all; for (qw({string.Join(' ', pipes)})) {{ socket(my $s, AF_UNIX, SOCK_STREAM, 0); push @all, $s if connect($s, sockaddr_un($_)) }} print scalar @all");
        Assert.SkipUnless(code == 0, "It takes Perl to connect.");
        Assert.Equal("2", connections);

        var events = new List<KernelEvent>();
        await foreach (var each in session.ExecuteAsync("csharp", "1", "a.dib", 1, null, TestContext.Current.CancellationToken)) events.Add(each);
        Assert.Equal("KernelDied", events.OfType<CellFailed>().Single().Name);

        static string[] ArgumentsOf(string mark) => Directory.GetDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out _) && Read(process, "environ").Contains(mark, StringComparison.Ordinal))
            .Select(process => Read(process, "cmdline").TrimEnd('\0').Split('\0')).First();

        static string Read(string process, string file)
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return ""; // It has ended.
            }
        }
    }
}
