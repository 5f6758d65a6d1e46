using System.CommandLine;
using System.Text.Json.Nodes;
using Runner.Commands;

namespace Tests.Runner.Commands;

/// <summary>The verbs <c>cells</c>, <c>format</c> and <c>convert</c> on files.</summary>
public sealed class FileVerbsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static (int Code, string Output, string Error) Run(Command command, params string[] arguments)
    {
        var configuration = new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() };
        var code = command.Parse(arguments).Invoke(configuration);
        return (code, configuration.Output.ToString()!, configuration.Error.ToString()!);
    }

    [Fact]
    public void Cells_prints_kernel_and_contents_as_JSON()
    {
        var (code, output, _) = Run(CellsCommand.Create(), File("a.dib", "#!md\n# é \"<b>\"\n#!cs\nx"), "--json");

        Assert.Equal(0, code);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""[{"kernel":"markdown","contents":"# é \"<b>\""},{"kernel":"csharp","contents":"x"}]"""),
            JsonNode.Parse(output)));
    }

    [Fact]
    public async Task What_a_notebook_holds_and_is_called_steers_no_terminal_and_no_workflow()
    {
        var path = File("##[set-env]\u001b[2J.dib", "#!csharp\n\n// \u001b]0;title\u0007 ##[error]x\n");
        using var cells = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "runner.dll"), "cells", path, Path.Combine(_folder, "\u001b[1mgone.dib")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["GITHUB_ACTIONS"] = "true" },
        })!;
        var output = await cells.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await cells.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.NotEmpty(output);
        Assert.DoesNotContain(output, letter => letter is '\u001b' or '\u0007');
        Assert.DoesNotContain("##[", output);
        Assert.DoesNotContain("##[", Run(CellsCommand.Create(), path, "--json").Output);
    }

    [Fact]
    public void Cells_reads_ipynb_too()
    {
        var path = File("a.ipynb", """{"cells":[{"cell_type":"code","source":"1+1"}],"nbformat":4,"nbformat_minor":5,"metadata":{}}""");

        Assert.Contains("csharp      1+1", Run(CellsCommand.Create(), path).Output);
    }

    [Fact]
    public void Convert_writes_the_other_format_beside_the_file_and_back_the_same_cells()
    {
        var (path, ipynb) = (File("a.dib", "#!markdown\n\n# é\n\n#!csharp\n\n1 + 1\n"), Path.Combine(_folder, "a.ipynb"));
        var before = System.IO.File.ReadAllText(path);
        Assert.Equal((0, $"{path} -> {ipynb}{Environment.NewLine}", ""), Run(ConvertCommand.Create(), path));
        var document = JsonNode.Parse(System.IO.File.ReadAllText(ipynb))!;
        Assert.Equal(["markdown", "code"], document["cells"]!.AsArray().Select(cell => (string?)cell!["cell_type"]));
        Assert.Equal(".net-csharp", (string?)document["metadata"]!["kernelspec"]!["name"]);

        System.IO.File.Delete(path);
        Assert.Equal(0, Run(ConvertCommand.Create(), ipynb).Code);
        Assert.Contains("csharp      1 + 1", Run(CellsCommand.Create(), path).Output);
        Assert.Contains(before, System.IO.File.ReadAllText(path));
    }

    [Fact]
    public void Format_says_so_of_a_notebook_only_once_it_is_written()
    {
        var path = File("a.dib", "#!cs\nx");
        System.IO.File.SetAttributes(path, FileAttributes.ReadOnly);
        Assert.Equal((1, "", $"{path}: {path} is read-only.{Environment.NewLine}"), Run(FormatCommand.Create(), path));
        System.IO.File.SetAttributes(path, FileAttributes.Normal);
    }

    [Fact]
    public void Convert_writes_over_nothing_unless_told_to_and_leaves_setup_out_of_folders()
    {
        File("setup.dib", "#!csharp\n\n0\n");
        File("a.dib", "#!csharp\n\n1\n");
        var ipynb = File("a.ipynb", "with outputs");
        var (code, _, error) = Run(ConvertCommand.Create(), _folder);
        Assert.Equal((1, $"{ipynb} is there already; --replace writes over it.{Environment.NewLine}"), (code, error));
        Assert.Equal("with outputs", System.IO.File.ReadAllText(ipynb));

        Assert.Equal(0, Run(ConvertCommand.Create(), _folder, "--replace").Code);
        Assert.NotEqual("with outputs", System.IO.File.ReadAllText(ipynb));
        Assert.False(System.IO.File.Exists(Path.Combine(_folder, "setup.ipynb")));
    }

    [Theory]
    [InlineData("missing.dib", null, "missing.dib: there is no such file")]
    [InlineData("broken.dib", "x\n#!meta\n{", "broken.dib(3): the JSON after #!meta")]
    [InlineData("notes.txt", "x", "notes.txt(1): a notebook's name ends in")]
    public void A_file_that_cannot_be_read_is_named_with_its_line(string name, string? text, string message)
    {
        var path = text is null ? Path.Combine(_folder, name) : File(name, text);

        var (code, output, error) = Run(CellsCommand.Create(), path);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(message, error);
    }

    [Fact]
    public void Format_writes_the_canonical_form_and_then_finds_nothing_to_change()
    {
        var path = File("a.dib", "\uFEFF#!cs\r\nx\r\n");

        Assert.Equal(0, Run(FormatCommand.Create(), _folder).Code);
        Assert.Equal("#!csharp\n\nx\n"u8, System.IO.File.ReadAllBytes(path));
        Assert.Equal((0, "", ""), Run(FormatCommand.Create(), path, "--check"));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Format_check_fails_and_changes_nothing()
    {
        var path = File("a.dib", "#!cs\nx");

        var (code, output, _) = Run(FormatCommand.Create(), path, "--check");

        Assert.Equal(1, code);
        Assert.Contains("a.dib: not in canonical form", output);
        Assert.Equal("#!cs\nx", System.IO.File.ReadAllText(path));
    }

    [Fact]
    public void Format_goes_on_after_a_broken_file_and_fails()
    {
        File("a.dib", "#!meta\n");
        var good = File("b.dib", "#!cs\nx");

        var (code, _, error) = Run(FormatCommand.Create(), _folder);

        Assert.Equal(1, code);
        Assert.Contains("a.dib(1)", error);
        Assert.Equal("#!csharp\n\nx\n", System.IO.File.ReadAllText(good));
    }
}
