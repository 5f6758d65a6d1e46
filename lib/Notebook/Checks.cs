using System.Runtime.CompilerServices;
using TorchSharp;

namespace NotebookLib.Notebook;

/// <summary>Statements that a lesson measures in front of the reader: each is shown as it holds, and fails the cell where it does not.</summary>
public static class Checks
{
    /// <summary>Shows that something holds.</summary>
    /// <param name="condition">What was measured.</param>
    /// <param name="what">What must hold, as a statement: "the loss falls in every epoch".</param>
    /// <param name="expression">Filled in by the compiler: the condition as it is written in the cell.</param>
    /// <exception cref="CheckFailedException">It does not hold.</exception>
    public static void Require(bool condition, string what, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        Show(condition, what, condition ? null : $"{expression} is false");

    /// <summary>Shows that a measured value is what it must be; numbers count by value, sequences element by element.</summary>
    /// <param name="actual">The measured value.</param>
    /// <param name="expected">What it must be.</param>
    /// <param name="what">What must hold: "LeNet-5 has 61,706 parameters".</param>
    /// <exception cref="CheckFailedException">They differ; the message says measured against expected.</exception>
    public static void RequireEqual<T>(T actual, T expected, string what)
    {
        var same = Answers.Same(actual, expected, tolerance: 0);
        Show(same, what, $"measured {Answers.Write(actual)}{(same ? "" : $", expected {Answers.Write(expected)}")}");
    }

    /// <summary>Shows that a measured number is close to what it must be.</summary>
    /// <param name="actual">The measured number.</param>
    /// <param name="expected">What it must be.</param>
    /// <param name="tolerance">The largest allowed absolute difference.</param>
    /// <param name="what">What must hold.</param>
    /// <exception cref="CheckFailedException">They differ by more; the message says measured against expected.</exception>
    public static void RequireClose(double actual, double expected, double tolerance, string what) =>
        Show(Math.Abs(actual - expected) <= tolerance, what,
            $"measured {Answers.Write(actual)}, expected {Answers.Write(expected)} ± {Answers.Write(tolerance)}");

    /// <summary>Shows that two tensors of one shape agree in every element.</summary>
    /// <param name="actual">The measured tensor, of any shape.</param>
    /// <param name="expected">What it must be, of the same shape.</param>
    /// <param name="tolerance">The largest allowed absolute difference of an element.</param>
    /// <param name="what">What must hold: "the loop gives what conv2d gives".</param>
    /// <exception cref="CheckFailedException">The shapes or an element differ; the message says by how much.</exception>
    public static void RequireClose(torch.Tensor actual, torch.Tensor expected, double tolerance, string what)
    {
        if (!actual.shape.SequenceEqual(expected.shape))
        {
            Show(false, what, $"measured {Answers.Write(actual)}, expected {Answers.Write(expected)}");
            return;
        }
        var difference = Answers.LargestDifference(actual, expected);
        Show(difference <= tolerance, what, $"measured a largest difference of {Answers.Write(difference)}, allowed {Answers.Write(tolerance)}");
    }

    /// <summary>Shows that a measured number lies in a range, its ends included.</summary>
    /// <param name="actual">The measured number.</param>
    /// <param name="low">The least it may be.</param>
    /// <param name="high">The most it may be.</param>
    /// <param name="what">What must hold: "the first epoch's loss is that of the lesson".</param>
    /// <exception cref="CheckFailedException">It lies outside; the message says measured against expected.</exception>
    public static void RequireBetween(double actual, double low, double high, string what) =>
        Show(actual >= low && actual <= high, what, $"measured {Answers.Write(actual)}, expected {Answers.Write(low)} to {Answers.Write(high)}");

    /// <summary>Says that the cell cannot do its work here, for example for want of a network; the lesson goes on, and
    /// nothing fails.</summary>
    /// <param name="reason">Why, and what to do about it, in a line.</param>
    public static void Skip(string reason) => LiveOutput.Display(new Skipped(reason));

    private static void Show(bool holds, string what, string? measured)
    {
        var sentence = measured is null ? what : $"{what} ({measured})";
        if (!holds) throw new CheckFailedException($"Does not hold: {sentence}");
        LiveOutput.Display(new Verdict("✓", $"holds: {sentence}", Verdict.Good));
    }
}

/// <summary>Something that a lesson states does not hold.</summary>
/// <param name="message">What was stated, and measured against expected.</param>
public sealed class CheckFailedException(string message) : Exception(message);
