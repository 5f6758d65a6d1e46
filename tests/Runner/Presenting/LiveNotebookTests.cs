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
    public async Task A_cell_asks_and_what_is_answered_stands_where_it_was_asked()
    {
        var (notebook, commands) = Open("#!csharp\n\nConsole.Write(\"Name? \");\nvar name = Console.ReadLine();\nConsole.Write(name.Length);\n#!csharp\n\n#!set --name key --value @password:\"The key\"\n");
        commands.RunAll();

        await UntilAsync(notebook, () => notebook.Cells[0].Question is not null);
        commands.Answer(notebook.Cells[0].Question!.Id, "Ada");
        await UntilAsync(notebook, () => notebook.Cells[1].Question is not null);
        Assert.Equal(("The key", true), (notebook.Cells[1].Question!.Prompt, notebook.Cells[1].Question!.IsPassword));
        commands.Answer(notebook.Cells[1].Question!.Id, "secret");
        await UntilAsync(notebook, () => !notebook.Cells[1].IsBusy);

        Assert.Equal("Name? Ada\n3", Shown(notebook.Cells[0]));
        Assert.Equal("The key •••", Shown(notebook.Cells[1]));
        Assert.All(notebook.Cells, cell => Assert.Null(cell.Question));
    }

    [Fact]
    public async Task A_question_ends_with_its_cell()
    {
        var (notebook, commands) = Open("#!csharp\n\nConsole.ReadLine()\n");
        commands.RunAll();
        await UntilAsync(notebook, () => notebook.Cells[0].Question is not null);

        await commands.InterruptAsync();

        Assert.Null(notebook.Cells[0].Question);
        Assert.Equal(CellState.Failed, notebook.Cells[0].State);
    }

    [Fact]
    public async Task What_comes_after_a_cell_has_ended_stands_below_it()
    {
        var (notebook, commands) = Open("#!csharp\n\nvar gate = new TaskCompletionSource();\nvar shown = display(\"a\");\n_ = Task.Run(async () => { await gate.Task; Console.Write(\"late\"); shown.Update(\"b\"); });\n#!csharp\n\ngate.SetResult();\n");
        commands.RunAll();

        await UntilAsync(notebook, () => Shown(notebook.Cells[0]) == "b|[After the cell had ended:]\nlate");

        Assert.Empty(notebook.Cells[1].Outputs);
    }

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
    public void The_first_edit_is_told_at_once()
    {
        var (notebook, commands) = Open("#!csharp\n\n1\n");
        var told = false;
        notebook.Changed += () => told = notebook.IsEdited;
        commands.Edit(notebook.Cells[0].Id, "2");
        Assert.True(told);
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

    [Fact]
    public async Task A_draft_from_before_someone_elses_change_does_not_overwrite_it()
    {
        var (first, commands) = Open("#!csharp\n\n1\n");
        commands.Edit(first.Cells[0].Id, "unsaved");
        await CloseAsync(first);
        System.IO.File.WriteAllText(File, "#!csharp\n\ntheirs\n");

        var (second, again) = Open();
        await Task.Delay(2_700, TestContext.Current.CancellationToken); // By then the file has been looked at.

        Assert.True(second.ChangedOnDisk);
        Assert.False(again.Save());
        Assert.Equal("#!csharp\n\ntheirs\n", System.IO.File.ReadAllText(File));
        Assert.Equal("unsaved", second.Cells[0].Text);
    }

    [Fact]
    public void What_cannot_be_saved_or_read_again_is_told_and_thrown_at_nobody()
    {
        var (notebook, commands) = Open("#!csharp\n\n1\n");
        commands.Edit(notebook.Cells[0].Id, "2");
        var told = 0;
        notebook.Changed += () => told++;
        System.IO.File.SetAttributes(File, FileAttributes.ReadOnly);

        Assert.False(commands.Save());
        Assert.Equal($"Not saved: {File} is read-only.", notebook.Problem);
        Assert.True(notebook.IsEdited);
        Assert.Equal(1, told);
        System.IO.File.SetAttributes(File, FileAttributes.Normal);
        Assert.True(commands.Save());
        Assert.Null(notebook.Problem);

        System.IO.File.WriteAllText(File, "#!csharp\n\n3\n\n#!meta\n\n{");
        commands.Reload();
        Assert.StartsWith("lesson.dib can't be read, line 7: the JSON after #!meta", notebook.Problem);
        Assert.Equal("2", notebook.Cells[0].Text);
        System.IO.File.Delete(File);
        commands.Reload();
        Assert.StartsWith("lesson.dib can't be read: Could not find file", notebook.Problem);
        System.IO.File.WriteAllText(File, "#!csharp\n\n3\n");
        commands.Reload();
        Assert.Null(notebook.Problem);
        Assert.Equal("3", notebook.Cells[0].Text);
    }

    [Fact]
    public async Task An_ipynb_with_a_kernel_that_nobody_knows_is_opened_edited_and_not_saved()
    {
        var path = Path.Combine(_folder, "lesson.ipynb");
        var before = """{"cells":[{"cell_type":"code","metadata":{"dotnet_interactive":{"language":"sql-db"}},"source":"select 1"}],"nbformat":4,"nbformat_minor":5,"metadata":{}}""";
        System.IO.File.WriteAllText(path, before);
        var drafts = new Drafts(Path.Combine(_folder, "drafts"));
        var nothing = new Dictionary<string, string>();

        await using (var notebook = new LiveNotebook(path, nothing, drafts))
        {
            var commands = notebook.By(new(Role.Presenter));
            Assert.False(notebook.IsEdited);
            commands.Edit(notebook.Cells[0].Id, "select 2");
            Assert.True(notebook.IsEdited);
            Assert.False(commands.Save());
            Assert.StartsWith("Not saved: only .dib", notebook.Problem);
        }

        await using var again = new LiveNotebook(path, nothing, drafts);
        Assert.Equal([("sql-db", "select 2")], again.Cells.Select(cell => (cell.Kernel, cell.Text)));
        Assert.Equal(before, System.IO.File.ReadAllText(path));
    }

    [Fact]
    public async Task A_kernel_that_is_replaced_before_it_was_there_costs_only_the_cell_that_waited_for_it()
    {
        var (notebook, commands) = Open("#!csharp\n1\n");
        commands.Run(notebook.Cells[0].Id);
        await UntilAsync(notebook, () => notebook.Cells[0].State == CellState.Running);
        await commands.RestartAsync();
        Assert.StartsWith("KernelStopped", Shown(notebook.Cells[0]));

        await Task.WhenAll(commands.RestartAndRunAllAsync(), commands.RestartAndRunAllAsync());
        await UntilAsync(notebook, () => !notebook.Cells[0].IsBusy);
        commands.Run(notebook.Cells[0].Id);
        await UntilAsync(notebook, () => notebook.Cells[0].State == CellState.Done && notebook.Kernel == KernelState.Idle);
    }

    [Fact]
    public async Task After_a_restart_only_what_ran_before_it_is_out_of_date()
    {
        var (notebook, commands) = Open("#!csharp\n1\n#!csharp\n2\n");
        commands.Run(notebook.Cells[0].Id);
        await UntilAsync(notebook, () => notebook.Kernel == KernelState.Idle && notebook.Cells[0].State == CellState.Done);

        var restart = commands.RestartAsync();
        commands.Run(notebook.Cells[1].Id);
        await restart;
        await UntilAsync(notebook, () => !notebook.Cells[1].IsBusy);
        Assert.Equal([CellState.Stale, CellState.Done], notebook.Cells.Select(cell => cell.State));
    }

    [Fact]
    public async Task What_had_run_before_a_restart_is_run_again_up_to_a_cell_and_nothing_else()
    {
        var (notebook, commands) = Open("#!csharp\nvar a = 1;\n#!csharp\nint.Parse(\"no\");\n#!csharp\nvar b = a;\n#!csharp\nvar never = 1;\n#!csharp\nvar c = b;\n");
        foreach (var i in (int[])[0, 1, 2, 4])
        {
            commands.Run(notebook.Cells[i].Id);
            await UntilAsync(notebook, () => !notebook.Cells[i].IsBusy);
        }
        Assert.Equal(4, notebook.Work.Cells);
        Assert.Equal(0, notebook.Lost);

        await commands.RestartAsync();
        Assert.Equal((0, 3), (notebook.Work.Cells, notebook.Lost));

        commands.RunAgain(notebook.Cells[2].Id);
        await UntilAsync(notebook, () => !notebook.Cells.Any(cell => cell.IsBusy));
        Assert.Equal([CellState.Done, CellState.Failed, CellState.Done, CellState.Idle, CellState.Stale], notebook.Cells.Select(cell => cell.State));
        Assert.Equal(0, notebook.Lost); // Whoever led back knows.

        commands.RunStale();
        await UntilAsync(notebook, () => !notebook.Cells.Any(cell => cell.IsBusy));
        Assert.Equal(CellState.Done, notebook.Cells[4].State);
        commands.Edit(notebook.Cells[0].Id, "var a = 2;");
        commands.RunAbove(notebook.Cells[2].Id);
        await UntilAsync(notebook, () => !notebook.Cells.Any(cell => cell.IsBusy));
        Assert.Equal([CellState.Done, CellState.Failed, CellState.Stale, CellState.Idle, CellState.Stale], notebook.Cells.Select(cell => cell.State));
    }

    [Fact]
    public async Task A_process_that_is_killed_between_two_cells_is_missed_at_once()
    {
        var (notebook, commands) = Open("#!csharp\nConsole.Write(Environment.ProcessId);\n");
        commands.RunAll();
        await UntilAsync(notebook, () => notebook.Cells[0].State == CellState.Done && notebook.Kernel == KernelState.Idle);

        System.Diagnostics.Process.GetProcessById(int.Parse(Shown(notebook.Cells[0]), System.Globalization.CultureInfo.InvariantCulture)).Kill();

        await UntilAsync(notebook, () => notebook.Kernel == KernelState.Dead);
        Assert.Equal((CellState.Stale, 1), (notebook.Cells[0].State, notebook.Lost));
        await commands.RestartAndRunAgainAsync(null);
        await UntilAsync(notebook, () => notebook.Cells[0].State == CellState.Done);
        Assert.Equal(0, notebook.Lost);
    }

    [Fact]
    public async Task A_closed_notebook_has_no_process_and_is_opened_with_its_edits()
    {
        System.IO.File.WriteAllText(File, "#!csharp\nConsole.Write(Environment.ProcessId);\n");
        await using var shelf = new Bookshelf(_folder, new Dictionary<string, string>(), new(Path.Combine(_folder, "drafts")));
        var notebook = shelf.Open("lesson.dib")!;
        var commands = notebook.By(new(Role.Presenter));
        commands.RunAll();
        await UntilAsync(notebook, () => notebook.Cells[0].State == CellState.Done);
        var process = int.Parse(Shown(notebook.Cells[0]), System.Globalization.CultureInfo.InvariantCulture);
        commands.Edit(notebook.Cells[0].Id, "unsaved");

        await shelf.CloseAsync("lesson.dib");

        Assert.True(notebook.IsClosed);
        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(process));
        Assert.Null(shelf.FindOpen("lesson.dib"));
        Assert.Equal("unsaved", shelf.Open("lesson.dib")!.Cells[0].Text);
    }

    [Fact]
    public async Task A_file_that_changed_is_taken_unasked_where_nothing_was_edited_and_outputs_stay()
    {
        var (notebook, commands) = Open("#!csharp\n1\n#!csharp\n2\n#!csharp\n3\n");
        commands.RunAll();
        await UntilAsync(notebook, () => notebook.Cells[2].State == CellState.Done);
        var ids = notebook.Cells.Select(cell => cell.Id).ToList();

        System.IO.File.WriteAllText(File, "#!markdown\n# New\n#!csharp\n1\n#!csharp\n22\n#!csharp\n3\n");
        await UntilAsync(notebook, () => notebook.Cells.Count == 4);

        Assert.False(notebook.ChangedOnDisk);
        Assert.False(notebook.IsEdited);
        Assert.Equal(ids, notebook.Cells.Skip(1).Select(cell => cell.Id));
        Assert.Equal(["", "1", "2", "3"], notebook.Cells.Select(Shown));
        Assert.Equal([null, null, OutOfDate.Changed, OutOfDate.AboveChanged], notebook.Cells.Select(cell => cell.OutOfDate));

        commands.Edit(notebook.Cells[1].Id, "mine");
        System.IO.File.WriteAllText(File, "#!csharp\n4\n");
        await UntilAsync(notebook, () => notebook.ChangedOnDisk);
        Assert.Equal("mine", notebook.Cells[1].Text);
    }

    [Fact]
    public async Task Whoever_stops_a_cell_sees_at_once_that_it_is_stopping()
    {
        var (notebook, commands) = Open("#!csharp\nConsole.Write(\"on and on\"); while (true) { }\n");
        commands.RunAll();
        await UntilAsync(notebook, () => Shown(notebook.Cells[0]) == "on and on");
        var stopping = commands.InterruptAsync();
        Assert.True(notebook.Cells[0].IsStopping);
        await stopping;
        Assert.False(notebook.Cells[0].IsStopping);
    }

    [Fact]
    public async Task What_goes_wrong_around_a_cell_is_its_failure_and_the_next_has_its_turn()
    {
        var (notebook, commands) = Open("#!csharp\nvar d = display(\"a\");\n#!csharp\n2\n");
        var fails = true;
        notebook.Changed += () =>
        {
            if (!fails || notebook.Cells[0].Outputs is []) return;
            fails = false;
            throw new InvalidOperationException("No window.");
        };
        commands.Run(notebook.Cells[0].Id);
        await UntilAsync(notebook, () => !notebook.Cells[0].IsBusy);
        Assert.Equal("a|System.InvalidOperationException in line 0", Shown(notebook.Cells[0]));
        commands.Run(notebook.Cells[1].Id);
        await UntilAsync(notebook, () => notebook is { Kernel: KernelState.Idle, Cells: [_, { State: CellState.Done }] });

        var output = notebook.Cells[0].Outputs[0].Id;
        fails = true;
        Assert.Equal("No window.", await commands.MoveAsync(output, "d.Update(\"b\");"));
        Assert.Null(await commands.MoveAsync(output, "d.Update(\"c\");"));
        Assert.StartsWith("c|", Shown(notebook.Cells[0]));
    }

    [Fact]
    public async Task A_notebook_that_cannot_be_closed_leaves_the_others_their_drafts()
    {
        foreach (var name in new[] { "a.dib", "b.dib" }) System.IO.File.WriteAllText(Path.Combine(_folder, name), "#!csharp\n\n1\n");
        var drafts = new Drafts(Path.Combine(_folder, "drafts"));
        var shelf = new Bookshelf(_folder, new Dictionary<string, string>(), drafts);
        var (first, second) = (shelf.Open("a.dib")!, shelf.Open("b.dib")!);
        second.By(new(Role.Presenter)).Edit(second.Cells[0].Id, "unsaved");
        first.Changed += () => throw new InvalidOperationException("No window.");

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await shelf.DisposeAsync());

        Assert.Contains("unsaved", drafts.Find(second.File)?.Text);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken); // Nothing looks after it any more, which would end the process with the exception.
    }

    [Fact]
    public async Task A_notebook_that_cannot_be_read_is_on_the_shelf_by_its_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a permission.");
        System.IO.File.WriteAllText(File, "#!markdown\n\n# Lesson\n");
        System.IO.File.CreateSymbolicLink(Path.Combine(_folder, "gone.dib"), Path.Combine(_folder, "nowhere.dib"));
        await using var shelf = new Bookshelf(_folder, new Dictionary<string, string>(), new(Path.Combine(_folder, "drafts")));

        Assert.Equal([new("gone.dib", "gone"), new("lesson.dib", "Lesson")], shelf.Books);
    }

    [Fact]
    public async Task No_link_leads_out_of_the_folder_and_those_within_it_are_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a permission.");
        var shown = Directory.CreateDirectory(Path.Combine(_folder, "shown")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "private"));
        foreach (var name in new[] { "shown/lesson.dib", "private/diary.dib", "diary.dib" }) System.IO.File.WriteAllText(Path.Combine(_folder, name), "#!markdown\n\n# Words\n");
        System.IO.File.CreateSymbolicLink(Path.Combine(shown, "again.dib"), "lesson.dib");
        System.IO.File.CreateSymbolicLink(Path.Combine(shown, "diary.dib"), "../diary.dib");
        Directory.CreateSymbolicLink(Path.Combine(shown, "linked"), Path.Combine(_folder, "private"));
        Directory.CreateSymbolicLink(Path.Combine(shown, "endless"), shown);
        await using var shelf = new Bookshelf(shown, new Dictionary<string, string>(), new(Path.Combine(_folder, "drafts")));

        Assert.Equal(["again.dib", "lesson.dib"], shelf.Books.Select(book => book.Name));
        Assert.Null(shelf.Open("diary.dib"));
        Assert.Null(shelf.Open("linked/diary.dib"));
    }

    [Fact]
    public void Drafts_are_closed_to_everybody_else()
    {
        var folder = Path.Combine(_folder, "drafts");
        new Drafts(folder).Keep(new(File, "", "unsaved", DateTimeOffset.Now));
        Assert.True(SecondUser.IsClosed(folder));
    }

    [Fact]
    public void A_draft_of_somebody_elses_is_not_taken()
    {
        SecondUser.Require();
        var folder = Path.Combine(_folder, "drafts");
        var drafts = new Drafts(folder);
        drafts.Keep(new(File, "", "planted", DateTimeOffset.Now));
        SecondUser.Give(folder);
        Assert.Null(drafts.Find(File));
    }
}
