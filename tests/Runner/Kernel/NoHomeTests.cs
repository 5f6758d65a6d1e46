using Runner.Commands;

namespace Tests.Runner.Kernel;

/// <summary>A user whose home cannot be written to, as in many containers, among other users.</summary>
public sealed class NoHomeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("no-home-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (int Code, string Output) Run(string cell, params (string Variable, string Value)[] environment)
    {
        var runner = typeof(RunCommand).Assembly.Location;
        SecondUser.Require(mustRead: runner);
        SecondUser.Open(_folder);
        File.WriteAllText(Path.Combine(_folder, "a.dib"), $"#!csharp\n\n{cell}\n");
        var start = SecondUser.Start("dotnet", "exec", runner, "run", "--cache", Path.Combine(_folder, "a.dib"));
        foreach (var (variable, value) in environment.Prepend(("HOME", "/nonexistent"))) start.Environment[variable] = value;
        return SecondUser.Run(start);
    }

    [Theory]
    [InlineData("/nonexistent")]
    [InlineData("/usr/share")]
    public void A_package_that_cannot_be_restored_is_told_in_words(string home)
    {
        var (code, output) = Run("#r \"nuget: CsCheck, 5.0.1\"", ("HOME", home));
        Assert.Equal(1, code);
        Assert.Contains("CsCheck, 5.0.1", output);
        Assert.Contains("home folder", output);
        Assert.DoesNotContain("   at ", output);
    }

    // The folder for temporary files is everybody's: what lies there does not tell the restore what to do.
    [Fact]
    public void What_others_leave_in_the_shared_folder_has_no_say_in_a_restore()
    {
        SecondUser.Require();
        var shared = Directory.CreateDirectory(Path.Combine(_folder, "temporary")).FullName;
        SecondUser.Share(shared);
        File.WriteAllText(Path.Combine(shared, "Directory.Build.rsp"), "-no-such-switch");
        File.WriteAllText(Path.Combine(shared, "global.json"), """{"sdk": {"version": "1.0.0", "rollForward": "disable"}}""");
        File.WriteAllText(Path.Combine(shared, "nuget.config"), "<configuration><packageSources><clear/></packageSources></configuration>");
        var packages = SecondUser.Give(Directory.CreateDirectory(Path.Combine(_folder, "packages")).FullName);

        var (code, output) = Run("#r \"nuget: CsCheck, 5.0.1\"\nConsole.Write(typeof(CsCheck.Check).Name)", ("TMPDIR", shared), ("NUGET_PACKAGES", packages), ("DOTNET_CLI_HOME", packages));

        Assert.DoesNotContain("switch", output);
        Assert.True(code == 0 || output.Contains("a package feed can't be reached", StringComparison.Ordinal), output);
        Assert.Empty(Directory.GetDirectories(shared, "notebook-*"));
    }
}
