using Microsoft.DotNet.Interactive.Formatting;
using NotebookLib.Notebook;
using static NotebookLib.Notebook.Checks;
using static TorchSharp.torch;

namespace Tests.Lib.Notebook;

[Collection(LiveOutputCollection.Name)]
public sealed class ChecksTests
{
    [Fact]
    public void What_holds_is_shown_with_a_tick() =>
        Assert.Equal("✓ holds: two is less than three", Text(() => Require(2 < 3, "two is less than three")));

    [Fact]
    public void A_skipped_cell_says_why_fails_nothing_and_can_be_told_by_its_MIME_type()
    {
        var skipped = Assert.Single(LiveOutputCollection.ShownBy(() => Skip("there is no network")));
        Assert.Equal("○ skipped: there is no network", skipped.ToString());
        Assert.Equal(["text/html", "text/plain", "application/vnd.notebook.skipped"], Formatter.GetPreferredMimeTypesFor(skipped.GetType()));
        Assert.Equal("there is no network", skipped.ToDisplayString("application/vnd.notebook.skipped"));
    }

    [Fact]
    public void What_does_not_hold_fails_with_the_condition_as_it_is_written()
    {
        var (small, large) = (2, 3);
        var failure = Assert.Throws<CheckFailedException>(() => Require(small > large, "the order is turned"));
        Assert.Equal("Does not hold: the order is turned (small > large is false)", failure.Message);
    }

    [Fact]
    public void A_failure_says_measured_against_expected()
    {
        var failure = Assert.Throws<CheckFailedException>(() => RequireEqual(225_035L, 225_034, "the model has the lesson's size"));
        Assert.Equal("Does not hold: the model has the lesson's size (measured 225035, expected 225034)", failure.Message);
    }

    [Fact]
    public void What_differs_a_little_is_not_equal()
    {
        Assert.Throws<CheckFailedException>(() => RequireEqual("Cat ", "cAT", "the label"));
        Assert.Throws<CheckFailedException>(() => RequireEqual((long[])[9_007_199_254_740_993], [9_007_199_254_740_992], "the counts"));
    }

    [Theory]
    [InlineData(1.0005, true)]
    [InlineData(1.02, false)]
    [InlineData(double.NaN, false)]
    public void A_number_is_close_within_the_tolerance_only(double actual, bool holds) =>
        Assert.Equal(holds, Holds(() => RequireClose(actual, 1, 0.01, "it is one")));

    [Theory]
    [InlineData(0.48, true)]
    [InlineData(0.58, true)]
    [InlineData(0.5801, false)]
    [InlineData(double.NaN, false)]
    public void A_range_includes_its_ends(double actual, bool holds) =>
        Assert.Equal(holds, Holds(() => RequireBetween(actual, 0.48, 0.58, "the loss is in range")));

    [Fact]
    public void Tensors_are_compared_by_their_largest_difference()
    {
        var failure = Assert.Throws<CheckFailedException>(() =>
            RequireClose(tensor(new[] { 1f, 2f, 3.5f }), tensor(new[] { 1f, 2f, 3f }), 1e-5, "both loops agree"));
        Assert.Contains("a largest difference of 0.5, allowed 1E-05", failure.Message);
    }

    [Fact]
    public void Tensors_of_different_shapes_differ_even_where_they_would_broadcast()
    {
        var failure = Assert.Throws<CheckFailedException>(() => RequireClose(ones(3), ones(1, 3), 1, "shapes agree"));
        Assert.Contains("measured a tensor (3), expected a tensor (1, 3)", failure.Message);
    }

    [Fact]
    public void A_tensor_with_a_value_that_is_no_number_is_close_to_nothing() =>
        Assert.False(Holds(() => RequireClose(tensor(new[] { 1f, float.NaN }), ones(2), 1e9, "it is finite")));

    [Fact]
    public void Text_in_html_cannot_become_markup()
    {
        var shown = Assert.Single(LiveOutputCollection.ShownBy(() => Require(true, "a < b & c")));
        Assert.Contains("a &lt; b &amp; c", shown.ToDisplayString("text/html"));
    }

    private static string Text(Action action) => Assert.Single(LiveOutputCollection.ShownBy(action)).ToDisplayString("text/plain");

    private static bool Holds(Action action)
    {
        try
        {
            return LiveOutputCollection.ShownBy(action).Count == 1;
        }
        catch (CheckFailedException)
        {
            return false;
        }
    }
}
