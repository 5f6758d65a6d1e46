using System.CommandLine;
using Runner.Commands;
using Runner.Presenting.Live;

namespace Tests.Runner.Commands;

/// <summary>What the verbs take from a folder.</summary>
public sealed class NotebookFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folder-test-").FullName;

    public NotebookFolderTests()
    {
        Put("top.dib", "#!csharp\n\nvar top = Parameter(\"top\", 1);\n");
        Put("week2/broken.dib", "#!cs\nthrow new Exception(\"broken\"); // Parameter(\"broken\", 2)\n");
        Put("week2/alone.ipynb", """{"cells":[{"cell_type":"code","source":"// Parameter(\"alone\", 3)"}],"nbformat":4,"nbformat_minor":5,"metadata":{}}""");
        Put("week2/setup.dib", "#!csharp\n\n1\n");
        foreach (var elsewhere in (string[])[".ipynb_checkpoints", "week2/.hidden", "bin", "week2/obj/Debug", "report"]) Put($"{elsewhere}/left-out.dib", "#!cs\nthrow new Exception(\"left out\");");
        Put("report/junit.xml", "");
        Put("report/summary.md", "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Put(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static async Task<(int Code, string Output)> RunAsync(Command command, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var code = await command.Parse(arguments).InvokeAsync(new() { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    [Fact]
    public async Task Run_and_site_find_what_lies_below_and_leave_out_hidden_folders_build_output_and_reports()
    {
        var (code, output) = await RunAsync(RunCommand.Create(), _folder, "--report", Path.Combine(_folder, "executed"));
        Assert.Equal(1, code);
        Assert.StartsWith($"3 notebooks in {_folder} and below.\n", output);
        Assert.Contains("broken", output);
        Assert.DoesNotContain("left out", output);

        var site = Path.Combine(_folder, "pages");
        (code, output) = await RunAsync(SiteCommand.Create(), site, _folder);
        Assert.Equal(1, code);
        Assert.Contains($"3 notebooks in {_folder} and below.\n", output); // the copies in executed/ are no sources
        Assert.Equal(["alone.html", "broken.html", "index.html", "top.html"], Directory.GetFiles(site, "*.html").Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Parameters_convert_format_and_present_go_by_the_same_rule()
    {
        var (_, output) = await RunAsync(ParametersCommand.Create(), _folder);
        Assert.StartsWith($"3 notebooks in {_folder} and below.\n", output);
        Assert.Equal(["top=1", "alone=3", "broken=2"], output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim()));

        Assert.Equal(["top.dib", "week2/alone.ipynb", "week2/broken.dib"],
            new Bookshelf(_folder, new Dictionary<string, string>(), new(Path.Combine(_folder, ".drafts"))).Books.Select(book => book.Name));

        (_, output) = await RunAsync(FormatCommand.Create(), _folder);
        Assert.StartsWith($"3 notebooks in {_folder} and below.\n", output); // setup.dib has a form too, an .ipynb has none here
        Assert.Equal([$"{Path.Combine(_folder, "week2", "broken.dib")}: formatted"], output.Trim().Split('\n').Skip(1));

        (_, output) = await RunAsync(ConvertCommand.Create(), _folder);
        Assert.StartsWith($"2 notebooks in {_folder} and below.\n", output);
        Assert.False(File.Exists(Path.Combine(_folder, "bin", "left-out.ipynb")));
    }

    [Fact]
    public async Task A_link_that_leads_back_up_is_not_followed()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, "week2", "up"), _folder);

        Assert.StartsWith("3 notebooks", (await RunAsync(ParametersCommand.Create(), _folder)).Output);
    }
}
