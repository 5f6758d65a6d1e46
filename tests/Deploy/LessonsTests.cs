using System.Diagnostics;

namespace Tests.Deploy;

/// <summary>How a class's learners get the lessons, and newer ones: <c>deploy/jupyterhub/give-lessons</c>.</summary>
public sealed class LessonsTests : IDisposable
{
    private static readonly string Script = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "deploy", "jupyterhub", "give-lessons"));

    private readonly string _folder = Directory.CreateTempSubdirectory("lessons-test-").FullName;

    public LessonsTests() => Directory.CreateDirectory(Path.Combine(_folder, "course"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_lesson_that_the_learner_has_not_changed_is_brought_up_to_date()
    {
        Teach("01.ipynb", "first");
        Give();
        Teach("01.ipynb", "second");
        Teach("02.ipynb", "new");
        Assert.Equal("01.ipynb: brought up to date\n02.ipynb: new\n", Give());
        Assert.Equal(["01.ipynb second", "02.ipynb new"], Learners);
        Assert.Equal("", Give());
    }

    [Fact]
    public void What_the_learner_has_changed_stays_and_the_newer_lesson_stands_beside_it()
    {
        Teach("01.ipynb", "first");
        Give();
        Change("01.ipynb", "mine");
        Assert.Equal("", Give()); // The course has nothing new.
        Teach("01.ipynb", "second");
        Assert.Equal("01.ipynb: changed here and in the course, whose lesson is 01.updated.ipynb\n", Give());
        Assert.Equal(["01.ipynb mine", "01.updated.ipynb second"], Learners);

        Teach("01.ipynb", "third");
        Give();
        Assert.Equal(["01.ipynb mine", "01.updated.ipynb third"], Learners);
        Change("01.updated.ipynb", "mine too");
        Teach("01.ipynb", "fourth");
        Give();
        Assert.Equal(["01.ipynb mine", "01.updated-2.ipynb fourth", "01.updated.ipynb mine too"], Learners);
    }

    [Fact]
    public void A_file_of_the_learners_own_that_the_course_comes_to_have_stays()
    {
        Change("01.ipynb", "mine");
        Teach("01.ipynb", "first");
        Give();
        Assert.Equal(["01.ipynb mine", "01.updated.ipynb first"], Learners);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"01.ipynb\": 7}")]
    public void Where_it_is_not_known_what_was_given_nothing_is_written_over(string record)
    {
        Teach("01.ipynb", "first");
        Give();
        Change("01.ipynb", "mine");
        Change(".lessons.json", record);
        Teach("01.ipynb", "second");
        Give();
        Assert.Equal(["01.ipynb mine", "01.updated.ipynb second"], Learners);
    }

    [Fact]
    public void A_lesson_that_the_learner_has_thrown_away_comes_again_and_own_notebooks_stay()
    {
        Teach("01.ipynb", "first");
        Give();
        File.Delete(Path.Combine(_folder, "learner", "01.ipynb"));
        Change("own.ipynb", "own");
        Give();
        Assert.Equal(["01.ipynb first", "own.ipynb own"], Learners);
    }

    [Fact]
    public void A_link_in_the_place_of_a_lesson_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        Teach("01.ipynb", "first");
        Change("kept.txt", "kept");
        File.CreateSymbolicLink(Path.Combine(_folder, "learner", "01.ipynb"), Path.Combine(_folder, "learner", "kept.txt"));
        Give();
        Assert.Contains("kept.txt kept", Learners);
        Assert.Contains("01.updated.ipynb first", Learners);
    }

    private void Teach(string name, string text) => File.WriteAllText(Path.Combine(_folder, "course", name), text);

    private void Change(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "learner"));
        File.WriteAllText(Path.Combine(_folder, "learner", name), text);
    }

    private IEnumerable<string> Learners =>
        Directory.EnumerateFiles(Path.Combine(_folder, "learner")).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {File.ReadAllText(file)}");

    private string Give()
    {
        Assert.SkipWhen(!File.Exists("/usr/bin/python3"), "There is no Python 3 on this machine.");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Script, Path.Combine(_folder, "course"), Path.Combine(_folder, "learner")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((0, ""), (process.ExitCode, error.Result));
        return output;
    }
}
