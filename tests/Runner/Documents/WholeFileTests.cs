using System.Runtime.Versioning;
using Runner.Documents;

namespace Tests.Runner.Documents;

public sealed class WholeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whole-file-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Two_that_write_at_once_and_one_that_reads_see_whole_files_only()
    {
        string[] texts = [new('a', 300_000), new('b', 200_000)];
        var path = PathOf("lesson.dib");
        WholeFile.Write(path, texts[0]);
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            var seen = 0;
            for (; !done.IsCancellationRequested; seen++) Assert.Contains(File.ReadAllText(path), texts);
            return seen;
        }, TestContext.Current.CancellationToken);

        for (var pair = 0; pair < 300; pair++) await Task.WhenAll(texts.Select(text => Task.Run(() => WholeFile.Write(path, text))));
        await done.CancelAsync();

        Assert.True(await reading > 0);
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Theory]
    [UnsupportedOSPlatform("windows")]
    [InlineData(0b110_000_000)]
    [InlineData(0b110_110_100)]
    [InlineData(0b111_101_101)]
    public void A_file_keeps_its_mode(int mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes there.");
        var path = PathOf("a.dib");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        WholeFile.Write(path, file =>
        {
            file.Write("new"u8);
            Assert.All(Directory.GetFiles(_folder, "*.part"), draft => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(draft)));
        });
        Assert.Equal(("new", (UnixFileMode)mode), (File.ReadAllText(path), File.GetUnixFileMode(path)));
    }

    [Fact]
    public void A_read_only_file_stays_as_it_is()
    {
        var path = PathOf("a.dib");
        File.WriteAllText(path, "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        Assert.Equal($"{path} is read-only.", Assert.Throws<UnauthorizedAccessException>(() => WholeFile.Write(path, "new")).Message);
        Assert.Equal("old", File.ReadAllText(path));
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Fact]
    public void A_link_stays_and_what_it_leads_to_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a permission.");
        Directory.CreateDirectory(PathOf("deep/below"));
        File.WriteAllText(PathOf("real.dib"), "old");
        Directory.CreateSymbolicLink(PathOf("folder"), "deep/below");
        File.CreateSymbolicLink(PathOf("folder/link.dib"), "../../other.dib");
        File.CreateSymbolicLink(PathOf("other.dib"), PathOf("real.dib"));

        WholeFile.Write(PathOf("folder/link.dib"), "new");

        Assert.Equal("new", File.ReadAllText(PathOf("real.dib")));
        Assert.NotNull(new FileInfo(PathOf("folder/link.dib")).LinkTarget);
        Assert.NotNull(new FileInfo(PathOf("other.dib")).LinkTarget);

        File.CreateSymbolicLink(PathOf("circle"), "circle");
        Assert.Throws<IOException>(() => WholeFile.Write(PathOf("circle"), "new"));
    }

    [Fact]
    public void What_is_no_regular_file_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes are no files there.");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [PathOf("pipe")])) make.WaitForExit();

        Assert.Contains("no regular file", Assert.Throws<IOException>(() => WholeFile.Write(PathOf("pipe"), "new")).Message);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_no_other()
    {
        var path = PathOf("a.dib");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(path, file =>
        {
            file.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void What_a_killed_process_left_is_cleared_away_and_what_is_being_written_is_not()
    {
        var (left, written) = (PathOf("a.dib.abcdefgh.abc.part"), PathOf("a.dib.hgfedcba.abc.part"));
        File.WriteAllText(left, "half");
        File.WriteAllText(written, "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-2));
        WholeFile.Write(PathOf("a.dib"), "new");
        Assert.Equal([PathOf("a.dib"), written], Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_keeps_its_owner()
    {
        SecondUser.Require();
        var path = PathOf("a.dib");
        File.WriteAllText(path, "old");
        SecondUser.Give(path);
        var owner = FileOwner.Of(path);
        WholeFile.Write(path, "new");
        Assert.Equal(owner, FileOwner.Of(path));
    }

    // The system follows no such link either, but for who asks where it leads (Linux: fs.protected_symlinks).
    [Fact]
    public void Another_users_link_in_a_shared_folder_is_not_followed()
    {
        SecondUser.Require();
        var shared = Directory.CreateDirectory(PathOf("shared")).FullName;
        SecondUser.Share(shared);
        SecondUser.Open(_folder);
        File.WriteAllText(PathOf("victim"), "mine");
        Assert.Equal(0, SecondUser.Run("ln", "-s", PathOf("victim"), Path.Combine(shared, "report.html")).Code);

        Assert.Contains("somebody else's", Assert.Throws<IOException>(() => WholeFile.Write(Path.Combine(shared, "report.html"), "attack")).Message);
        Assert.Equal("mine", File.ReadAllText(PathOf("victim")));
    }
}
