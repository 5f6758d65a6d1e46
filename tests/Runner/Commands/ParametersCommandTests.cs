using Runner.Commands;

namespace Tests.Runner.Commands;

/// <summary>What of a notebook can be set from outside, and what <c>run</c> says of a name that it has not.</summary>
public sealed class ParametersCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parameters-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Path.Combine(_folder, name);
    }

    private static async Task<(int Code, string Output)> RunAsync(System.CommandLine.Command command, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var code = await command.Parse(arguments).InvokeAsync(new() { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    [Fact]
    public async Task Parameters_are_listed_with_their_defaults_as_the_cells_write_them()
    {
        var path = Write("a.dib", "#!markdown\n\nSet `Parameter(\"prose\", 1)`.\n\n#!csharp\n\nvar epochs = Parameter(\"epochs\", 10);\nvar rate = Parameter<double>(\"rate\", Math.Min(1e-3, 2));\nvar name = Parameter(\"name\", \"a (b)\");\n\n#!csharp\n\n#!set --value @input:\"Your name\" --name who\nParameter(\"epochs\", 10)\n");
        Assert.Equal((0, $"{path}\n  epochs=10\n  rate=Math.Min(1e-3, 2)\n  name=\"a (b)\"\n  who\n"), await RunAsync(ParametersCommand.Create(), path));
        Assert.Equal(1, (await RunAsync(ParametersCommand.Create(), Path.Combine(_folder, "missing.dib"))).Code);
    }

    [Fact]
    public async Task A_parameter_that_nothing_reads_is_told_before_the_run()
    {
        var path = Write("a.dib", "#!csharp\n\n// reads \"epochs\"\nConsole.ReadLine()\n#!csharp\n\n#!set --name who --value @input:\"Your name\"\n");
        var (code, output) = await RunAsync(RunCommand.Create(), path, "--param", "stdin=a", "--param", "who=me", "--param", "epoch=1", "--param", "epochs=1", "--param", "live=true");
        Assert.Equal(0, code);
        Assert.StartsWith("--param epoch: no notebook reads a parameter of that name.", output);
        Assert.DoesNotContain("--param epochs:", output);
        Assert.All((string[])["live", "stdin", "who"], name => Assert.DoesNotContain($"--param {name}:", output));
    }

    [Fact]
    public async Task A_report_never_takes_the_place_of_its_notebook()
    {
        var path = Write("a.ipynb", """{"cells":[{"cell_type":"code","metadata":{},"source":"1","outputs":[],"execution_count":null}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        var before = File.ReadAllText(path);
        var (code, output) = await RunAsync(RunCommand.Create(), path, "--report", _folder);
        Assert.Equal(2, code);
        Assert.Contains($"would overwrite {path}", output);
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Equal(before, File.ReadAllText(path));
    }
}
