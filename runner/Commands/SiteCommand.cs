using System.CommandLine;
using Runner.Reports;
using Runner.Sites;

namespace Runner.Commands;

/// <summary><c>site OUT [PATH…]</c></summary>
internal static class SiteCommand
{
    private static readonly Argument<string> Out = new("OUT") { Description = "The folder to write the site to." };

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Notebooks, or folders of notebooks, in the order of the site; the Markdown files beside them become pages too, README.md the first one.",
        DefaultValueFactory = _ => ["notebooks"],
        Validators =
        {
            result =>
            {
                foreach (var token in result.Tokens.Where(token => !Directory.Exists(token.Value) && Path.GetExtension(token.Value).ToLowerInvariant() is not (".dib" or ".ipynb")))
                    result.AddError($"{token.Value} is no notebook (.dib, .ipynb) and no folder; the Markdown files beside notebooks come by themselves.");
            },
        },
    };

    private static readonly Option<string?> Title = new("--title") { Description = "The site's title; without it the heading of README.md.", HelpName = "TEXT" };

    public static Command Create()
    {
        var command = RunOptions.With(new Command("site", "Run notebooks and write them as a web site that needs no server: navigation, search, nothing loaded from elsewhere.") { Out, Paths, Title });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var notebooks = NotebookFiles.Find(parsed, parsed.GetRequiredValue(Paths), leaveOut: parsed.GetRequiredValue(Out));
            var site = new SiteWriter(parsed.GetRequiredValue(Out), notebooks, parsed.GetValue(Title), Secrets.OfEnvironment(), parsed.InvocationConfiguration.Error);
            using var quiet = GitHubActions.Quieten(Console.Out, Environment.GetEnvironmentVariable);
            var result = await RunOptions.Read(parsed, site).RunAsync(notebooks, cancellationToken);
            return result is { Held: true, Notebooks.Count: > 0 } && site.Held && !cancellationToken.IsCancellationRequested ? 0 : 1;
        });
        return command;
    }
}
