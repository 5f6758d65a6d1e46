using System.Text.Json.Nodes;
using Runner.Documents;
using Runner.Protocol;
using Runner.Reports;
using Runner.Sessions;
using Tests.Runner.Editors;

namespace Tests.Editors;

/// <summary>The lessons by the engine for editors, as VS Code has them run.</summary>
public sealed class LessonValuesTests
{
    public static TheoryData<string> Lessons => HeadlessLesson.Names;

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task A_lesson_says_in_an_editor_what_it_says_headless(string lesson)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(CodeServer.Asked) == "1", $"Takes minutes; {CodeServer.Asked}=1 asks for it, as .ci/run does.");

        using var headless = await HeadlessLesson.RunAsync(lesson);
        var values = await RunAsync(lesson);

        Assert.Equal(headless.Values, values);
    }

    private static async Task<SortedDictionary<int, string>> RunAsync(string lesson)
    {
        var path = Path.Combine(HeadlessLesson.Notebooks, $"{lesson}.dib");
        await using var editor = new EditorClient { Patience = TimeSpan.FromMinutes(10) };
        await editor.OpenAsync(path, new() { ["parameters"] = new JsonObject([.. HeadlessLesson.Parameters(lesson).Select(each => KeyValuePair.Create<string, JsonNode?>(each.Key, each.Value))]) });
        var results = new List<CellResult>();
        foreach (var (index, cell) in Dib.Parse(File.ReadAllText(path)).Cells.Index().Where(cell => cell.Item.Kernel != "markdown"))
        {
            var (result, heard) = await editor.RunAsync(cell.Contents, $"cell {index + 1}", index + 1, cell.Kernel);
            Assert.True((bool)result["success"]!, $"Cell {index + 1}: {result}");
            results.Add(CellResult.Of(index + 1, cell, TimeSpan.Zero, [.. heard.Select(Event).OfType<KernelEvent>(), .. result["skipped"] is { } why ? [new CellSkipped("", (string)why!)] : Array.Empty<KernelEvent>(), new CellFinished("", true, TimeSpan.Zero)]));
        }

        return new(CellOutput.Fold(results).ToDictionary(cell => cell.Key, cell => HeadlessLesson.Text(cell.Value)));
    }

    private static KernelEvent? Event(JsonObject message)
    {
        var told = message["params"]!;
        return (string)message["method"]! switch
        {
            "cell/stream" => new StreamWritten("", (string)told["stream"]!, (string)told["text"]!),
            "cell/output" => new DisplayShown("", (string)told["id"]!, Data(), false),
            "cell/update" => new DisplayUpdated("", (string)told["id"]!, Data()),
            _ => null,
        };

        IReadOnlyList<MimeContent> Data() => [.. told["data"]!.AsArray().Select(form => new MimeContent((string)form!["mime"]!, (string?)form["text"] ?? ""))];
    }
}
