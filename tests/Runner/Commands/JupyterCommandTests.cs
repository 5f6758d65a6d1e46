using System.Diagnostics;
using System.Text.Json.Nodes;
using Runner.Commands;
using Runner.Jupyter;
using Tests.Runner.Jupyter;

namespace Tests.Runner.Commands;

public sealed class JupyterCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jupyter-command-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_installed_is_a_kernel_that_a_front_end_can_start()
    {
        Assert.Equal(0, (await RunAsync("install", "--folder", _folder)).Code);
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, ".net-csharp", "kernel.json")))!;
        Assert.Equal("C#", (string?)spec["language"]);
        Assert.Equal("message", (string?)spec["interrupt_mode"]);

        using var frontEnd = new FrontEnd();
        using var kernel = Start(frontEnd, spec);
        frontEnd.WaitUntilReady();
        var cell = frontEnd.Execute("6 * 7");
        Assert.Equal("ok", (string?)frontEnd.Await(cell).Content["status"]);
        Assert.Contains("42", (string?)frontEnd.Hear(cell)[^1].Content["data"]!["text/html"]);

        frontEnd.Await(frontEnd.Send("shutdown_request", new() { ["restart"] = false }, isControl: true), isControl: true);
        await kernel.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(0, kernel.ExitCode);
    }

    // As front ends do by which interrupt_mode is "signal": to the whole process group.
    [Fact]
    public async Task A_signal_stops_the_cell_and_no_more()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        Assert.Equal(0, (await RunAsync("install", "--folder", _folder)).Code);
        using var frontEnd = new FrontEnd();
        using var kernel = Start(frontEnd, JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, ".net-csharp", "kernel.json")))!,
            "setsid", "env", "--default-signal=INT"); // A shell's job in the background ignores the signal, and so would what it starts.
        frontEnd.WaitUntilReady();
        Assert.Equal("ok", (string?)frontEnd.Await(frontEnd.Execute("var kept = 42;")).Content["status"]);
        var cell = frontEnd.Execute("Console.Write(\"runs\");\nawait Task.Delay(-1, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken);");
        frontEnd.HearFirst(cell, "stream");

        using (var kill = Process.Start("kill", ["-INT", "--", $"-{kernel.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("error", "The cell was interrupted."), Outcome(frontEnd.Await(cell)));
        Assert.Equal(("ok", null), Outcome(frontEnd.Await(frontEnd.Execute("if (kept != 42) throw new Exception();"))));
        frontEnd.Await(frontEnd.Send("shutdown_request", new() { ["restart"] = false }, isControl: true), isControl: true);
        await kernel.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Another_programs_kernel_keeps_its_place_unless_it_is_to_be_replaced()
    {
        var file = Path.Combine(_folder, "csharp", "kernel.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, """{"argv": ["another"]}""");

        var (code, error) = await RunAsync("install", "--folder", _folder, "--name", "csharp");
        Assert.Equal(1, code);
        Assert.Equal($"{file} belongs to another program. Give --name another name, or --replace to take its place.\n", error);
        Assert.Equal("""{"argv": ["another"]}""", File.ReadAllText(file));

        Assert.Equal(0, (await RunAsync("install", "--folder", _folder, "--name", "csharp", "--replace")).Code);
        Assert.Equal(0, (await RunAsync("install", "--folder", _folder, "--name", "csharp")).Code); // it is ours now
    }

    [Theory]
    [InlineData("", "no connection file")]
    [InlineData("[]", "no connection file")]
    [InlineData("""{"ip": "127.0.0.1"}""", "no connection file")]
    [InlineData("""{"ip": "x", "shell_port": 1, "control_port": 2, "stdin_port": 3, "iopub_port": 4, "hb_port": 5, "key": "", "transport": "ipc"}""", "only tcp")]
    [InlineData("""{"ip": "x", "shell_port": 1, "control_port": 2, "stdin_port": 3, "iopub_port": 4, "hb_port": 5, "key": "k", "signature_scheme": "hmac-md5"}""", "only hmac-sha256")]
    [InlineData("""{"ip": "192.0.2.1", "shell_port": 1, "control_port": 2, "stdin_port": 3, "iopub_port": 4, "hb_port": 5, "key": ""}""", "tcp://192.0.2.1:1 cannot be opened")]
    public async Task A_connection_that_cannot_be_made_is_told(string contents, string message)
    {
        var file = Path.Combine(_folder, "connection.json");
        File.WriteAllText(file, contents);
        var (code, error) = await RunAsync("start", file);
        Assert.Equal(1, code);
        Assert.Contains(message, error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("../other")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public void A_name_that_is_no_folder_of_its_own_is_refused(string name)
    {
        Assert.Contains("--name takes letters", Assert.Single(JupyterCommand.Create().Parse(["install", "--name", name]).Errors).Message);
        Assert.Throws<ArgumentException>(() => KernelSpec.Install(_folder, name, [], replace: true));
    }

    private static (string?, string?) Outcome(Message reply) => ((string?)reply.Content["status"], (string?)reply.Content["evalue"]);

    /// <summary>Starts the kernel of a spec, by another program where one stands before it.</summary>
    private Process Start(FrontEnd frontEnd, JsonNode spec, params string[] before)
    {
        var to = frontEnd.Connection;
        var connection = Path.Combine(_folder, "connection.json");
        File.WriteAllText(connection, $$"""
            {"ip": "{{to.Ip}}", "transport": "tcp", "key": "{{to.Key}}", "signature_scheme": "hmac-sha256", "kernel_name": "",
             "shell_port": {{to.ShellPort}}, "control_port": {{to.ControlPort}}, "stdin_port": {{to.StdinPort}}, "iopub_port": {{to.IopubPort}}, "hb_port": {{to.HeartbeatPort}}}
            """);
        var words = spec["argv"]!.AsArray().Select(word => ((string)word!).Replace("{connection_file}", connection)).ToList();
        return Process.Start(before.Length > 0 ? before[0] : words[0], [.. before.Skip(1), .. before.Length > 0 ? words : words[1..]]);
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        var error = new StringWriter { NewLine = "\n" };
        var code = await JupyterCommand.Create().Parse(arguments)
            .InvokeAsync(new() { Output = TextWriter.Null, Error = error, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return (code, error.ToString());
    }
}
