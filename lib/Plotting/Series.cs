using NotebookLib.Training;

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

    /// <summary>A line through the means of repeated runs, with a band of one standard error to either side.</summary>
    /// <param name="runs">What was measured; two or more runs at each setting.</param>
    /// <exception cref="ArgumentException">A setting has a single run, which has no spread.</exception>
    public static Series Of(Runs runs)
    {
        if (runs.Values.Any(values => values.Count < 2)) throw new ArgumentException($"\"{runs.Name}\" has a setting with fewer than two runs, which have no spread.", nameof(runs));
        return new(runs.Name, runs.Settings, [.. runs.Settings.Select((_, at) => runs.Mean(at))])
        {
            Spread = [.. runs.Settings.Select((_, at) => runs.StandardError(at))],
        };
    }

    /// <summary>How far the band around the line reaches to either side at each point, such as a standard deviation; null for none.</summary>
    public IReadOnlyList<double>? Spread { get; init; }

    /// <summary>The value of each point; NaN leaves a gap.</summary>
    public IReadOnlyList<double> Y { get; } = Y.Count == X.Count ? Y : throw new ArgumentException($"\"{Name}\" has {X.Count} places and {Y.Count} values.");
}
