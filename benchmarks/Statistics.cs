using System.Globalization;

namespace Benchmarks;

internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    public static void WriteHeader() => Console.WriteLine($"{"",-60} {"median",8} {"lowest",8} {"highest",8}  target");

    public static void Write(string what, IReadOnlyCollection<double> values, string target) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what,-60} {Median(values),8:0.00} {values.Min(),8:0.00} {values.Max(),8:0.00}  {target}"));
}
