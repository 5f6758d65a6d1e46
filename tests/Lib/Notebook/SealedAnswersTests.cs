using Microsoft.DotNet.Interactive.Formatting;
using static NotebookLib.Notebook.Exercises;
using static TorchSharp.torch;

namespace Tests.Lib.Notebook;

/// <summary>Exercises whose answers the library knows without holding them; exercise 2.1 has the answer (1, 4), and (4, 4) is foreseen.</summary>
[Collection(LiveOutputCollection.Name)]
public sealed class SealedAnswersTests
{
    public static TheoryData<object> Spellings => [(1, 4), (1.0, 4L), new[] { 1, 4 }, new float[,] { { 1, 4.00001f } }];

    [Fact]
    public void No_answer_is_a_reminder_and_no_failure() => Assert.StartsWith("○ Exercise 2.1: not answered yet.", Text(() => Exercise("2.1", null)));

    [Theory]
    [MemberData(nameof(Spellings))]
    public void An_answer_counts_by_value_however_it_is_written(object answer) => Assert.StartsWith("✓ Exercise 2.1: right", Text(() => Exercise("2.1", answer)));

    [Fact]
    public void A_tensor_counts_by_its_numbers() => Assert.StartsWith("✓", Text(() => Exercise("2.1", tensor(new[] { 1, 4 }))));

    [Theory]
    [InlineData(3.6, 0, '✓')]
    [InlineData(3.6, 1, '✗')]
    public void A_number_must_be_right_to_as_many_digits_as_are_asked_for(double second, int digits, char mark) =>
        Assert.Equal(mark, Text(() => Exercise("2.1", new[] { 1, second }, digits))[0]);

    [Fact]
    public void A_wrong_answer_gets_its_own_hint_and_one_that_nobody_foresaw_the_hint_of_the_exercise()
    {
        var (foreseen, other) = (Text(() => Exercise("2.1", (4, 4))), Text(() => Exercise("2.1", (17, 4))));

        Assert.StartsWith("✗ Exercise 2.1: 4, 4 is not right yet.\n  Hint: ", foreseen);
        Assert.StartsWith("✗ Exercise 2.1: 17, 4 is not right yet.\n  Hint: ", other);
        Assert.NotEqual(foreseen.Split("Hint: ")[1], other.Split("Hint: ")[1]);
    }

    [Fact]
    public void An_answer_that_is_code_is_run_and_judged_by_what_comes_of_it()
    {
        Func<int, int> wrong = n => 4, unwritten = _ => throw new NotImplementedException(), failing = n => 1 / (n - n);
        static object By(Func<int, int> f) => new[] { f(1), f(2) };

        Assert.StartsWith("✓", Text(() => Exercise("2.1", (Func<int, int>)(n => n * n), By)));
        Assert.StartsWith("✗ Exercise 2.1: what it gives (4; 4) is not right yet.", Text(() => Exercise("2.1", wrong, By)));
        Assert.StartsWith("○", Text(() => Exercise("2.1", unwritten, By)));
        Assert.StartsWith("✗ Exercise 2.1: it stops with DivideByZeroException", Text(() => Exercise("2.1", failing, By)));
    }

    [Fact]
    public void A_name_that_no_key_knows_fails_the_cell() => Assert.Contains("2.99", Assert.Throws<ArgumentException>(() => Exercise("2.99", 1)).Message);

    [Fact]
    public void The_library_holds_no_answer_in_the_clear()
    {
        foreach (var name in typeof(NotebookLib.Notebook.Exercises).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("answers/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(typeof(NotebookLib.Notebook.Exercises).Assembly.GetManifestResourceStream(name)!);
            Assert.All(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(@"^\d+\.\d+[a-z]? (hint .+|[A-Za-z0-9+/=]+)\r?$", line));
        }
    }

    private static string Text(Action action) => Assert.Single(LiveOutputCollection.ShownBy(action)).ToDisplayString("text/plain");
}
