using System.Globalization;

namespace Benchmarks;

internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    public static void WriteHeader() => Console.WriteLine($"{"",-60} {"median",8} {"lowest",8} {"highest",8}  target");

    public static void Write(string what, IReadOnlyCollection<double> values, string target) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what,-60} {Median(values),8:0.00} {values.Min(),8:0.00} {values.Max(),8:0.00}  {target}"));

    /// <summary>The ratio of two medians, and of what came out each round.</summary>
    public static void WriteRatio(string what, IReadOnlyCollection<double> ours, IReadOnlyCollection<double> theirs, string target)
    {
        var each = ours.Zip(theirs, (a, b) => a / b).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{$"{what}, ratio",-60} {Median(ours) / Median(theirs),8:0.00} {each.Min(),8:0.00} {each.Max(),8:0.00}  {target}"));
    }
}
