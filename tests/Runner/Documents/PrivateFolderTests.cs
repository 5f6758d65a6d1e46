using Runner.Documents;

namespace Tests.Runner.Documents;

public sealed class PrivateFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("private-folder-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string name) => Path.Combine(_folder, name);

    [Fact]
    public void It_is_made_closed_to_everybody_else_and_one_that_is_there_is_closed()
    {
        Assert.True(SecondUser.IsClosed(PrivateFolder.Make(PathOf("a/b/c"))));
        Directory.CreateDirectory(PathOf("old"));
        Assert.True(SecondUser.IsClosed(PrivateFolder.Make(PathOf("old"))));
        Assert.True(SecondUser.IsClosed(PrivateFolder.Make(PathOf("old"))));
    }

    [Fact]
    public void What_others_can_write_to_is_refused_as_is_all_below_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere only the folder itself is looked at.");
        SecondUser.Open(Directory.CreateDirectory(PathOf("open/inside")).FullName);
        Assert.Equal($"{PathOf("open/inside")} is not used, because others can write to it.", Refusal("open/inside"));
        SecondUser.Open(PathOf("open"));
        Assert.Contains("others can write", Refusal("open/another"));
        SecondUser.Share(PathOf("open"));
        PrivateFolder.Make(PathOf("open/mine")); // where everybody keeps what is theirs, as in /tmp
    }

    [Theory]
    [InlineData("theirs")]
    [InlineData("theirs/below")]
    [InlineData("link")]
    [InlineData("theirs-link")]
    public void What_belongs_to_somebody_else_is_refused(string name)
    {
        SecondUser.Require();
        SecondUser.Give(Directory.CreateDirectory(PathOf("theirs")).FullName);
        Directory.CreateSymbolicLink(PathOf("link"), PathOf("theirs"));
        Directory.CreateDirectory(PathOf("mine"));
        Directory.CreateSymbolicLink(PathOf("theirs-link"), PathOf("mine"));
        SecondUser.Give(PathOf("theirs-link"));
        Assert.Contains("belongs to somebody else", Refusal(name));
    }

    [Fact]
    public void Without_a_home_there_is_none() => Assert.Throws<IOException>(() => PrivateFolder.Make("NotebookLib/runs"));

    private string Refusal(string name) => Assert.Throws<IOException>(() => PrivateFolder.Make(PathOf(name))).Message;
}
