using System.Globalization;

namespace NotebookLib.Notebook;

/// <summary>
/// Exercises that check themselves: no answer is a reminder, a wrong one gets a hint, and neither fails the notebook.
/// </summary>
/// <remarks>
/// A lesson's cell holds the placeholder and the check. Let the check work the truth out by running it, so that the cell
/// does not give it away; the solution is folded up in the notebook and absent from text output.
/// <code>
/// // Exercise 1: a 3x3 kernel slides over a 28x28 image without padding. How wide is the feature map?
/// int? width = null;   // your answer here
///
/// Exercise("1", width, expected: conv2d(image, kernel).shape[3],
///     hint: "Count the places where the kernel's left edge fits.", solution: "28 - 3 + 1 = 26");
/// </code>
/// </remarks>
public static class Exercises
{
    private const double Tolerance = 1e-6;

    /// <summary>An exercise whose answer is a value.</summary>
    /// <param name="name">Its number or name in the lesson: "1".</param>
    /// <param name="answer">The learner's answer; null while there is none.</param>
    /// <param name="expected">The right answer: a number, a text (case does not count), a sequence, a tensor.</param>
    /// <param name="hint">What to think about; shown to a wrong answer.</param>
    /// <param name="solution">The way to the answer, folded up; null where the lesson has it elsewhere.</param>
    /// <param name="tolerance">The largest absolute difference at which a number counts as right.</param>
    public static void Exercise(string name, object? answer, object expected, string hint, string? solution = null, double tolerance = Tolerance) =>
        Grade(name, hint, solution, answer is null, () => Answers.Same(answer, expected, tolerance) ? null : $"{Answers.Write(answer)} is not right yet.");

    /// <summary>An exercise whose answer is any value that passes a test.</summary>
    /// <typeparam name="T">The type of answer that the test takes.</typeparam>
    /// <param name="name">Its number or name in the lesson: "2".</param>
    /// <param name="answer">The learner's answer; null while there is none.</param>
    /// <param name="check">Whether an answer is right: <c>(double[,] kernel) => …</c>.</param>
    /// <param name="hint">What to think about; shown to a wrong answer.</param>
    /// <param name="solution">The way to the answer, folded up; null where the lesson has it elsewhere.</param>
    public static void Exercise<T>(string name, object? answer, Func<T, bool> check, string hint, string? solution = null) =>
        Grade(name, hint, solution, answer is null, () => As<T>(answer!) is not (true, var value)
            ? $"{Answers.Write(answer)} is {Answers.Kind(answer!.GetType())}; {Answers.Kind(typeof(T))} is asked for."
            : check(value) ? null : $"{Answers.Write(answer)} is not right yet.");

    /// <summary>An exercise whose answer is a function of one value.</summary>
    /// <param name="name">Its number or name in the lesson: "3".</param>
    /// <param name="answer">The learner's function; null, or one that throws <see cref="NotImplementedException"/>, while there is none.</param>
    /// <param name="truth">A function that gives the right results.</param>
    /// <param name="samples">What both are tried on.</param>
    /// <param name="hint">What to think about; shown to a wrong answer, after the first sample that it gets wrong.</param>
    /// <param name="solution">The way to the answer, folded up; null where the lesson has it elsewhere.</param>
    /// <param name="tolerance">The largest absolute difference at which a number counts as right.</param>
    public static void Exercise<T, TResult>(string name, Func<T, TResult>? answer, Func<T, TResult> truth, T[] samples,
        string hint, string? solution = null, double tolerance = Tolerance)
    {
        var truths = samples.Select(truth).ToArray();
        Grade(name, hint, solution, answer is null, () =>
        {
            foreach (var (sample, right) in samples.Zip(truths))
            {
                var given = answer!(sample);
                if (!Answers.Same(given, right, tolerance)) return $"for ({Answers.Write(sample)}) it gives {Answers.Write(given)}, which is not right yet.";
            }
            return null;
        });
    }

    /// <summary>An exercise whose answer is a function of two values.</summary>
    /// <inheritdoc cref="Exercise{T, TResult}"/>
    public static void Exercise<T1, T2, TResult>(string name, Func<T1, T2, TResult>? answer, Func<T1, T2, TResult> truth, (T1, T2)[] samples,
        string hint, string? solution = null, double tolerance = Tolerance) =>
        Exercise(name, answer is null ? null : x => answer(x.Item1, x.Item2), x => truth(x.Item1, x.Item2), samples, hint, solution, tolerance);

    /// <summary>An exercise whose answer is a function of three values.</summary>
    /// <inheritdoc cref="Exercise{T, TResult}"/>
    public static void Exercise<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult>? answer, Func<T1, T2, T3, TResult> truth, (T1, T2, T3)[] samples,
        string hint, string? solution = null, double tolerance = Tolerance) =>
        Exercise(name, answer is null ? null : x => answer(x.Item1, x.Item2, x.Item3), x => truth(x.Item1, x.Item2, x.Item3),
            samples, hint, solution, tolerance);

    // The mistake is worked out here because it may run the learner's code, which may throw.
    private static void Grade(string name, string hint, string? solution, bool unanswered, Func<string?> mistake)
    {
        string? wrong = null;
        try
        {
            if (!unanswered) wrong = mistake();
        }
        catch (NotImplementedException)
        {
            unanswered = true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            wrong = $"it stops with {e.GetType().Name}: {e.Message}";
        }
        LiveOutput.Display((unanswered, wrong) switch
        {
            (true, _) => new Verdict("○", $"Exercise {name}: not answered yet.", Verdict.Open, "Fill in your answer above and run the cell again.", solution),
            (_, null) => new Verdict("✓", $"Exercise {name}: right, well done!", Verdict.Good, null, solution),
            _ => new Verdict("✗", $"Exercise {name}: {wrong}", Verdict.Bad, $"Hint: {hint}", solution),
        });
    }

    // A whole number is welcome where the test takes a double, and 26.0 where it takes an int, but not 26.5.
    private static (bool, T) As<T>(object answer)
    {
        if (answer is T value) return (true, value);
        try
        {
            if (answer is not IConvertible or string) return (false, default!);
            var converted = Convert.ChangeType(answer, typeof(T), CultureInfo.InvariantCulture);
            return (Answers.Same(converted, answer, 0), (T)converted);
        }
        catch (Exception e) when (e is InvalidCastException or FormatException or OverflowException)
        {
            return (false, default!);
        }
    }
}
