using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Runner.Presenting;

namespace Runner.Commands;

/// <summary><c>present PATH</c>: notebooks in a browser.</summary>
internal static class PresentCommand
{
    private static readonly Argument<string> Path = new("PATH")
    {
        Description = "A folder of notebooks, or one notebook.",
        Validators = { result => { if (result.Tokens is [var token] && !File.Exists(token.Value) && !Directory.Exists(token.Value)) result.AddError($"There is no file or folder {token.Value}."); } },
    };

    private static readonly Option<int> Port = new("--port") { Description = "The port on this machine's loopback address; without it one that is free.", HelpName = "NUMBER" };

    private static readonly Option<IPAddress?> Audience = new("--audience")
    {
        Description = "Let others on the network follow, read-only, by a link of their own. ADDRESS is one of this machine's; without it all are.",
        HelpName = "ADDRESS",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result =>
        {
            if (result.Tokens is not [var token]) return IPAddress.Any;
            if (!IPAddress.TryParse(token.Value, out var address)) result.AddError($"{token.Value} is no address: expected something like 192.168.1.5.");
            return address;
        },
    };

    private static readonly Option<int> AudiencePort = new("--audience-port") { Description = "The audience's port; without it one that is free.", HelpName = "NUMBER" };

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
        await using var server = await PresentServer.StartAsync(new(parsed.GetRequiredValue(Path))
        {
            Port = parsed.GetValue(Port),
            Audience = parsed.GetValue(Audience),
            AudiencePort = parsed.GetValue(AudiencePort),
            Environment = RunOptions.Environment(parsed.GetValue(RunOptions.Parameters) ?? []),
        });
        var address = server.NewLaunchAddress();
        output.WriteLine($"Notebooks at {address}");
        if (server.AudienceLink.Address is { } link) output.WriteLine($"The audience follows at {link}");
        output.WriteLine("The first address lets one browser in. Ctrl-C ends it.");
        if (!parsed.GetValue(NoBrowser)) Open(address);
        await server.WaitAsync(cancellationToken);
        return 0;
    }

    private static void Open(string address)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true, RedirectStandardOutput = false });
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            // No browser to open: the address is printed.
        }
    }
}
