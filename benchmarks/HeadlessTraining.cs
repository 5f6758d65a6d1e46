using System.Globalization;
using System.Text.RegularExpressions;

namespace Benchmarks;

/// <summary>A notebook that trains a network and says <c>trained in 12.34 s</c>.</summary>
internal static partial class HeadlessTraining
{
    /// <summary>Runs it from first to last cell; the seconds that its training took.</summary>
    public static double Run(string notebook)
    {
        using var process = RunnerProcess.Start("run", notebook);
        return Seconds(process.StandardOutput.ReadToEnd());
    }

    /// <summary>The seconds that are told in what a notebook said.</summary>
    /// <exception cref="InvalidOperationException">None are.</exception>
    public static double Seconds(string said) => Trained().Match(said) is { Success: true } match
        ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"The network was not trained:\n{said}");

    [GeneratedRegex(@"trained in ([\d.]+) s")]
    public static partial Regex Trained();
}
