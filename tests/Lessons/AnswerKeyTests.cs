using System.Text.RegularExpressions;
using NotebookLib.Notebook;
using Runner.Documents;
using Tests.RetiredTool;
using Tests.Runner.Kernel;

namespace Tests.Lessons;

/// <summary>The exercises of every lesson: right answers pass, typical wrong ones are told what is wrong with them, and no notebook gives an answer away.</summary>
public sealed partial class AnswerKeyTests
{
    private const string Asked = "SEAL_ANSWERS";

    public static TheoryData<string> Lessons => [.. Directory.GetFiles(AnswerKey.Notebooks, "*-*.dib").Order().Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task Right_answers_pass_and_typical_wrong_ones_get_their_own_hint(string lesson)
    {
        var isSealing = Environment.GetEnvironmentVariable(Asked) == "1";
        var cells = Cells(lesson);
        var keys = AnswerKey.Of(lesson);
        Assert.Equal(cells.SelectMany(Names), keys.Select(key => key.Name));
        if (keys.Count == 0) return;

        await using var engine = new OurEngine(AnswerKey.Notebooks, isSealing ? new Dictionary<string, string> { ["NOTEBOOK_PARAM_seal"] = "true" } : null);
        var setUp = await RunAsync(engine, "#!import setup.dib");
        Assert.True(setUp.Held);
        var sealedLines = new List<string>();
        foreach (var key in keys)
        {
            var cell = cells.Single(each => Names(each).Contains(key.Name));
            sealedLines.Add($"{key.Name} hint {key.Hint}");
            foreach (var answer in key.Answers)
            {
                // An exercise needs nothing of its lesson but the set-up, so that it can be tried by itself.
                var output = await RunAsync(engine, key.Fill(cell, answer.Code));
                Assert.True(output.Held, $"Exercise {key.Name} with {answer.Code} fails: {string.Join(" ", output.Events)}");
                var said = output.Shown.Select(shown => CellOutput.Text(shown.Data)!).ToList();
                if (isSealing) sealedLines.Add($"{key.Name} {Exercises.Seal(key.Name, said.First(text => text != "○"), $"{(answer.IsRight ? '✓' : '✗')} {answer.Words}")}");
                else Assert.Contains(said, text => text.StartsWith($"{(answer.IsRight ? '✓' : '✗')} Exercise {key.Name}: ", StringComparison.Ordinal) && text.EndsWith(answer.Words, StringComparison.Ordinal));
            }
        }
        if (isSealing) await File.WriteAllLinesAsync(AnswerKey.SealedFile(lesson), sealedLines, TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public void Each_exercise_foresees_three_wrong_answers_and_says_something_else_to_each(string lesson) =>
        Assert.All(AnswerKey.Of(lesson), key =>
        {
            Assert.Contains(key.Answers, answer => answer.IsRight);
            Assert.True(key.Answers.Count(answer => !answer.IsRight) >= 3, $"Exercise {key.Name} foresees fewer than three wrong answers.");
            Assert.Distinct([key.Hint, .. key.Answers.Where(answer => !answer.IsRight).Select(answer => answer.Words)]);
            Assert.DoesNotContain(key.Answers, answer => answer.Words.Length == 0);
        });

    [Theory]
    [MemberData(nameof(Lessons))]
    public void No_exercise_holds_its_answer(string lesson)
    {
        Assert.DoesNotContain("Solution", Part(lesson));
        Assert.All(AnswerKey.Of(lesson), key =>
        {
            var exercise = Numbered().Split(Part(lesson)).Single(item => Names(item).Contains(key.Name));
            Assert.All(key.Answers.Where(answer => answer.IsRight && !Letter().IsMatch(answer.Code)), answer =>
            {
                var spelled = Regex.Escape(answer.Code.Trim('"')).Replace(@"\ ", @"\s*");
                var grouped = long.TryParse(answer.Code, out var number) ? $"|{number:N0}" : "";
                Assert.DoesNotMatch($@"(?<![\w.,])(?:{spelled}{grouped})(?!\w|[.,]\d)", ExerciseName().Replace(exercise, ""));
            });
        });
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public void What_no_check_can_judge_has_a_fold_with_what_was_measured(string lesson) =>
        Assert.All(Numbered().Split(Part(lesson)).Skip(1).Where(item => !ExerciseName().IsMatch(item)), item => Assert.Contains("<summary>What we measured</summary>", item));

    private static List<string> Cells(string lesson) =>
        [.. Dib.Parse(Read(lesson)).Cells.Where(cell => cell.Kernel == "csharp" && ExerciseName().IsMatch(cell.Contents)).Select(cell => cell.Contents)];

    private static IEnumerable<string> Names(string cell) => ExerciseName().Matches(cell).Select(match => match.Groups[1].Value);

    /// <summary>From the heading "Your turn" to the summary; nothing where a lesson has no exercises.</summary>
    private static string Part(string lesson) => YourTurn().Match(Read(lesson)).Value;

    private static string Read(string lesson) => File.ReadAllText(Path.Combine(AnswerKey.Notebooks, $"{lesson}.dib"));

    private static async Task<CellOutput> RunAsync(OurEngine engine, string code)
    {
        var events = new List<global::Runner.Protocol.KernelEvent>();
        await foreach (var each in engine.ExecuteAsync("csharp", code, 1)) events.Add(each);
        return new(events);
    }

    [GeneratedRegex("""Exercise\("(\d+\.\d+[a-z]?)", """)]
    private static partial Regex ExerciseName();

    [GeneratedRegex(@"^## Your turn.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex YourTurn();

    [GeneratedRegex(@"^\*\*\d+\.\*\* ", RegexOptions.Multiline)]
    private static partial Regex Numbered();

    // Of a question with answers to choose from.
    [GeneratedRegex("""^"[a-z]"$""")]
    private static partial Regex Letter();
}
