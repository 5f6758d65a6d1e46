using NotebookLib.Plotting;
using static TorchSharp.torch;

namespace NotebookLib.Live;

public static partial class LiveFigures
{
    /// <summary>A slider over whole numbers.</summary>
    /// <param name="label">What it sets, with its unit if it has one: "padding (pixels)".</param>
    /// <param name="min">Its left end.</param>
    /// <param name="max">Its right end.</param>
    /// <param name="value">Where it stands at first; by default at its left end.</param>
    /// <param name="step">From one place to the next.</param>
    /// <exception cref="ArgumentException">The ends are the wrong way round, the step is not above 0, or the value lies outside or between two steps.</exception>
    public static Input<int> Slider(string label, int min, int max, int? value = null, int step = 1) =>
        new(Range("slider", label, min, max, step, [value ?? min]), values => (int)Math.Round(values[0]));

    /// <inheritdoc cref="Slider(string, int, int, int?, int)"/>
    public static Input<double> Slider(string label, double min, double max, double value, double step) =>
        new(Range("slider", label, min, max, step, [value]), values => values[0]);

    /// <summary>A choice between things that have a name.</summary>
    /// <param name="label">What is chosen: "kernel".</param>
    /// <param name="options">The names and what they stand for; the first is chosen at first.</param>
    /// <exception cref="ArgumentException">There is nothing to choose from.</exception>
    /// <example><code>Choice("kernel", ("blur", blur), ("sharpen", sharpen))</code></example>
    public static Input<T> Choice<T>(string label, params (string Name, T Value)[] options) =>
        new(Range("choice", label, 0, options.Length - 1, 1, [0]) with { Options = [.. options.Select(option => option.Name)] },
            values => options[(int)values[0]].Value);

    /// <summary>A matrix of numbers, each of which can be set: the weights of a kernel.</summary>
    /// <param name="label">What the numbers are: "kernel".</param>
    /// <param name="start">The numbers at first, (H, W) or with leading dimensions of 1.</param>
    /// <param name="min">The least that a number may be.</param>
    /// <param name="max">The most that a number may be.</param>
    /// <param name="step">From one number to the next that can be set.</param>
    /// <returns>An input that gives float32 tensors of the shape of <paramref name="start"/>.</returns>
    /// <exception cref="ArgumentException">The tensor is no matrix, or a number in it cannot be set.</exception>
    public static Input<Tensor> Matrix(string label, Tensor start, double min = -5, double max = 5, double step = 1)
    {
        var shape = start.shape;
        if (shape.Length < 2 || shape[..^2].Any(size => size != 1) || start.numel() is < 1 or > 49)
            throw new ArgumentException($"A matrix that can be set has the shape (H, W) and up to 49 numbers; this tensor has ({string.Join(", ", shape)}).", nameof(start));
        return new(Range("matrix", label, min, max, step, TensorImages.Numbers(start)) with { Columns = (int)shape[^1] },
            values => tensor(values.ToArray(), shape, float32));
    }

    private static InputState Range(string kind, string label, double min, double max, double step, IReadOnlyList<double> values)
    {
        if (!(min <= max)) throw new ArgumentException(kind == "choice" ? $"\"{label}\" has nothing to choose from." : $"\"{label}\" runs from {min} to {max}: its ends are the wrong way round.");
        if (!(step > 0)) throw new ArgumentException($"\"{label}\" has steps of {step}; they must be above 0.");
        if (values.Any(value => !(value >= min && value <= max))) throw new ArgumentException($"\"{label}\" runs from {min} to {max}, and cannot stand at {values.First(value => !(value >= min && value <= max))}.");
        var state = new InputState(kind, label, min, max, step, values);
        return state.With(values).Values.Zip(values).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6 * step) ? state
            : throw new ArgumentException($"\"{label}\" runs from {min} in steps of {step}, and cannot stand at {string.Join(", ", values)}.");
    }
}
