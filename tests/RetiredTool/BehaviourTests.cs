using Tests.Pictures;

namespace Tests.RetiredTool;

/// <summary>An engine of each kind in a folder with the same files, kept from row to row.</summary>
public sealed class BothEngines : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retired-tool-test-").FullName;
    private OurEngine? _ours;
    private ToolEngine? _tool;

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "below"));
        foreach (var (name, text) in Behaviour.Files) File.WriteAllText(Path.Combine(_folder, name), text);
        return ValueTask.CompletedTask;
    }

    internal async Task<string> HereAsync(Behaviour behaviour)
    {
        if (!behaviour.IsFresh) return await behaviour.RunAsync(_ours ??= new(_folder), _folder);

        await using var fresh = new OurEngine(_folder);
        return await behaviour.RunAsync(fresh, _folder);
    }

    internal async Task<string> ThereAsync(Behaviour behaviour)
    {
        if (!behaviour.IsFresh) return await behaviour.RunAsync(_tool ??= await ToolEngine.StartAsync(_folder), _folder);

        await using var fresh = await ToolEngine.StartAsync(_folder);
        return await behaviour.RunAsync(fresh, _folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_tool is not null) await _tool.DisposeAsync();
        if (_ours is not null) await _ours.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Cells behave here as in the last version of the retired tool, but for what the README names.</summary>
public sealed class BehaviourTests(BothEngines engines) : IClassFixture<BothEngines>
{
    public static TheoryData<string> Rows => [.. Behaviours.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_retired_tool_does_so(string name)
    {
        var row = Behaviours.All.Single(each => each.Name == name);

        Assert.Equal(row.There, await engines.ThereAsync(row));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Here_it_is_the_same_or_differs_as_the_README_says(string name)
    {
        var row = Behaviours.All.Single(each => each.Name == name);

        Assert.Equal(row.Here ?? row.There, await engines.HereAsync(row));
    }

    [Fact]
    public void The_README_names_every_difference_and_no_other()
    {
        var readme = File.ReadAllLines(Path.GetFullPath(Path.Combine(PictureFiles.Folder, "..", "README.md")));
        var table = readme.SkipWhile(line => !line.StartsWith("| Where |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(table.Select(line => line.Split('|')[1].Trim()).Order(), Behaviours.All.Select(row => row.Difference).OfType<string>().Distinct().Order());
        Assert.All(Behaviours.All, row => Assert.Equal(row.Here is null, row.Difference is null));
    }
}
