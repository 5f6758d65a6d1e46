namespace NotebookLib.Training;

/// <summary>
/// What an experiment measured that was repeated with other seeds or draws: at each setting, one value a run. One run alone says
/// little, and a mean without its standard error no more.
/// </summary>
/// <param name="Name">What was measured, for the legend of a chart.</param>
/// <param name="Settings">What was changed from one setting to the next: the number of pictures, a learning rate, …</param>
/// <param name="Values">The values at each setting, one a run; the same place is the same seed or draw everywhere.</param>
public sealed record Runs(string Name, IReadOnlyList<double> Settings, IReadOnlyList<IReadOnlyList<double>> Values)
{
    /// <summary>Runs an experiment at each setting with each seed.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="settings">What is changed.</param>
    /// <param name="seeds">The seeds or draws, two or more.</param>
    /// <param name="measure">From a setting and a seed to a value.</param>
    public static Runs Of(string name, IReadOnlyList<double> settings, IReadOnlyList<int> seeds, Func<double, int, double> measure) =>
        new(name, settings, [.. settings.Select(setting => seeds.Select(seed => measure(setting, seed)).ToArray())]);

    /// <summary>The mean over the runs at a setting.</summary>
    /// <param name="at">The setting's place, from 0.</param>
    public double Mean(int at) => Values[at].Average();

    /// <summary>The standard error of that mean: the standard deviation of the runs, divided by the root of their number.</summary>
    /// <param name="at">The setting's place, from 0.</param>
    public double StandardError(int at) =>
        Math.Sqrt(Values[at].Sum(value => Math.Pow(value - Mean(at), 2)) / (Values[at].Count - 1) / Values[at].Count);

    /// <summary>By how much each run is above the same run of another experiment: what seed or draw do to both cancels out.</summary>
    /// <param name="other">An experiment with the same settings and seeds.</param>
    public Runs Over(Runs other) =>
        this with { Values = [.. Values.Zip(other.Values, (mine, theirs) => mine.Zip(theirs, (a, b) => a - b).ToArray())] };

    /// <summary>Mean and standard error at each setting, in a line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Name,-24}") + string.Join("   ", Settings.Select((_, at) => FormattableString.Invariant($"{Mean(at),5:F1} ± {StandardError(at):F1}")));
}
