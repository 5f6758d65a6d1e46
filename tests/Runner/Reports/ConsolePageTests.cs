using Runner.Reports;

namespace Tests.Runner.Reports;

/// <summary>What replaces itself in place: on a terminal it does, a log gets it now and then and as it stood last.</summary>
public sealed class ConsolePageTests
{
    private readonly StringWriter _writer = new() { NewLine = "\n" };
    private readonly Clock _clock = new();

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;

        public override long TimestampFrequency => 1;
    }

    private ConsolePage Log => field ??= new(_writer, isTerminal: false, int.MaxValue, _clock);

    private ConsolePage Terminal => field ??= new(_writer, isTerminal: true, 20, _clock);

    private string Written => _writer.ToString();

    [Fact]
    public void Pieces_of_a_line_appear_at_once_and_lines_are_indented()
    {
        Log.Write("a");
        Assert.Equal("    a", Written);

        Log.Write("b\nc\r\n");
        Assert.Equal("    ab\n    c\n", Written);
    }

    [Fact]
    public void Lines_of_their_own_begin_on_a_new_line()
    {
        Log.Write("half");
        Log.WriteLines("whole", "");

        Assert.Equal("    half\nwhole\n", Written);
    }

    [Fact]
    public void In_a_log_a_line_that_is_written_over_appears_every_ten_seconds_and_as_it_stood_last()
    {
        for (var percent = 0; percent <= 100; percent += 5)
        {
            Log.Write($"\r{percent} %");
            _clock.Now++;
        }
        Log.Write("\ndone\n");

        Assert.Equal("    0 %\n    50 %\n    100 %\n    done\n", Written);
    }

    [Fact]
    public void In_a_log_a_line_written_over_at_its_end_shows_its_beginning_and_its_last_state()
    {
        Log.Write("1 of 3\r");
        Log.Write("2 of 3\r");
        Log.Write("3 of 3\r");
        Log.Settle();

        Assert.Equal("    1 of 3\n    3 of 3\n", Written);
    }

    [Fact]
    public void In_a_log_an_updated_display_appears_every_ten_seconds_and_as_it_stood_last()
    {
        Log.Show("bar", "0");
        for (var step = 1; step <= 25; step++)
        {
            _clock.Now++;
            Log.Update("bar", $"{step}");
        }
        Log.Settle();
        Log.Settle();

        Assert.Equal("    0\n    10\n    20\n    25\n", Written);
    }

    [Fact]
    public void On_a_terminal_an_updated_display_is_drawn_over()
    {
        Terminal.Show("bar", "one\ntwo");
        Terminal.Update("bar", "three");

        Assert.Equal("    one\n    two\n\u001b[2A\u001b[0J    three\n", Written);
    }

    [Fact]
    public void On_a_terminal_a_line_too_long_for_it_is_cut_so_that_it_can_be_drawn_over()
    {
        Terminal.Show("bar", new string('x', 50));

        Assert.Equal(19, Written.TrimEnd('\n').Length);
    }

    [Fact]
    public void On_a_terminal_a_display_is_not_drawn_over_what_was_printed_below_it()
    {
        Terminal.Show("bar", "0");
        Terminal.Write("text\n");
        Terminal.Update("bar", "1");
        Terminal.Settle();

        Assert.Equal("    0\n    text\n    1\n", Written);
    }
}
