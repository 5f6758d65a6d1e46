namespace Benchmarks;

internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
