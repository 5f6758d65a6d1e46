using Runner.Presenting.Live;
using Runner.Presenting.Safety;

namespace Tests.Runner.Presenting;

/// <summary>The one place where a notebook's state is, without any page that shows it.</summary>
public sealed class LiveNotebookTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("live-test-").FullName;
    private readonly List<LiveNotebook> _open = [];

    private string File => Path.Combine(_folder, "lesson.dib");

    public async ValueTask DisposeAsync()
    {
        foreach (var notebook in _open) await notebook.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private (LiveNotebook, LiveNotebook.Commands) Open(string? text = null)
    {
        if (text is not null) System.IO.File.WriteAllText(File, text);
        _open.Add(new(File, new Dictionary<string, string>(), new(Path.Combine(_folder, "drafts"))));
        return (_open[^1], _open[^1].By(new(Role.Presenter)));
    }

    private async Task CloseAsync(LiveNotebook notebook)
    {
        _open.Remove(notebook);
        await notebook.DisposeAsync();
    }

    private static async Task UntilAsync(LiveNotebook notebook, Func<bool> holds)
    {
        var changed = new SemaphoreSlim(0);
        void Tell() => changed.Release();
        notebook.Changed += Tell;
        while (!holds()) await changed.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        notebook.Changed -= Tell;
    }

    private static string Shown(LiveCell cell) => string.Join('|', cell.Outputs.Select(output => output switch
    {
        LiveText text => text.Text.ToString().Trim(),
        LiveValue value => value.Data[^1].Content,
        LiveFailure failure => $"{failure.Failure.Name} in line {failure.Line}",
        _ => "",
    }));

    [Fact]
    public async Task Cells_run_in_turn_update_in_place_and_a_failure_ends_the_row()
    {
        var (notebook, commands) = Open("""
            #!csharp
            var d = display("a"); d.Update("b"); Console.Write("x"); Console.Write("y");
            #!csharp

            int.Parse("no")
            #!csharp
            1
            """);
        commands.RunAll();
        Assert.Equal(CellState.Queued, notebook.Cells[2].State);
        await UntilAsync(notebook, () => notebook.Cells.All(cell => !cell.IsBusy));

        Assert.Equal([CellState.Done, CellState.Failed, CellState.Idle], notebook.Cells.Select(cell => cell.State));
        Assert.Equal("b|xy", Shown(notebook.Cells[0]));
        Assert.Equal("System.FormatException in line 1", Shown(notebook.Cells[1]));
        Assert.Equal(KernelState.Idle, notebook.Kernel);

        commands.Edit(notebook.Cells[0].Id, "1");
        Assert.Equal(CellState.Stale, notebook.Cells[0].State);
    }

    [Fact]
    public async Task A_cell_that_does_not_yield_is_ended_and_the_kernel_is_there_again()
    {
        var (notebook, commands) = Open("#!csharp\nvar a = 1;\n#!csharp\nConsole.Write(\"on and on\"); while (true) { }\n#!csharp\n2\n");
        commands.RunAll();
        await UntilAsync(notebook, () => Shown(notebook.Cells[1]) == "on and on");

        await commands.InterruptAsync();

        Assert.Equal([CellState.Stale, CellState.Failed, CellState.Idle], notebook.Cells.Select(cell => cell.State));
        Assert.StartsWith("on and on|Interrupted", Shown(notebook.Cells[1]));
        commands.Run(notebook.Cells[2].Id);
        await UntilAsync(notebook, () => notebook.Cells[2].State == CellState.Done);
    }

    [Fact]
    public async Task A_kernel_that_dies_is_told_and_can_be_restarted()
    {
        var (notebook, commands) = Open("#!csharp\nEnvironment.Exit(3);\n#!csharp\n2\n");
        commands.RunAll();
        await UntilAsync(notebook, () => notebook.Kernel == KernelState.Dead);
        Assert.StartsWith("KernelDied", Shown(notebook.Cells[0]));

        await commands.RestartAsync();
        commands.Run(notebook.Cells[1].Id);
        await UntilAsync(notebook, () => notebook.Cells[1].State == CellState.Done);
    }

    [Fact]
    public void Cells_are_added_moved_deleted_and_brought_back_and_saved_only_when_asked()
    {
        var (notebook, commands) = Open("#!csharp\n\n1\n\n#!csharp\n\n2\n");
        var before = System.IO.File.ReadAllText(File);
        var added = commands.Add(notebook.Cells[0].Id, "markdown");
        commands.Edit(added, "# New");
        commands.Move(added, -1);
        commands.Delete(notebook.Cells[2].Id);
        commands.Undelete();
        commands.Delete(notebook.Cells[1].Id);

        Assert.True(notebook.IsEdited);
        Assert.Equal(before, System.IO.File.ReadAllText(File));
        Assert.True(commands.Save());
        Assert.False(notebook.IsEdited);
        Assert.Equal("#!markdown\n\n# New\n\n#!csharp\n\n2\n", System.IO.File.ReadAllText(File));
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void An_edit_from_outside_is_never_lost_unasked()
    {
        var (notebook, commands) = Open("#!csharp\n\n1\n");
        commands.Edit(notebook.Cells[0].Id, "2");
        System.IO.File.WriteAllText(File, "#!csharp\n\n3\n");

        Assert.False(commands.Save());
        Assert.True(notebook.ChangedOnDisk);
        Assert.Equal("#!csharp\n\n3\n", System.IO.File.ReadAllText(File));

        commands.Reload();
        Assert.Equal("3", notebook.Cells[0].Text);
        Assert.False(notebook.IsEdited);

        commands.Edit(notebook.Cells[0].Id, "4");
        System.IO.File.WriteAllText(File, "#!csharp\n\n5\n");
        Assert.True(commands.Save(overwrite: true));
        Assert.Equal("#!csharp\n\n4\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task Edits_that_were_not_saved_are_there_again_at_the_next_start()
    {
        var (first, commands) = Open("#!csharp\n\n1\n");
        commands.Edit(first.Cells[0].Id, "unsaved");
        await CloseAsync(first);

        var (second, again) = Open();
        Assert.Equal("unsaved", second.Cells[0].Text);
        Assert.NotNull(second.RecoveredFrom);
        Assert.True(second.IsEdited);
        again.Reload();
        await CloseAsync(second);

        var (third, _) = Open();
        Assert.Equal("1", third.Cells[0].Text);
        Assert.Null(third.RecoveredFrom);
    }
}
