using Runner.Presenting.Slides;

namespace Tests.Runner.Presenting.Slides;

public class ShortcutTests
{
    [Fact]
    public void No_key_has_two_meanings() =>
        Assert.Equal(Shortcut.Groups.Sum(group => group.Keys.Sum(shortcut => shortcut.Keys.Length)), Shortcut.ByKey.Count);

    [Theory]
    [InlineData("PageDown", "next")] // What clickers send.
    [InlineData("PageUp", "previous")]
    [InlineData(".", "black")]
    [InlineData("Ctrl+Enter", "run")]
    [InlineData("Shift+Enter", "advance")]
    public void Keys_that_hands_and_clickers_know_do_what_they_expect(string key, string command) => Assert.Equal(command, Shortcut.ByKey[key]);
}
