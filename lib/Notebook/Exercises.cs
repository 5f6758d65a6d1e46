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
}
