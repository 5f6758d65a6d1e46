using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Tests.Runner;

/// <summary>A workflow or action of <c>.github</c>, whose steps run here as far as they are scripts.</summary>
internal sealed partial class WorkflowFile
{
    public static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    private readonly string _path;
    private readonly YamlMappingNode _root;

    /// <summary>A step: another action (<paramref name="Uses"/>) or a script (<paramref name="Run"/>).</summary>
    public sealed record Step(string? Name, string? Uses, string? Run, string? Folder, IReadOnlyDictionary<string, string> Environment);

    public WorkflowFile(string path)
    {
        _path = path;
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(path)));
        _root = (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    /// <summary>The action for anybody's notebooks.</summary>
    public static WorkflowFile Action { get; } = new(Path.Combine(Root, ".github", "actions", "notebooks", "action.yml"));

    public static IEnumerable<WorkflowFile> All =>
        Directory.EnumerateFiles(Path.Combine(Root, ".github"), "*.yml", SearchOption.AllDirectories).Select(path => new WorkflowFile(path));

    public IReadOnlyList<Step> Steps =>
    [
        .. (_root.Children.TryGetValue("runs", out var runs) ? [(YamlMappingNode)runs] : ((YamlMappingNode)_root["jobs"]).Children.Values.Cast<YamlMappingNode>())
            .SelectMany(job => (YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>()
            .Select(step => new Step(Text(step, "name"), Text(step, "uses"), Text(step, "run"), Text(step, "working-directory"), Texts(step, "env"))),
    ];

    /// <summary>What the file may do to the repository; null for what the repository's settings say.</summary>
    public IReadOnlyDictionary<string, string> Permissions => Texts(_root, "permissions");

    public bool IsAction => _root.Children.ContainsKey("runs");

    /// <summary>Runs a step as GitHub would.</summary>
    /// <param name="workspace">The folder with the checked out repository.</param>
    /// <param name="temp">The runner's temp folder.</param>
    /// <param name="inputs">Of an action; those left out are as the action says.</param>
    /// <param name="summary">The step's summary.</param>
    public async Task<(int Code, string Output)> RunAsync(Step step, string workspace, string temp, Dictionary<string, string>? inputs = null, string? summary = null)
    {
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run!])
        {
            WorkingDirectory = step.Folder is null ? workspace : Path.GetFullPath(Filled(step.Folder)),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["GITHUB_ACTIONS"], start.Environment["RUNNER_TEMP"], start.Environment["GITHUB_STEP_SUMMARY"]) = ("true", temp, summary);
        foreach (var (name, value) in step.Environment) start.Environment[name] = Filled(value);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);

        string Filled(string text) => Expression().Replace(text, expression => expression.Groups[1].Value switch
        {
            "github.action_path" => Path.GetDirectoryName(_path)!,
            var input when input.StartsWith("inputs.", StringComparison.Ordinal) && input["inputs.".Length..] is var name => inputs?.GetValueOrDefault(name) ?? Text((YamlMappingNode)_root["inputs"][name], "default")!,
            var other => throw new NotSupportedException(other),
        });
    }

    private static string? Text(YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var value) && value is YamlScalarNode scalar ? scalar.Value : null;

    private static Dictionary<string, string> Texts(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var value) && value is YamlMappingNode texts ? texts.Children.ToDictionary(each => ((YamlScalarNode)each.Key).Value!, each => ((YamlScalarNode)each.Value).Value!) : [];

    [GeneratedRegex(@"\$\{\{ (\S+) \}\}")]
    private static partial Regex Expression();
}
