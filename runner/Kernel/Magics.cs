using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive.Formatting;

namespace Runner.Kernel;

/// <summary>The magic commands, <c>#!name arguments</c>. One that is not in this table fails its cell.</summary>
internal static class Magics
{
    private sealed record Magic(string Description, Func<string, NotebookKernel, CellRun, Task> RunAsync);

    private static readonly SortedDictionary<string, Magic> Commands = new(StringComparer.Ordinal)
    {
        ["import"] = new("runs all cells of another notebook here: #!import setup.dib", (file, kernel, run) => kernel.ImportAsync(file.Trim('"'), run)),
        ["time"] = new("shows how long the cell took", Time),
        ["who"] = new("lists the variables", (_, kernel, run) => Show(run, string.Join('\n', kernel.CSharp.Variables.Select(variable => variable.Name)))),
        ["whos"] = new("lists the variables with type and value", (_, kernel, run) => Show(run, [.. kernel.CSharp.Variables])),
        ["set"] = new("makes a variable: #!set --name x --value text, or --value @value:y", (arguments, kernel, _) => kernel.Shared.SetAsync(arguments)),
        ["share"] = new("makes a variable of a stored value: #!share x --from value", (arguments, kernel, _) => kernel.Shared.ShareAsync(arguments)),
        ["about"] = new("says what runs the notebook", (_, _, run) => Show(run, About)),
        ["lsmagic"] = new("lists the magic commands", (_, _, run) => Show(run, List)),
    };

    private static string List => string.Join('\n',
        Commands!.Select(command => $"#!{command.Key}  {command.Value.Description}")
            .Append("#!value --name x  stores the text below it, or --from-file, --from-url")
            .Append("#!csharp, #!markdown, #!html, #!javascript, #!mermaid  begin a part of that kind")
            .Append("#r \"nuget: Name, version\", #r \"path.dll\", #i \"nuget: feed\"  add references"));

    private static string About =>
        $"The course's own notebook runner\nC# {LanguageVersion.CSharp14.ToDisplayString()}, Roslyn {typeof(CSharpCompilation).Assembly.GetName().Version?.ToString(3)}\n"
        + $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})";

    public static IReadOnlyCollection<string> Names => Commands.Keys;

    public static IEnumerable<(string Name, string Description)> Known => [
        .. Commands.Select(command => (command.Key, command.Value.Description)),
        ("value", "stores the text below it: #!value --name x"),
        .. ((string[])["csharp", "html", "javascript", "markdown", "mermaid"]).Select(kernel => (kernel, "begins a part of that kind")),
    ];

    public static Task RunAsync(MagicPart magic, NotebookKernel kernel, CellRun run) => Commands[magic.Name].RunAsync(magic.Arguments, kernel, run);

    private static Task Time(string arguments, NotebookKernel kernel, CellRun run)
    {
        var started = Stopwatch.GetTimestamp();
        run.BeforeEnd(() => _ = Show(run, $"Wall time: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.####}ms"));
        return Task.CompletedTask;
    }

    private static Task Show(CellRun run, string text)
    {
        run.Show(NotebookKernel.NewDisplayId(), [new("text/plain", text)]);
        return Task.CompletedTask;
    }

    private static Task Show(CellRun run, IReadOnlyList<CellVariable> variables)
    {
        string[][] rows = [.. variables.Select(variable => (string[])[variable.Name, $"{variable.Type}", Text(variable.Value)])];
        var html = string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(text => $"<td>{WebUtility.HtmlEncode(text)}</td>"))}</tr>"));
        run.Show(NotebookKernel.NewDisplayId(),
        [
            new("text/html", $"<table><thead><tr><th>Name</th><th>Type</th><th>Value</th></tr></thead><tbody>{html}</tbody></table>"),
            new("text/plain", string.Join('\n', rows.Select(row => string.Join("  ", row)))),
        ]);
        return Task.CompletedTask;

        static string Text(object? value)
        {
            var text = value.ToDisplayString("text/plain").ReplaceLineEndings(" ");
            return text.Length <= 200 ? text : $"{text[..200]}…";
        }
    }
}
