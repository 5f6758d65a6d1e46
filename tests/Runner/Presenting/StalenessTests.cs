using Runner.Presenting.Live;

namespace Tests.Runner.Presenting;

/// <summary>Which cells are out of date, told without any kernel.</summary>
public class StalenessTests
{
    private readonly List<LiveCell> _cells = [.. "abc".Select(name => new LiveCell($"{name}", "csharp", $"var {name} = 1;"))];
    private int _process = 1;

    private void Run(params ReadOnlySpan<int> cells)
    {
        foreach (var i in cells) _cells[i] = _cells[i] with { Ran = CellRun.Of(_cells[i], _cells, _process), State = CellState.Done };
    }

    private void Fail(int i) => _cells[i] = _cells[i] with { Ran = CellRun.Of(_cells[i], _cells, _process) with { HasFailed = true }, State = CellState.Failed };

    private void Edit(int i, string text) => _cells[i] = _cells[i] with { Text = text };

    private string States() => string.Join(' ', _cells.Select(cell => Staleness.Mark(cell, _cells, _process)).Select(cell => cell.OutOfDate is { } why ? $"{cell.State}:{why}" : $"{cell.State}"));

    [Fact]
    public void What_ran_in_order_holds()
    {
        Run(0, 1, 2);
        Assert.Equal("Done Done Done", States());
    }

    [Fact]
    public void A_changed_cell_and_those_that_ran_after_it_are_out_of_date_until_they_run_again()
    {
        Run(0, 1, 2);
        Edit(1, "var b = 2;");
        Assert.Equal("Done Stale:Changed Stale:AboveChanged", States());
        Run(1);
        Assert.Equal("Done Done Stale:AboveChanged", States());
        Run(2);
        Assert.Equal("Done Done Done", States());
    }

    [Fact]
    public void A_text_that_is_taken_back_before_it_ran_makes_nothing_stale_and_one_that_ran_does()
    {
        Run(0, 1);
        Edit(0, "var a = 2;");
        Edit(0, "var a = 1;");
        Assert.Equal("Done Done Idle", States());
        Edit(0, "var a = 2;");
        Run(0);
        Edit(0, "var a = 1;");
        Assert.Equal("Stale:Changed Stale:AboveChanged Idle", States());
        Run(0);
        Assert.Equal("Done Done Idle", States());
    }

    [Fact]
    public void Another_process_knows_nothing_of_what_ran_before()
    {
        Run(0, 1);
        _process++;
        Assert.Equal("Stale:ProcessGone Stale:ProcessGone Idle", States());
        Run(1); // It did not need the first.
        Assert.Equal("Stale:ProcessGone Done Idle", States());
    }

    [Fact]
    public void Cells_that_never_ran_that_came_later_or_that_are_gone_make_nothing_stale()
    {
        Run(1);
        Edit(0, "an exercise");
        Run(0); // After the one below.
        Edit(2, "below");
        Assert.Equal("Done Done Idle", States());
        Run(2);
        _cells.RemoveAt(1);
        Assert.Equal("Done Done", States());
    }

    [Fact]
    public void What_failed_says_so_until_its_text_is_another()
    {
        Run(0);
        Fail(1);
        Edit(0, "var a = 2;");
        Assert.Equal("Stale:Changed Failed:AboveChanged Idle", States());
        Edit(1, "var b = 2;");
        Assert.Equal("Stale:Changed Stale:Changed Idle", States());
        Edit(1, "var b = 1;");
        Assert.Equal("Stale:Changed Failed:AboveChanged Idle", States());
    }

    [Fact]
    public void A_cell_that_stays_as_it_is_stays_the_same_object()
    {
        Run(0, 1);
        Assert.All(_cells, cell => Assert.Same(cell, Staleness.Mark(cell, _cells, _process)));
    }

    [Theory]
    [InlineData(CellState.Done, 11, true)]
    [InlineData(CellState.Done, 10, false)]
    [InlineData(CellState.Stale, 600, false)]
    [InlineData(CellState.Failed, 600, false)]
    public void A_cell_that_ran_for_more_than_ten_seconds_and_holds_is_not_run_twice_by_a_slip(CellState state, int seconds, bool isLong) =>
        Assert.Equal(isLong, (_cells[0] with { State = state, Elapsed = TimeSpan.FromSeconds(seconds) }).IsLongDone);
}
