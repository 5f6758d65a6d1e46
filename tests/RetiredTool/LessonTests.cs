using Runner.Documents;
using Tests.Pictures;

namespace Tests.RetiredTool;

/// <summary>The lessons run unchanged in the retired tool: every cell holds there, and says what it says here, headless and in an editor.</summary>
public sealed class LessonTests
{
    private const string Asked = "RETIRED_TOOL_LESSONS";

    private static readonly string Notebooks = Path.GetFullPath(Path.Combine(PictureFiles.Folder, "..", "notebooks"));

    public static TheoryData<string> Lessons => [.. Directory.GetFiles(Notebooks, "*-*.dib").Order().Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task A_lesson_says_the_same_headless_in_an_editor_and_in_the_retired_tool(string lesson)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Asked) == "1", $"Takes minutes; {Asked}=1 asks for it, as .ci/run does.");

        var cells = Dib.Parse(File.ReadAllText(Path.Combine(Notebooks, $"{lesson}.dib"))).Cells;
        var parameters = new Dictionary<string, string> { ["epochs"] = "1" };
        var environment = new Dictionary<string, string> { ["NOTEBOOK_PARAM_live"] = "false", ["NOTEBOOK_PARAM_epochs"] = "1" };

        SortedDictionary<int, Answer> there, here, inEditor;
        await using (var tool = await ToolEngine.StartAsync(Notebooks, environment)) there = await Answer.RunAsync(tool, cells);
        await using (var ours = new OurEngine(Notebooks, environment)) here = await Answer.RunAsync(ours, cells);
        await using (var editor = await EditorEngine.StartAsync(Notebooks, parameters)) inEditor = await Answer.RunAsync(editor, cells);

        Assert.All(there, cell => Assert.True(cell.Value.Held, $"Cell {cell.Key} fails in the retired tool: {cell.Value}"));
        Assert.Equal(Texts(here), Texts(there));
        Assert.Equal(InAnyOrder(here), InAnyOrder(inEditor)); // There, curves move while a network trains, and so come before its bar.
    }

    // When a bar of progress first shows among the lines is a matter of time: what is written and what is shown are compared each by itself.
    private static IEnumerable<string> Texts(SortedDictionary<int, Answer> answers) => Texts(answers, line => line.Split(':')[0]);

    private static IEnumerable<string> InAnyOrder(SortedDictionary<int, Answer> answers) => Texts(answers, line => line);

    private static IEnumerable<string> Texts(SortedDictionary<int, Answer> answers, Func<string, string> by) =>
        answers.Select(answer => $"Cell {answer.Key}: {answer.Value with { Lines = [.. answer.Value.Lines.OrderBy(by, StringComparer.Ordinal)] }}");
}
