using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary><c>#r</c> and <c>#i</c>: packages that are served, packages that are restored, files.</summary>
/// <remarks>The configuration beside the notebook names one feed, a folder, so that no test needs a network.</remarks>
public sealed class ReferenceTests : IClassFixture<TestKernel>
{
    private readonly TestKernel _kernel;

    public ReferenceTests(TestKernel kernel)
    {
        _kernel = kernel;
        Directory.CreateDirectory(Path.Combine(kernel.Folder, "feed"));
        kernel.Write("nuget.config", "<configuration><packageSources><clear/><add key=\"beside\" value=\"feed\"/></packageSources></configuration>");
    }

    private static readonly string Output = Path.GetDirectoryName(typeof(ReferenceTests).Assembly.Location)!;

    [Fact]
    public async Task Served_packages_work_without_a_restore()
    {
        var output = await _kernel.RunAsync("#r \"nuget: TorchSharp-cpu, 0.107.0\"\n#r \"nuget:ScottPlot,5.1.59\"\nTorchSharp.torch.ones(2, 3).sum().item<float>()");

        Assert.Equal("6", output.Value);
        Assert.Single(output.Shown); // no word of a restore

        var picture = await _kernel.RunAsync("var plot = new ScottPlot.Plot();\nplot.Add.Signal(new double[] { 1, 2 });\nplot.GetImageBytes(100, 80, ScottPlot.ImageFormat.Png).Length > 100");
        Assert.Equal("True", picture.Value);
    }

    [Fact]
    public async Task A_package_may_be_asked_for_again_with_the_same_words_or_the_same_version_in_other_words()
    {
        foreach (var version in (string[])["5.1.59", "5.1.*", "5.1.*", "5.1.59.0"])
            Assert.Equal("ok", (await _kernel.RunAsync($"#r \"nuget: ScottPlot, {version}\"\n\"ok\"")).Value);
    }

    [Fact]
    public async Task A_library_by_path_shares_its_types_with_the_packages()
    {
        var library = Path.GetFullPath(Path.Combine(Output, "..", "..", "..", "..", "bin", "NotebookLib.dll"));

        var output = await _kernel.RunAsync($"#r \"nuget: TorchSharp, 0.107.0\"\n#r \"{library}\"\nNotebookLib.Libtorch.Load();\nTorchSharp.torch.Tensor t = TorchSharp.torch.zeros(1);\nt.shape[0]");

        Assert.Equal("1", output.Value);
    }

    [Fact]
    public async Task A_package_that_is_not_served_is_restored()
    {
        var output = await _kernel.RunAsync("#r \"nuget: CsCheck, 5.0.1\"\ntypeof(CsCheck.Check).Name");

        Assert.Equal("Check", output.Value);
        Assert.Contains("Restoring CsCheck, 5.0.1", CellOutput.Text(output.Shown[0].Data));
    }

    [Fact]
    public async Task A_package_that_does_not_exist_is_named_with_its_version()
    {
        var output = await _kernel.RunAsync("// comment\n#r \"nuget: No.Such.Package.Anywhere, 1.2.3\"\n1");

        Assert.Equal("PackageNotFound", output.Error.Name);
        Assert.Contains("No.Such.Package.Anywhere, 1.2.3", output.Error.Message);
        Assert.DoesNotContain("://", output.Error.Message);
        Assert.Equal(2, output.Error.Position!.Line);
    }

    // A stranger's folder: what it says counts, as in every .NET project, but not without a word.
    [Fact]
    public async Task Where_packages_come_from_is_said_where_the_notebooks_folder_decides()
    {
        var output = await _kernel.RunAsync("#r \"nuget: No.Such.Package.Anywhere, 1.0.0\"");
        Assert.Contains($"As {Path.Combine(_kernel.Folder, "nuget.config")} wants it, packages come from {Path.Combine(_kernel.Folder, "feed")}.\n", output.Stdout);
    }

    [Fact]
    public async Task A_configuration_of_somebody_elses_does_not_count_and_that_is_said()
    {
        SecondUser.Require();
        await using var kernel = new TestKernel();
        await kernel.InitializeAsync();
        var above = SecondUser.Give(kernel.Write("nuget.config", "<configuration><packageSources><clear/><add key=\"theirs\" value=\"theirs\"/></packageSources></configuration>"));
        Directory.CreateDirectory(Path.Combine(kernel.Folder, "theirs"));

        var output = await kernel.RunAsync("#r \"nuget: CsCheck, 5.0.1\"\ntypeof(CsCheck.Check).Name");

        Assert.Contains($"{above} belongs to somebody else, so no NuGet.config in this notebook's folder or above it counts.\n", output.Stdout);
        Assert.Equal("Check", output.Value); // from where the user's own configuration says, or the packages that are there
    }

