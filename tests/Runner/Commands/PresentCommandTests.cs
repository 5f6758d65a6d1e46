using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Commands;

namespace Tests.Runner.Commands;

/// <summary>The verb <c>present</c> where what is asked for cannot be had.</summary>
public sealed class PresentCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("present-command-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        var error = new StringWriter { NewLine = "\n" };
        var code = await PresentCommand.Create().Parse([_folder, "--no-browser", .. arguments])
            .InvokeAsync(new() { Output = TextWriter.Null, Error = error, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return (code, error.ToString());
    }

    [Theory]
    [InlineData("--port", "99999", "--port takes a number from 0 to 65535")]
    [InlineData("--port", "-1", "--port takes a number from 0 to 65535")]
    [InlineData("--port", "web", "--port takes a number from 0 to 65535")]
    [InlineData("--audience-port", "65536", "--audience-port takes a number from 0 to 65535")]
    [InlineData("--audience", "::", "--audience without an address")]
    [InlineData("--audience", "here", "here is no address")]
    public void An_option_that_makes_no_sense_is_refused(string option, string value, string message) =>
        Assert.Contains(message, Assert.Single(PresentCommand.Create().Parse([_folder, option, value]).Errors).Message);

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = $"{((IPEndPoint)other.LocalEndpoint).Port}";

        foreach (var arguments in (string[][])[["--port", port], ["--audience", "127.0.0.1", "--audience-port", port]])
        {
            var (code, error) = await RunAsync(arguments);
            Assert.Equal(1, code);
            Assert.Matches($@"^127\.0\.0\.1:{port} cannot be opened: .+\. Choose another port.+\n$", error);
        }
    }

    [Fact]
    public async Task No_program_is_started_with_the_token_and_nobody_else_reads_the_file_that_has_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems open a browser in ways of their own.");
        var opened = Path.Combine(_folder, "opened");
        var opener = Path.Combine(_folder, "xdg-open");
        File.WriteAllText(opener, $"#!/bin/sh\n{{ echo \"$@\"; stat -c %a \"$1\" \"$(dirname \"$1\")\"; cat \"$1\"; }} > {opened}.part\nmv {opened}.part {opened}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var present = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "runner.dll"), "present", _folder])
        {
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        try
        {
            string? line;
            while ((line = await present.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)) is not null && !line.StartsWith("Notebooks at", StringComparison.Ordinal)) { }
            var token = new Uri(line!.Split(' ')[^1]).Query["?token=".Length..];
            while (!File.Exists(opened)) await Task.Delay(50, TestContext.Current.CancellationToken);

            var lines = File.ReadAllLines(opened);
            Assert.DoesNotContain(token, lines[0]);
            Assert.DoesNotContain(token, File.ReadAllText($"/proc/{present.Id}/cmdline"));
            Assert.Equal(["600", "700"], lines[1..3]);
            Assert.Contains(token, lines[3]);
        }
        finally
        {
            present.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        var (code, error) = await RunAsync("--audience", "192.0.2.1");

        Assert.Equal(1, code);
        Assert.Matches(@"^192\.0\.2\.1 cannot be opened: .+\. --audience takes an address of this machine.+\n$", error);
    }
}
