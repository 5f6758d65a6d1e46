using System.Text.RegularExpressions;
using Runner.Commands;
using Runner.Reports;

namespace Tests.Runner.Commands;

/// <summary>Runs that several machines share: which notebooks each takes, and their reports made one.</summary>
public sealed partial class ShardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shard-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // By hand: the longest first, each to the shard that has least. 9 | 7 | 5, then 4 to 5, 3 to 7, 2 to 9 or 9, and so on.
    [Fact]
    public void Shards_take_each_notebook_once_and_end_together()
    {
        string[] notebooks = ["a", "b", "c", "d", "e", "f", "g"];
        Dictionary<string, double> seconds = new() { ["a"] = 1, ["b"] = 9, ["c"] = 3, ["d"] = 7, ["e"] = 4, ["f"] = 2, ["g"] = 5 };
        var shards = Enumerable.Range(1, 3).Select(number => new Shard(number, 3).Take(notebooks, seconds)).ToList();
        Assert.Equal(["b f", "c d", "a e g"], shards.Select(shard => string.Join(' ', shard)));
        Assert.Equal([11, 10, 10], shards.Select(shard => shard.Sum(path => seconds[path])));
    }

    [Fact]
    public void A_notebook_without_a_time_takes_as_long_for_its_size_as_those_with_one()
    {
        var paths = ((string[])["a", "b", "c"]).Select(name => Path.Combine(_folder, name)).ToList();
        foreach (var (path, size) in paths.Zip((int[])[100, 100, 900])) File.WriteAllText(path, new string('x', size));
        var times = Path.Combine(_folder, "junit.xml");
        File.WriteAllText(times, $"<testsuites><testsuite name=\"{paths[0]}\" time=\"20\"/><testsuite name=\"{paths[1]}\" time=\"20\"/><testsuite time=\"x\"/></testsuites>");
        Assert.Equal([paths[2]], new Shard(1, 2).Take(paths, Shard.Times(times)));
        Assert.Equal(paths[..2], new Shard(2, 2).Take(paths, Shard.Times(times)));
    }

    [Fact]
    public async Task The_reports_of_all_shards_make_the_report_of_the_run()
    {
        var notebooks = Path.Combine(_folder, "notebooks");
        foreach (var (name, text) in ((string, string)[])[("a.dib", "Console.Write(\"é & <b>\");"), ("b.dib", "throw new Exception(\"lost\");"), ("c.dib", "// skip-execution: why\n1"), ("below/a.dib", "2"), ("d.dib", "3")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(notebooks, name))!);
            File.WriteAllText(Path.Combine(notebooks, name), $"#!csharp\n\n{text}\n");
        }
        var (whole, report) = (Path.Combine(_folder, "whole"), Path.Combine(_folder, "report"));
        Assert.Equal(1, (await InvokeAsync(RunCommand.Create(), notebooks, "--report", whole)).Code);
        var shards = Enumerable.Range(1, 3).Select(number => Path.Combine(_folder, $"shard-{number}")).ToList();
        foreach (var (index, shard) in shards.Index())
        {
            await InvokeAsync(RunCommand.Create(), notebooks, "--report", report, "--shard", $"{index + 1}/3");
            Directory.Move(report, shard);
        }

        Assert.Equal(1, (await InvokeAsync(ReportCommand.Create(), ["merge", report, .. shards.AsEnumerable().Reverse()])).Code); // One cell failed.
        Assert.Equal(Files(whole), Files(report));
        Assert.Equal(12, Files(report).Count);

        // A machine that has broken down.
        Directory.Delete(report, recursive: true);
        var (code, error) = await InvokeAsync(ReportCommand.Create(), "merge", report, shards[0], shards[2]);
        Assert.Equal((1, "Of 3 shards 2 is missing.\n"), (code, error));
        Assert.Contains("no shard has reported of it", File.ReadAllText(Path.Combine(report, "junit.xml")));

        (code, error) = await InvokeAsync(ReportCommand.Create(), "merge", report, shards[0], shards[0]);
        Assert.Equal((1, $"{shards[0]} and {shards[0]} both are shard 1.\n"), (code, error));
    }

    [Fact]
    public async Task More_shards_than_notebooks_leave_some_with_nothing_to_do()
    {
        var path = Path.Combine(_folder, "a.dib");
        File.WriteAllText(path, "#!csharp\n\n1\n");
        var (code, output) = await InvokeAsync(RunCommand.Create(), path, "--shard", "2/2", "--report", Path.Combine(_folder, "out"));
        Assert.Equal(0, code);
        Assert.Contains("Shard 2 of 2: 0 of 1.", output);
        Assert.True(File.Exists(Path.Combine(_folder, "out", "shard.json")));
    }

    [Theory]
    [InlineData("0/5")]
    [InlineData("6/5")]
    [InlineData("1/1001")]
    [InlineData("1")]
    [InlineData("-1/5")]
    [InlineData("1/5/5")]
    [InlineData("one/two")]
    public void What_is_no_shard_is_refused(string shard) => Assert.Contains("2/5 is the second of five", RunCommand.Create().Parse(["a.dib", "--shard", shard]).Errors[0].Message);

    [Fact]
    public async Task Reports_and_times_that_are_none_are_refused_by_name()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "odd")).FullName;
        Assert.Contains($"{folder} holds no report of a shard", (await InvokeAsync(ReportCommand.Create(), "merge", _folder, folder)).Output);
        foreach (var json in (string[])["", "[]", "{}", """{"shard":2,"of":1,"notebooks":[],"elapsed":"00:00:00","parts":[]}""", """{"shard":1,"of":1,"notebooks":[],"elapsed":"00:00:00","parts":[{"path":"a","name":"../a","held":true,"suite":"","row":"","failures":"","skipped":"","checks":""}]}"""])
        {
            File.WriteAllText(Path.Combine(folder, "shard.json"), json);
            var (code, error) = await InvokeAsync(ReportCommand.Create(), "merge", Path.Combine(_folder, "out"), folder);
            Assert.Equal(1, code);
            Assert.Contains("is no report of a shard", error);
        }
        Assert.False(Directory.Exists(Path.Combine(_folder, "out")));

        var times = Path.Combine(_folder, "times.xml");
        File.WriteAllText(times, "<!DOCTYPE x [<!ENTITY e \"eeee\">]><testsuites>&e;</testsuites>");
        var refused = await InvokeAsync(RunCommand.Create(), "a.dib", "--shard", "1/2", "--times", times);
        Assert.Equal(2, refused.Code);
        Assert.Contains("is no report in JUnit's form", refused.Output);
        Assert.Equal(2, (await InvokeAsync(RunCommand.Create(), "a.dib", "--shard", "1/2", "--times", times + "x")).Code);
    }

    private static async Task<(int Code, string Output)> InvokeAsync(System.CommandLine.Command command, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var code = await command.Parse(arguments).InvokeAsync(new() { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    /// <summary>What a report says, but for times and memory.</summary>
    private static List<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)}\n{Measured().Replace(File.ReadAllText(file), "…")}")];

    [GeneratedRegex("""time="[\d.]+"|[\d.]+ (?:ms|s|MiB)|\d+ min|"id": "[^"]+"|id="[^"]+"|#cell[^"]*""")]
    private static partial Regex Measured();
}
