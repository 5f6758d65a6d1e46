using System.Globalization;
using System.Text.Json.Serialization;

namespace NotebookLib.Live;

/// <summary>Something that a reader sets in a figure: a slider, a choice, or a matrix of numbers.</summary>
/// <typeparam name="T">What the figure's picture is drawn from.</typeparam>
public sealed class Input<T>
{
    private readonly Func<IReadOnlyList<double>, T> _read;

    internal Input(InputState start, Func<IReadOnlyList<double>, T> read)
    {
        if (string.IsNullOrWhiteSpace(start.Label)) throw new ArgumentException("An input needs a label that says what it sets.");
        (Start, _read) = (start, read);
    }

    internal InputState Start { get; }

    internal T Read(InputState state) => _read(state.Values);
}

/// <summary>One input of a figure and where it stands, as it is written into the figure's JSON.</summary>
/// <param name="Kind"><c>slider</c> (one value), <c>choice</c> (one value, the index of an option) or <c>matrix</c> (row by row).</param>
/// <param name="Label">What it sets, for readers.</param>
/// <param name="Min">The least that a value may be.</param>
/// <param name="Max">The most that a value may be.</param>
/// <param name="Step">How far apart neighbouring values lie, from <paramref name="Min"/> on.</param>
/// <param name="Values">The values that it has now.</param>
internal sealed record InputState(string Kind, string Label, double Min, double Max, double Step, IReadOnlyList<double> Values)
{
    /// <summary>The names of what can be chosen, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>The columns of a matrix.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Columns { get; init; }

    /// <summary>How many places an input of one value has; 0 for a matrix, which has too many.</summary>
    [JsonIgnore]
    public int Places => Values.Count == 1 && Kind != "matrix" ? (int)Math.Round((Max - Min) / Step) + 1 : 0;

    /// <summary>The place where an input of one value stands, from 0.</summary>
    [JsonIgnore]
    public int Place => (int)Math.Round((Values[0] - Min) / Step);

    /// <summary>The same input with other values, each brought to the nearest one that it can have.</summary>
    public InputState With(IEnumerable<double> values) =>
        this with { Values = [.. values.Select(value => Math.Clamp(Math.Round(Min + (Math.Round((value - Min) / Step) * Step), 10), Min, Max))] };

    /// <summary>The same input at one of its places.</summary>
    public InputState At(int place) => With([Min + (place * Step)]);

    /// <summary>The value at a place, as readers see it.</summary>
    public string TextAt(int place) => Options?[place] ?? Text(At(place).Values[0]);

    /// <summary>What can be set, and where it stands: <c>stride: 1 to 4, here 1</c>.</summary>
    public override string ToString() => Kind switch
    {
        "slider" => $"{Label}: {Text(Min)} to {Text(Max)}, here {Text(Values[0])}",
        "choice" => $"{Label}: {string.Join(", ", Options!)}, here {Options![Place]}",
        _ => $"{Label}: {Values.Count} numbers from {Text(Min)} to {Text(Max)}",
    };

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');
}