    [Fact]
    public async Task A_second_version_of_a_loaded_package_is_refused()
    {
        await _kernel.RunAsync("#r \"nuget: TorchSharp, 0.107.0\"");

        var output = await _kernel.RunAsync("#r \"nuget: TorchSharp, 0.105.0\"");

        Assert.Equal("PackageConflict", output.Error.Name);
        Assert.Contains("0.105.0", output.Error.Message);
        Assert.Contains("0.107.0", output.Error.Message);
    }

    [Fact]
    public async Task A_relative_path_begins_at_the_notebooks_folder()
    {
        File.Copy(Path.Combine(Output, "CsCheck.dll"), Path.Combine(Directory.CreateDirectory(Path.Combine(_kernel.Folder, "parts")).FullName, "CsCheck.dll"), overwrite: true);

        Assert.Equal("Check", (await _kernel.RunAsync("#r \"parts/CsCheck.dll\"\ntypeof(CsCheck.Check).Name")).Value);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_named()
    {
        var output = await _kernel.RunAsync("#r \"missing.dll\"");

        Assert.Equal("ReferenceNotFound", output.Error.Name);
        Assert.Contains(Path.Combine(_kernel.Folder, "missing.dll"), output.Error.Message);
    }

    [Fact]
    public async Task A_version_that_is_not_in_the_feeds_is_named_with_the_next()
    {
        MadePackage.Pack(Path.Combine(_kernel.Folder, "feed"), "Made.Higher", "2.0.0");

        var output = await _kernel.RunAsync("#r \"nuget: Made.Higher, 1.0.0\"");

        Assert.Equal("PackageNotFound", output.Error.Name);
        Assert.Contains("Made.Higher in version 1.0.0", output.Error.Message);
        Assert.Contains("2.0.0", output.Error.Message);
    }

    [Fact]
    public async Task Feeds_come_from_a_configuration_beside_the_notebook_and_from_i()
    {
        MadePackage.Pack(Path.Combine(_kernel.Folder, "feed"), "Made.Here", "1.0.0");
        var elsewhere = Directory.CreateDirectory(Path.Combine(_kernel.Folder, "elsewhere")).FullName;
        MadePackage.Pack(elsewhere, "Made.Elsewhere", "2.0.0");

        Assert.True((await _kernel.RunAsync($"#i \"nuget: {elsewhere}\"\n#r \"nuget: Made.Here, 1.0.0\"\n#r \"nuget: Made.Elsewhere\"")).Held);
    }

    [Fact]
    public async Task A_feed_by_a_relative_path_is_refused_and_forgotten()
    {
        var output = await _kernel.RunAsync("#i \"nuget: feed\"\n1");

        Assert.Equal("FeedNotFound", output.Error.Name);
        Assert.Contains("'feed'", output.Error.Message);
    }

    [Fact]
    public async Task A_library_built_against_the_formatting_package_registers_with_the_kernels_own()
    {
        var source = """
            using Microsoft.DotNet.Interactive.Formatting;
            public sealed class FeatureMap
            {
                public static void Register() => Formatter.Register<FeatureMap>((_, writer) => writer.Write("<i>a feature map</i>"), "text/html");
            }
            """;
        MadePackage.Compile(Path.Combine(_kernel.Folder, "Maps.dll"), source);

        var output = await _kernel.RunAsync("#r \"Maps.dll\"\nFeatureMap.Register();\nnew FeatureMap()");

        Assert.Equal("<i>a feature map</i>", CellOutput.Text(output.Shown.Single().Data, "text/html"));
    }

    [Theory]
    [InlineData("Microsoft.Bcl.AsyncInterfaces", "8.0.0.0", null)] // Not loaded yet, but known to the runtime from the start: many packages bring this one.
    [InlineData("Microsoft.Bcl.AsyncInterfaces", "99.0.0.0", null)]
    [InlineData("Microsoft.DotNet.Interactive", "99.0.0.0", "PackageConflict")]
    public async Task What_the_runner_itself_brings_is_used_where_it_is_new_enough_and_else_left_to_the_runner(string name, string version, string? failure)
    {
        MadePackage.Compile(Path.Combine(_kernel.Folder, $"{name}.dll"), $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]\npublic class Brought {{ }}");

        var output = await _kernel.RunAsync($"#r \"{name}.dll\"\n1");

        Assert.Equal(failure, output.Events.OfType<CellFailed>().SingleOrDefault()?.Name);
        if (version == "99.0.0.0" && failure is null) Assert.Equal(version, (await _kernel.RunAsync("typeof(Brought).Assembly.GetName().Version.ToString()")).Value);
    }

    [Fact]
    public async Task A_package_that_the_engine_has_in_an_older_version_can_be_used()
    {
        var output = await _kernel.RunAsync("#r \"nuget: Humanizer.Core, 3.0.10\"\nusing Humanizer;\nTo.TitleCase.Transform(\"a feature map\")");

        Assert.Equal("A Feature Map", output.Value);
    }
}
