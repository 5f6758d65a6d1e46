using Microsoft.DotNet.Interactive.Formatting;
using NotebookLib.Notebook;

namespace Tests.Lib.Notebook;

public class ProgressBarTests
{
    [Theory]
    [InlineData(0, "Epoch 3/10:   0%|          | 0/938 batches, 118.3 batches/s, 0:52 left")]
    [InlineData(469, "Epoch 3/10:  50%|█████     | 469/938 batches, 118.3 batches/s, 0:52 left")]
    [InlineData(938, "Epoch 3/10: 100%|██████████| 938/938 batches, 118.3 batches/s, 0:52 left")]
    public void The_text_has_bar_count_rate_and_time_left(int done, string text) =>
        Assert.Equal(text, new ProgressBar("Epoch 3/10", done, 938, "batches", 118.29, TimeSpan.FromSeconds(52)).ToDisplayString("text/plain"));

    [Theory]
    [InlineData(5, "0:05 left")]
    [InlineData(3_599, "59:59 left")]
    [InlineData(90_061, "25:01:01 left")]
    public void The_time_left_is_in_minutes_and_seconds_and_hours_only_where_there_are_some(int seconds, string text) =>
        Assert.EndsWith(text, new ProgressBar("", 1, 2, "batches", 1, TimeSpan.FromSeconds(seconds)).ToString());

    [Fact]
    public void The_html_is_a_progress_element_with_the_same_words()
    {
        var html = new ProgressBar("Reading <a>", 250, 1000, "kB", 99.96, TimeSpan.FromSeconds(7)).ToDisplayString("text/html");
        Assert.Contains("<progress value=\"250\" max=\"1000\"", html);
        Assert.Contains("Reading &lt;a&gt;", html);
        Assert.Contains("250/1,000 kB, 100.0 kB/s, 0:07 left", html);
    }
}
