using Microsoft.DotNet.Interactive.Formatting;
using NotebookLib.Notebook;

namespace Tests.Lib.Notebook;

public sealed class VideoTests
{
    private static readonly Video Lecture = Video.YouTube("FwFduRA_L6Q", "LeNet-5 & digits");

    [Fact]
    public void The_player_is_embedded_without_cookies_and_with_a_name_for_screen_readers() =>
        Assert.Contains("<iframe src=\"https://www.youtube-nocookie.com/embed/FwFduRA_L6Q\" title=\"LeNet-5 &amp; digits\"", Lecture.ToDisplayString("text/html"));

    [Fact]
    public void A_link_remains_where_there_is_no_network() =>
        Assert.Contains("<a href=\"https://www.youtube.com/watch?v=FwFduRA_L6Q\"", Lecture.ToDisplayString("text/html"));

    [Fact]
    public void The_text_form_is_the_link() =>
        Assert.Equal("Video: LeNet-5 & digits https://www.youtube.com/watch?v=FwFduRA_L6Q", Lecture.ToDisplayString("text/plain"));

    [Theory]
    [InlineData("short")]
    [InlineData("FwFduRA_L6\"")]
    public void What_is_no_id_is_refused(string id) => Assert.Throws<ArgumentException>(() => Video.YouTube(id, "x"));
}
