using System.Text.Json;
using System.Text.RegularExpressions;
using Runner.Commands;

namespace Tests.Runner;

/// <summary>The workflows of <c>.github</c>, as far as a machine without GitHub can tell.</summary>
public sealed partial class WorkflowTests
{
    [Fact]
    public void Other_actions_are_named_with_a_version() =>
        Assert.All(WorkflowFile.All.SelectMany(file => file.Steps).Where(step => step.Uses is not null), step => Assert.Matches(@"^actions/[a-z-]+(/[a-z]+)?@v\d+$", step.Uses));

    // What a pull request calls its branch would else be run.
    [Fact]
    public void No_script_has_an_expression_in_it() =>
        Assert.All(WorkflowFile.All.SelectMany(file => file.Steps).Where(step => step.Run is not null), step => Assert.DoesNotContain("${{", step.Run));

    [Fact]
    public void Each_workflow_says_what_it_may_do_and_none_may_write_to_the_repository() =>
        Assert.All(WorkflowFile.All.Where(file => !file.IsAction), file => Assert.Equal("read", file.Permissions["contents"]));

    [Fact]
    public void What_scripts_call_is_there()
    {
        var lines = WorkflowFile.All.Where(file => !file.IsAction).SelectMany(file => file.Steps).Where(step => step.Run is not null).SelectMany(step => step.Run!.Trim().Split('\n')).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            if (RunnerCall().Match(line) is not { Success: true } call)
                Assert.True(File.Exists(Path.Combine(WorkflowFile.Root, line)), line);
            else
                Assert.Empty(SiteCommand.Create().Parse(call.Groups[1].Value.Replace(" notebooks", $" \"{Path.Combine(WorkflowFile.Root, "notebooks")}\"")).Errors);
        });
    }

    [Fact]
    public void The_settings_for_editors_can_be_read()
    {
        var files = Directory.EnumerateFiles(Path.Combine(WorkflowFile.Root, ".vscode"), "*.json").Append(Path.Combine(WorkflowFile.Root, ".devcontainer", "devcontainer.json"));
        Assert.All(files, file => JsonDocument.Parse(File.ReadAllText(file), new() { CommentHandling = JsonCommentHandling.Skip }).Dispose());
    }

    [GeneratedRegex("^dotnet run --project runner -- site (.*)$")]
    private static partial Regex RunnerCall();
}
