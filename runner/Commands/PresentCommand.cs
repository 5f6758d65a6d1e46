using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Documents;
using Runner.Presenting;
using Runner.Presenting.Safety;

namespace Runner.Commands;

/// <summary><c>present PATH</c>: notebooks in a browser.</summary>
internal static class PresentCommand
{
    private static readonly Argument<string> Path = new("PATH")
    {
        Description = "A folder of notebooks, or one notebook.",
        Validators = { result => { if (result.Tokens is [var token] && !File.Exists(token.Value) && !Directory.Exists(token.Value)) result.AddError($"There is no file or folder {token.Value}."); } },
    };

    private static readonly Option<int> Port = NumberOfPort("--port", "The port on this machine's loopback address; without it one that is free.");

    private static readonly Option<IPAddress?> Audience = new("--audience")
    {
        Description = "Let others on the network follow, read-only, by a link of their own. ADDRESS is one of this machine's; without it all are.",
        HelpName = "ADDRESS",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result =>
        {
            if (result.Tokens is not [var token]) return IPAddress.Any;
            if (!IPAddress.TryParse(token.Value, out var address)) result.AddError($"{token.Value} is no address: expected something like 192.168.1.5.");
            else if (address.Equals(IPAddress.IPv6Any)) result.AddError($"{token.Value} is no address to send to others: give one of this machine's, or --audience without an address for all of them.");
            return address;
        },
    };

    private static readonly Option<int> AudiencePort = NumberOfPort("--audience-port", "The audience's port; without it one that is free.");

    private static readonly Option<bool> NoBrowser = new("--no-browser") { Description = "Print the address, but open no browser." };

    public static Command Create()
    {
        var command = new Command("present", "Show notebooks in a browser, to step through, change and run.") { Path, Port, Audience, AudiencePort, NoBrowser, RunOptions.Parameters };
        command.SetAction((parsed, cancellationToken) => PresentAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> PresentAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        PresentServer started;
        try
        {
            started = await PresentServer.StartAsync(new(parsed.GetRequiredValue(Path))
            {
                Port = parsed.GetValue(Port),
                Audience = parsed.GetValue(Audience),
                AudiencePort = parsed.GetValue(AudiencePort),
                Environment = RunOptions.Environment(parsed.GetValue(RunOptions.Parameters) ?? []),
            });
        }
        catch (Exception e) when (e.GetBaseException() is SocketException reason)
        {
            var isPort = reason.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied;
            parsed.InvocationConfiguration.Error.WriteLine($"{e.Message} {(isPort
                ? "Choose another port, or leave out --port and --audience-port for ones that are free."
                : "--audience takes an address of this machine; without one it opens them all.")}");
            return 1;
        }

        await using var server = started;
        var address = server.NewLaunchAddress();
        if (parsed.GetRequiredValue(Path) is var folder && Directory.Exists(folder)) output.WriteLine(NotebookFiles.Count(NotebookFolder.NotebooksIn(folder).Count(), folder));
        output.WriteLine($"Notebooks at {address}");
        if (server.AudienceLink.Address is { } link) output.WriteLine($"The audience follows at {link}");
        output.WriteLine("The first address lets one browser in. Ctrl-C ends it.");
        using var launch = parsed.GetValue(NoBrowser) ? null : Open(address);
        await server.WaitAsync(cancellationToken);
        return 0;
    }

    private static Option<int> NumberOfPort(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "NUMBER",
        CustomParser = result => RunOptions.Number<int>(result, port => port is >= 0 and <= 65535, $"{name} takes a number from 0 to 65535; 0 is one that is free."),
    };

    private static LaunchFile? Open(string address)
    {
        LaunchFile? launch = null;
        try
        {
            launch = new(address);
            using var browser = Process.Start(new ProcessStartInfo(launch.Path) { UseShellExecute = true, RedirectStandardOutput = false });
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or PlatformNotSupportedException or IOException or UnauthorizedAccessException)
        {
            // No browser to open: the address is printed.
        }

        return launch;
    }
}
