using System.Text.RegularExpressions;

namespace Tests.Lessons;

/// <summary>The course answers each of forty questions by a measurement; <c>concept-questions.md</c> says where.</summary>
public sealed partial class ConceptQuestionTests
{
    private static readonly IReadOnlyList<(int Number, string Question, int Lesson, string Cell)> Questions =
        [.. Row().Matches(File.ReadAllText(Path.Combine(AnswerKey.Notebooks, "..", "tests", "Lessons", "concept-questions.md")))
            .Select(row => (int.Parse(row.Groups[1].Value), row.Groups[2].Value, int.Parse(row.Groups[3].Value), row.Groups[4].Value))];

    public static TheoryData<int> Numbers => [.. Questions.Select(question => question.Number)];

    [Fact]
    public void There_are_forty_questions_in_the_order_of_the_course()
    {
        Assert.Equal(Enumerable.Range(1, 40), Questions.Select(question => question.Number));
        Assert.Equal(Questions.OrderBy(question => question.Lesson), Questions);
        Assert.Distinct(Questions.Select(question => question.Question));
        Assert.Equal(Lesson.All.Select(lesson => lesson.Number), Questions.Select(question => question.Lesson).Distinct());
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_question_is_answered_by_one_cell_that_measures(int number)
    {
        var question = Questions.Single(each => each.Number == number);
        var cell = Assert.Single(Lesson.All.Single(lesson => lesson.Number == question.Lesson).Cells,
            cell => cell.Kernel == "csharp" && cell.Contents.Contains(question.Cell));
        Assert.Matches(Measures(), cell.Contents);
    }

    [GeneratedRegex(@"^\| (\d+) \| (.+?) \| (\d+) \| `(.+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(Require\w*|Console\.WriteLine|Plot\w+|Table)\(")]
    private static partial Regex Measures();
}
