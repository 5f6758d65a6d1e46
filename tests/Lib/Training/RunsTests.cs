using NotebookLib.Training;

namespace Tests.Lib.Training;

public sealed class RunsTests
{
    private static readonly Runs Few = Runs.Of("few", [5, 10], [1, 2, 3], (setting, seed) => setting + seed);

    [Fact]
    public void Each_setting_is_measured_with_each_seed() => Assert.Equal([[6.0, 7, 8], [11.0, 12, 13]], Few.Values);

    [Fact]
    public void The_standard_error_is_the_deviation_divided_by_the_root_of_the_number_of_runs()
    {
        Assert.Equal(7, Few.Mean(0));
        Assert.Equal(1 / Math.Sqrt(3), Few.StandardError(0), 1e-12);
    }

    [Fact]
    public void Gains_are_taken_run_by_run_so_that_what_the_seed_does_to_both_cancels_out()
    {
        var gains = Runs.Of("many", [5, 10], [1, 2, 3], (setting, seed) => (2 * setting) + seed).Over(Few);
        Assert.Equal((5.0, 0.0), (gains.Mean(0), gains.StandardError(0)));
        Assert.Equal("many", gains.Name);
    }

    [Fact]
    public void It_tells_mean_and_standard_error_of_each_setting() => Assert.Equal("few                       7.0 ± 0.6    12.0 ± 0.6", Few.ToString());
}
