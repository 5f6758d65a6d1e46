using System.Diagnostics;

namespace Tests.Runner.Editors;

/// <summary>However the engine ends, no process of it stays, and no file.</summary>
public sealed class EditorEndTests : IDisposable
{
    private readonly string _temp = Directory.CreateTempSubdirectory("editor-end-test-").FullName;

    public void Dispose() => Directory.Delete(_temp, recursive: true);

    [Theory]
    [InlineData("shutdown")]
    [InlineData("end of stdin")]
    [InlineData("kill")]
    public async Task No_kernel_process_and_no_file_stays(string end)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files of sockets are no files there.");
        var editor = new EditorClient(temp: _temp);
        await editor.OpenAsync(Path.Combine(_temp, "mine.dib"));
        var endless = editor.SendCell("Console.Write(Environment.ProcessId);\nwhile (true) { }");
        using var kernel = Process.GetProcessById(int.Parse((string)(await editor.HearAsync("cell/stream"))["text"]!));

        if (end == "shutdown") Assert.Equal("{}", (await editor.AskAsync("shutdown")).ToJsonString());
        if (end == "kill") editor.Process.Kill();
        if (end == "end of stdin") await editor.DisposeAsync();
        else await editor.Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await kernel.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp));
        _ = endless;
    }

    [Fact]
    public async Task A_notebook_that_is_closed_takes_its_process_along_and_leaves_the_others()
    {
        await using var editor = new EditorClient();
        await editor.OpenAsync(Path.Combine(_temp, "mine.dib"));
        await editor.AskAsync("notebook/open", new() { ["notebook"] = "other", ["path"] = Path.Combine(_temp, "other.dib") });
        editor.SendCell("Console.Write(Environment.ProcessId);\nwhile (true) { }");
        using var kernel = Process.GetProcessById(int.Parse((string)(await editor.HearAsync("cell/stream"))["text"]!));

        await editor.AskAsync("notebook/close", new() { ["notebook"] = "notebook" });
        Assert.True(kernel.HasExited);
        var other = await editor.AnswerAsync(editor.Send("cell/run", new() { ["notebook"] = "other", ["cell"] = "a", ["language"] = "csharp", ["code"] = "1" }));
        Assert.True((bool)other["result"]!["success"]!);
        await editor.OpenAsync(Path.Combine(_temp, "mine.dib"));
        Assert.True((bool)(await editor.RunAsync("1")).Result["success"]!);
    }
}
