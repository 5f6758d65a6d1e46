using System.Globalization;

namespace NotebookLib.Notebook;

/// <summary>
/// Exercises that check themselves: no answer is a reminder, a wrong one gets a hint, and neither fails the notebook.
/// </summary>
/// <remarks>
/// <para>A lesson's cell holds the place for the answer and names the exercise. What is right, what is wrong in a way that learners often
/// are, and what is said to each, the library knows without holding it: <see cref="SealedAnswers"/>.</para>
/// <code>
/// int? width = null;
///
/// Exercise("2.1", width);
/// </code>
/// <para>An answer that is code is run first, and what comes of it is judged, so that all ways to write it count:</para>
/// <code>
/// Func&lt;int, int&gt; width = null;   // size => …
///
/// Exercise("2.2", width, by: f => ((int[])[5, 28, 224]).Select(f));
/// </code>
/// <para>An author writes question and cell into the notebook, and what is right and wrong into the key, <c>tests/Lessons/answers/02.txt</c>;
/// <c>SEAL_ANSWERS=1 dotnet test --project tests --filter-class '*AnswerKeyTests'</c> tries the key on the notebook and seals it for the library.</para>
/// </remarks>
public static class Exercises
{
    private const double Tolerance = 1e-6;

    /// <summary>An exercise whose answer is a value: a number, a text (case does not count), a tuple, a sequence, a tensor.</summary>
    /// <param name="name">Its number in the course: "2.1" is the first of lesson 2.</param>
    /// <param name="answer">The learner's answer; null while there is none.</param>
    /// <param name="digits">To how many digits after the decimal point a number must be right.</param>
    /// <exception cref="ArgumentException">There is no such exercise.</exception>
    public static void Exercise(string name, object? answer, int digits = 4) => Judge(name, answer, () => answer, digits);

    /// <summary>An exercise whose answer is tried: what comes of it is judged.</summary>
    /// <typeparam name="T">A function, a kernel, a network, …</typeparam>
    /// <param name="name">Its number in the course: "2.2" is the second of lesson 2.</param>
    /// <param name="answer">The learner's answer; null, or a function that throws <see cref="NotImplementedException"/>, while there is none.</param>
    /// <param name="by">Tries the answer and gives a value.</param>
    /// <param name="digits">To how many digits after the decimal point a number must be right.</param>
    /// <exception cref="ArgumentException">There is no such exercise.</exception>
    public static void Exercise<T>(string name, T? answer, Func<T, object?> by, int digits = 4) where T : class =>
        Judge(name, answer, () => by(answer!), digits);

    /// <inheritdoc cref="Exercise{T}(string, T, Func{T, object}, int)"/>
    public static void Exercise<T>(string name, T? answer, Func<T, object?> by, int digits = 4) where T : struct =>
        Judge(name, answer, () => by(answer!.Value), digits);

    /// <summary>Seals what is said to an answer, for the library's files of sealed answers.</summary>
    /// <param name="name">The exercise: "2.1".</param>
    /// <param name="answer">The answer as the exercise shows it where the parameter <c>seal</c> is true.</param>
    /// <param name="words">✓ or ✗, a space, and what is said.</param>
    public static string Seal(string name, string answer, string words) => SealedAnswers.Seal(name, answer, words);

    // The learner's code runs here, and may throw.
    private static void Judge(string name, object? answer, Func<object?> result, int digits)
    {
        string? given = null, stopped = null;
        try
        {
            if (answer is not null) given = Answers.Canonical(result(), digits);
        }
        catch (NotImplementedException)
        {
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            stopped = $"it stops with {e.GetType().Name}: {e.Message.Split('\n')[0]}";
        }
        // An author who seals an answer asks for what it is sealed with.
        if (NotebookParameters.Parameter("seal", false)) LiveOutput.Display(given ?? stopped ?? "○");
        else LiveOutput.Display(Verdict());

        Verdict Verdict()
        {
            var (isRight, words) = SealedAnswers.Open(name, given ?? "");
            return (given, stopped, isRight) switch
            {
                (_, not null, _) => new("✗", $"Exercise {name}: {stopped}", Notebook.Verdict.Bad, $"Hint: {words}"),
                (null, _, _) => new("○", $"Exercise {name}: not answered yet.", Notebook.Verdict.Open, "Put your answer in the place of null and run the cell again."),
                (_, _, true) => new("✓", $"Exercise {name}: right, well done!", Notebook.Verdict.Good, words),
                _ => new("✗", $"Exercise {name}: {Short(answer, given)} is not right yet.", Notebook.Verdict.Bad, $"Hint: {words}"),
            };
        }

        // What code is written like says nothing; what came of it does.
        static string Short(object? answer, string given) => answer is Delegate or TorchSharp.torch.nn.Module
            ? $"what it gives ({(given.Length <= 80 ? given : given[..80] + "…")})" : Answers.Write(answer);
    }

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
