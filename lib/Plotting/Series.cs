namespace NotebookLib.Plotting;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is, for the legend.</param>
/// <param name="X">Where each point lies along the horizontal axis.</param>
/// <param name="Y">The value of each point.</param>
/// <exception cref="ArgumentException">There are not as many values as places.</exception>
public sealed record Series(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>A line whose points lie at 1, 2, 3, …, such as one value an epoch.</summary>
    /// <param name="name">What it is, for the legend.</param>
    /// <param name="y">The value of each point.</param>
    public Series(string name, IReadOnlyList<double> y) : this(name, [.. Enumerable.Range(1, y.Count).Select(i => (double)i)], y)
    {
    }

    /// <summary>A line through the means of repeated runs, with a band of one standard deviation to either side.</summary>
    /// <param name="name">What it is, for the legend.</param>
    /// <param name="x">Where each point lies along the horizontal axis.</param>
    /// <param name="runs">The values measured at each of these points, two or more at each.</param>
    /// <exception cref="ArgumentException">There are not as many points as places, or one with a single run.</exception>
    public static Series OfRuns(string name, IReadOnlyList<double> x, IReadOnlyList<IReadOnlyList<double>> runs)
    {
        if (runs.Any(values => values.Count < 2)) throw new ArgumentException($"\"{name}\" has a point with fewer than two runs, which have no spread.", nameof(runs));
        return new(name, x, [.. runs.Select(values => values.Average())])
        {
            Spread = [.. runs.Select(values => Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Count - 1)))],
        };
    }

    /// <summary>How far the band around the line reaches to either side at each point, such as a standard deviation; null for none.</summary>
    public IReadOnlyList<double>? Spread { get; init; }

    /// <summary>The value of each point; NaN leaves a gap.</summary>
    public IReadOnlyList<double> Y { get; } = Y.Count == X.Count ? Y : throw new ArgumentException($"\"{Name}\" has {X.Count} places and {Y.Count} values.");
}
