using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tests.Runner.Editors;

namespace Tests.Runner;

/// <summary>The engine as a .NET tool, packed and installed as anybody would, without this repository.</summary>
public sealed partial class ToolTests(PackedTool tool) : IClassFixture<PackedTool>
{
    [Fact]
    public void It_brings_neither_libtorch_nor_the_course()
    {
        using var package = ZipFile.OpenRead(tool.Package);
        Assert.DoesNotContain(package.Entries, entry => Course().IsMatch(entry.FullName));
        Assert.Contains(package.Entries, entry => entry.FullName.EndsWith("/vscode/package.json", StringComparison.Ordinal));
        Assert.True(new FileInfo(tool.Package).Length < 30_000_000);
    }

    [Fact]
    public async Task It_runs_a_notebook_of_ones_own_and_says_where_one_fails()
    {
        tool.Write("holds.dib", "#!csharp\n\nvar x = 20;\nx + 1\n");
        var (code, output) = await tool.RunAsync("run", "holds.dib");
        Assert.True(code == 0, output);
        Assert.Contains("    21\n", output);

        tool.Write("fails.dib", "#!csharp\n\nvar x = 0;\nConsole.Write(1 / x);\n");
        (code, output) = await tool.RunAsync("run", "fails.dib");
        Assert.Equal(1, code);
        Assert.Contains("DivideByZeroException", output);
    }

    [Fact]
    public async Task It_presents_notebooks()
    {
        tool.Write("holds.dib", "#!csharp\n\n1\n");
        using var process = tool.Start("present", ".", "--no-browser");
        try
        {
            string? line;
            do line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            while (line is not null && !line.StartsWith("Notebooks at ", StringComparison.Ordinal));
            using var browser = new HttpClient();
            var address = line!["Notebooks at ".Length..];
            await browser.GetStringAsync(address, TestContext.Current.CancellationToken); // The key is in a cookie from now on.
            Assert.Contains("own/page.css", await browser.GetStringAsync(new Uri(new(address), "/"), TestContext.Current.CancellationToken));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task It_installs_itself_into_Jupyter_and_packs_the_extension_for_VS_Code()
    {
        Assert.Equal(0, (await tool.RunAsync("jupyter", "install", "--folder", "kernels")).Code);
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(tool.Folder, "kernels", ".net-csharp", "kernel.json")))!;
        Assert.True(File.Exists((string?)spec["argv"]![2]));
        Assert.StartsWith(tool.Folder, (string?)spec["argv"]![2]);

        Assert.Equal(0, (await tool.RunAsync("vscode", "pack", "dib.vsix")).Code);
        using var extension = ZipFile.OpenRead(Path.Combine(tool.Folder, "dib.vsix"));
        Assert.NotNull(extension.GetEntry("extension/package.json"));
    }

    [Fact]
    public async Task It_draws_the_charts_of_a_notebook_that_brings_Plotly()
    {
        tool.Write("chart.dib", """
            #!csharp

            #r "nuget: Plotly.NET.Interactive, 6.0.0"
            #r "nuget: Plotly.NET.CSharp, 0.14.0"
            Plotly.NET.CSharp.Chart.Column<double, string, string>(new[] { 1.5, 2.5 }, Keys: new[] { "a", "b" })

            """);
        var (code, output) = await tool.RunAsync("run", "chart.dib", "--report", "chart-report");
        Assert.SkipWhen(output.Contains("NU1301", StringComparison.Ordinal), "There is no package feed here.");
        Assert.True(code == 0, output);
        var page = File.ReadAllText(Path.Combine(tool.Folder, "chart-report", "chart.html"));
        Assert.Contains("Plotly.newPlot", page);
        Assert.True(page.Length > 1_000_000); // plotly.js is in it.
    }

    [Fact]
    public async Task It_is_the_engine_of_an_editor()
    {
        await using var editor = new EditorClient([tool.Program]);
        await editor.OpenAsync(Path.Combine(tool.Folder, "mine.dib"));
        Assert.Equal("42", (string?)(await editor.RunAsync("Console.Write(6 * 7);")).Heard[^1]["params"]!["text"]);
    }

    [Fact]
    public async Task The_action_marks_what_failed_at_its_line_and_keeps_the_report()
    {
        var step = Assert.Single(WorkflowFile.Action.Steps, step => step.Name == "Run the notebooks");
        var workspace = Directory.CreateDirectory(Path.Combine(tool.Folder, "workspace")).FullName;
        var notebook = Path.Combine(workspace, "my own.dib");
        File.WriteAllText(notebook, "#!markdown\n\n# Mine\n\n#!csharp\n\nvar x = 1;\nthrow new FormatException($\"no {x}\");\n");
        var summary = Path.Combine(tool.Folder, "step-summary.md");
        var (code, output) = await WorkflowFile.Action.RunAsync(step, workspace, tool.Folder, inputs: new() { ["notebooks"] = "my own.dib\n", ["arguments"] = "--timeout=60\n--stop-on-error" }, summary);

        Assert.Equal(1, code);
        Assert.Contains("::error file=my own.dib,line=8,col=1,title=Cell 2%3A System.FormatException::no 1\n", output);
        Assert.Contains("my own.dib", File.ReadAllText(summary));
        Assert.True(File.Exists(Path.Combine(tool.Folder, "dib-report", "my own.html")));
        Assert.True(File.Exists(Path.Combine(tool.Folder, "dib-report", "junit.xml")));

        File.WriteAllText(notebook, "#!csharp\n\n1\n");
        (code, output) = await WorkflowFile.Action.RunAsync(step, workspace, tool.Folder, inputs: [], summary);
        Assert.True(code == 0, output);
    }

    [GeneratedRegex(@"torch|NotebookLib\.dll|\.dib$|Fashion|safetensors|libSkia|ScottPlot|Plotly\.NET", RegexOptions.IgnoreCase)]
    private static partial Regex Course();
}

/// <summary>The tool, packed into a feed of its own and installed from there as the action for GitHub does it, and a folder to work in.</summary>
public sealed class PackedTool : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("tool-test-").FullName;

    public string Package => Assert.Single(Directory.GetFiles(Path.Combine(Folder, "dib-feed"), "*.nupkg"));

    public string Program => Path.Combine(Folder, "dib", "dib");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The steps of the action are scripts of bash.");
        var (code, output) = await WorkflowFile.Action.RunAsync(Assert.Single(WorkflowFile.Action.Steps, step => step.Name == "Install dib"), Folder, Folder);
        Assert.True(code == 0, output);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <summary>Runs the tool in the folder.</summary>
    public async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
