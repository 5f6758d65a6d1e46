using System.Text.Json;
using Microsoft.Playwright;
using Tests.Runner;

namespace Tests.Editors;

// Which engine runs, when none may, and what becomes of it.
public sealed partial class VSCodeTests
{
    [Fact]
    public async Task An_engine_that_was_killed_is_replaced_and_what_was_lost_is_run_again()
    {
        await OpenAsync("killed.dib", Own);
        await Workbench.RunAsync("var answer");
        await Workbench.HeldAsync("var answer");
        var engines = window.Server!.Engines;

        Assert.Single(engines, process => process.IsMain).Kill();
        Assert.Empty(await window.Server!.LeftAsync(engines));
        await RunLostAgainAsync("killed.dib");
    }

    [Theory]
    [InlineData("the extension host is killed")]
    [InlineData("the window is closed")]
    public async Task No_process_and_no_file_stays_when(string what)
    {
        await window.ShowOwnAsync();
        window.Write("ends.dib", "#!csharp\n\n\"run\" + \"s\"\n\n#!csharp\n\nwhile (true) { }\n");
        var first = await HostsAsync(1);
        var other = await window.OpenOtherAsync(window.Server!, window.Folder);
        await other.OpenNotebookAsync("ends.dib");
        await other.RunAsync("\"run\"");
        await other.HeldAsync("\"run\"");
        await other.RunAsync("while (true)");
        await other.Cell("while (true)").Locator(".codicon-notebook-state-executing").WaitForAsync();
        var host = Assert.Single((await HostsAsync(2)).Except(first));
        var engines = host!.Started.Where(process => process.IsEngine).ToList();
        Assert.Contains(engines, process => process.IsMain);
        Assert.Contains(engines, process => !process.IsMain);

        if (what == "the extension host is killed") host.Kill();
        else await other.Page.CloseAsync(new() { RunBeforeUnload = true });

        Assert.Empty(await window.Server!.LeftAsync(engines));
        if (!other.Page.IsClosed) await other.Page.CloseAsync();
    }

    [Fact]
    public async Task A_folder_that_is_not_trusted_runs_nothing_until_it_is()
    {
        await window.ShowOwnAsync();
        window.Write("ends.dib", "#!csharp\n\n\"run\" + \"s\"\n");
        await using var server = await CodeServer.StartAsync(Window.Engine, isTrusting: false);
        var other = await window.OpenOtherAsync(server, window.Folder);
        await other.OpenNotebookAsync("ends.dib");
        await Assertions.Expect(other.Page.Locator("#status\\.workspaceTrust")).ToBeVisibleAsync();
        await other.RunAsync("\"run\"");
        var dialog = other.Page.GetByRole(AriaRole.Dialog).Filter(new() { HasText = "trust" }).First;
        await dialog.WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Task.Delay(1_000, TestContext.Current.CancellationToken);
        Assert.Empty(server.Engines);

        await other.RunAsync("\"run\"");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Trust" }).First.ClickAsync();
        await other.HeldAsync("\"run\"");
        await other.OutputAsync("runs");
        await other.Page.CloseAsync();
    }

    [Fact]
    public async Task The_packed_tool_runs_a_notebook_outside_of_the_repository()
    {
        await using var tool = new PackedTool();
        await tool.InitializeAsync();
        await ShowWithEngineAsync(Path.Combine(tool.Folder, "mine"), tool.Program);

        await Workbench.OpenNotebookAsync("own.dib");
        await Workbench.RunAsync("6 * 7");

        await Workbench.HeldAsync("6 * 7");
        await Workbench.OutputAsync("42");
        Assert.Contains(window.Server!.Processes, process => process.Command.StartsWith(tool.Program, StringComparison.Ordinal));
        await window.ShowOwnAsync();
    }

    [Fact]
    public async Task A_repository_whose_engine_is_not_built_offers_to_build_it()
    {
        var folder = Directory.CreateTempSubdirectory("vscode-unbuilt-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "runner"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "runner", "runner.csproj"), "<Project />", TestContext.Current.CancellationToken);
            await ShowWithEngineAsync(folder.FullName, engine: "");

            await Workbench.OpenNotebookAsync("own.dib");
            await Workbench.RunAsync("6 * 7");

            var message = await Workbench.MessageAsync("The engine of this repository is not built yet.");
            await message.GetByRole(AriaRole.Button, new() { Name = "Build It" }).WaitForAsync();
            await Workbench.CommandAsync("Notifications: Clear All Notifications");
            await window.ShowOwnAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Takes the offer to run again what a notebook has lost, and goes on from there.</summary>
    private async Task RunLostAgainAsync(string notebook)
    {
        var message = await Workbench.MessageAsync($"What one cell of {notebook} had computed is lost.");
        await message.GetByRole(AriaRole.Button, new() { Name = "Run the Cell Up to There" }).ClickAsync();
        await Workbench.HeldAsync("var answer");
        await Workbench.RunAsync("answer + 1");

        await Workbench.HeldAsync("answer + 1");
        await Workbench.OutputAsync("43");
    }

    /// <summary>The processes in which extensions run, one a window, once there are so many.</summary>
    private async Task<IReadOnlyList<CodeServer.Running>> HostsAsync(int count)
    {
        for (var tries = 0; ; tries++)
        {
            var hosts = window.Server!.Processes.Where(process => process.IsExtensionHost).ToList();
            if (hosts.Count == count || tries == 200) return hosts;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Shows a folder whose settings name an engine.</summary>
    private async Task ShowWithEngineAsync(string folder, string engine)
    {
        Directory.CreateDirectory(Path.Combine(folder, ".vscode"));
        await File.WriteAllTextAsync(Path.Combine(folder, ".vscode", "settings.json"), JsonSerializer.Serialize(new Dictionary<string, string> { ["dib.engine"] = engine }));
        await File.WriteAllTextAsync(Path.Combine(folder, "own.dib"), "#!csharp\n\n6 * 7\n");
        await window.ShowAsync(folder);
    }
}
