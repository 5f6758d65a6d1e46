using Microsoft.DotNet.Interactive.Formatting;
using static NotebookLib.Notebook.Exercises;
using static TorchSharp.torch;

namespace Tests.Lib.Notebook;

[Collection(LiveOutputCollection.Name)]
public sealed class ExercisesTests
{
    private const string Hint = "Count the places.", Solution = "28 - 3 + 1 = 26";

    [Fact]
    public void No_answer_is_a_reminder_and_no_failure() =>
        Assert.StartsWith("○ Exercise 1: not answered yet.", Text(() => Exercise("1", null, 26, Hint, Solution)));

    [Fact]
    public void A_right_answer_is_praised() =>
        Assert.Equal("✓ Exercise 1: right, well done!", Text(() => Exercise("1", 26, 26, Hint, Solution)));

    [Fact]
    public void A_wrong_answer_gets_the_hint() =>
        Assert.Equal("✗ Exercise 1: 28 is not right yet.\n  Hint: Count the places.", Text(() => Exercise("1", 28, 26, Hint, Solution)));

    [Theory]
    [InlineData(null)]
    [InlineData(28)]
    [InlineData(26)]
    public void The_solution_is_folded_up_in_html_and_absent_from_the_text(int? answer)
    {
        var shown = Shown(() => Exercise("1", answer, 26, Hint, Solution));
        Assert.Matches("<details[^>]*><summary[^>]*>Show a solution</summary><div[^>]*>28 - 3 \\+ 1 = 26</div></details>", shown.ToDisplayString("text/html"));
        Assert.DoesNotContain("28 - 3", shown.ToDisplayString("text/plain"));
    }

    [Fact]
    public void Without_a_solution_there_is_nothing_to_unfold() =>
        Assert.DoesNotContain("<details", Shown(() => Exercise("1", 28, 26, Hint)).ToDisplayString("text/html"));

    [Theory]
    [InlineData(26, 26L, true)]
    [InlineData(26.0, 26, true)]
    [InlineData(0.30000000000000004, 0.3, true)]
    [InlineData(0.31, 0.3, false)]
    [InlineData("26", 26, false)]
    [InlineData(" Stride ", "stride", true)]
    [InlineData("padding", "stride", false)]
    [InlineData(true, true, true)]
    [InlineData(new[] { 1, 2 }, new[] { 1.0, 2.0 }, true)]
    [InlineData(new[] { 1, 2 }, new[] { 1, 2, 3 }, false)]
    public void Answers_count_by_value(object answer, object expected, bool right) =>
        Assert.Equal(right, IsRight(() => Exercise("1", answer, expected, Hint)));

    [Fact]
    public void A_tolerance_lets_a_rounded_answer_count() =>
        Assert.True(IsRight(() => Exercise("1", 0.33, 1 / 3.0, Hint, tolerance: 0.01)));

    [Fact]
    public void A_tensor_can_be_the_answer() =>
        Assert.True(IsRight(() => Exercise("1", ones(2, 2) * 3, full(2, 2, 3), Hint)));

    [Theory]
    [InlineData(4, true)]
    [InlineData(4.0, true)]
    [InlineData(4.5, false)]
    [InlineData(5, false)]
    [InlineData("4", false)]
    public void A_test_takes_any_answer_of_its_type(object answer, bool right) =>
        Assert.Equal(right, IsRight(() => Exercise("1", answer, (int n) => n % 2 == 0, Hint)));

    [Fact]
    public void An_answer_of_another_type_is_told_what_is_asked_for() =>
        Assert.StartsWith("✗ Exercise 1: \"4\" is a text; a whole number is asked for.", Text(() => Exercise("1", "4", (int n) => n > 0, Hint)));

    [Fact]
    public void A_function_is_tried_on_the_samples_and_told_the_first_it_gets_wrong() =>
        Assert.Equal("✗ Exercise 2: for (32, 5, 2) it gives 28, which is not right yet.\n  Hint: Count the places.",
            Text(() => Exercise("2", (n, kernel, stride) => n - kernel + 1, OutputSize, [(28, 3, 1), (32, 5, 2)], Hint)));

    [Fact]
    public void A_function_that_gives_the_right_results_is_praised() =>
        Assert.True(IsRight(() => Exercise("2", OutputSize, OutputSize, [(28, 3, 1), (32, 5, 2)], Hint)));

    [Fact]
    public void A_function_left_empty_is_not_answered_yet()
    {
        Func<int, int>? missing = null;
        Func<int, int> unwritten = _ => throw new NotImplementedException();
        Assert.StartsWith("○", Text(() => Exercise("2", missing, n => n, [1], Hint)));
        Assert.StartsWith("○", Text(() => Exercise("2", unwritten, n => n, [1], Hint)));
    }

    [Fact]
    public void A_function_that_throws_is_wrong_and_does_not_fail_the_cell() =>
        Assert.StartsWith("✗ Exercise 2: it stops with DivideByZeroException:", Text(() => Exercise("2", n => n / (n - 1), n => n, [1], Hint)));

    [Fact]
    public void A_mistake_of_the_lesson_itself_fails_the_cell() =>
        Assert.Throws<DivideByZeroException>(() => Exercise("2", n => n, n => n / (n - 1), [1], Hint));

    private static int OutputSize(int n, int kernel, int stride) => ((n - kernel) / stride) + 1;

    private static object Shown(Action action) => Assert.Single(LiveOutputCollection.ShownBy(action));

    private static string Text(Action action) => Shown(action).ToDisplayString("text/plain");

    private static bool IsRight(Action action) => Text(action).StartsWith('✓');
}
