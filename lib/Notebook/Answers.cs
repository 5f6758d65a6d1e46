using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace NotebookLib.Notebook;

/// <summary>When two values count as the same answer, and how a value is written in a sentence.</summary>
internal static class Answers
{
    /// <summary>
    /// Numbers within the tolerance (whatever their types), tensors of one shape within it at every element, texts, sequences
    /// element by element; anything else by <see cref="object.Equals(object)"/>.
    /// </summary>
    public static bool Same(object? answer, object? expected, double tolerance) => (answer, expected) switch
    {
        (torch.Tensor a, torch.Tensor b) => a.shape.SequenceEqual(b.shape) && LargestDifference(a, b) <= tolerance,
        (string a, string b) => a == b,
        (string, _) or (_, string) => false,
        (IEnumerable a, IEnumerable b) => Items(a).Count == Items(b).Count && Items(a).Zip(Items(b)).All(pair => Same(pair.First, pair.Second, tolerance)),
        (int or long, int or long) when tolerance < 1 => Convert.ToInt64(answer, CultureInfo.InvariantCulture) == Convert.ToInt64(expected, CultureInfo.InvariantCulture),
        _ when Number(answer) is { } a && Number(expected) is { } b => a.Equals(b) || Math.Abs(a - b) <= tolerance,
        _ => Equals(answer, expected),
    };

    /// <summary>The largest absolute difference between two tensors of one shape; 0 for empty ones, NaN where one holds NaN.</summary>
    public static double LargestDifference(torch.Tensor a, torch.Tensor b)
    {
        using var _ = torch.NewDisposeScope();
        if (a.numel() == 0) return 0;
        return (a.detach().cpu().to(torch.float64) - b.detach().cpu().to(torch.float64)).abs().max().item<double>();
    }

    /// <summary>
    /// One text for all ways to write an answer: 26, 26L and 26.0 give the same, and so do a tuple, an array and a tensor of the same numbers.
    /// </summary>
    /// <param name="value">The answer.</param>
    /// <param name="digits">To how many digits after the decimal point numbers are rounded.</param>
    public static string Canonical(object? value, int digits) => value switch
    {
        null => "nothing",
        string text => text.Trim().ToLowerInvariant(),
        bool or char => value.ToString()!.ToLowerInvariant(),
        ITuple tuple => string.Join("; ", Enumerable.Range(0, tuple.Length).Select(i => Canonical(tuple[i], digits))),
        torch.Tensor tensor => Canonical(Elements(tensor), digits),
        IEnumerable sequence => string.Join("; ", Items(sequence).Select(item => Canonical(item, digits))),
        // Adding 0 makes a 0 of -0.
        _ when Number(value) is { } number => (Math.Round(number, digits) + 0).ToString("0.##########", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>The value in a sentence: short, with a decimal point, texts in quotation marks.</summary>
    public static string Write(object? value) => value switch
    {
        null => "nothing",
        string text => $"\"{text}\"",
        ITuple tuple => string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Write(tuple[i]))),
        torch.Tensor tensor => $"a tensor ({string.Join(", ", tensor.shape)})",
        double or float => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("G6", CultureInfo.InvariantCulture),
        IEnumerable sequence => $"[{string.Join(", ", Items(sequence).Take(12).Select(Write))}{(Items(sequence).Count > 12 ? ", …" : "")}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static double? Number(object? value) => value switch
    {
        int or long or float or double or short or byte or decimal or sbyte or uint or ulong or ushort
            => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static double[] Elements(torch.Tensor tensor)
    {
        using var _ = torch.NewDisposeScope();
        return [.. tensor.detach().cpu().to(torch.float64).contiguous().data<double>()];
    }

    private static List<object?> Items(IEnumerable sequence) => [.. sequence.Cast<object?>()];
}
