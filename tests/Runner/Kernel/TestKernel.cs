using Runner.Protocol;
using Runner.Sessions;

namespace Tests.Runner.Kernel;

/// <summary>A kernel process with a folder of its own, shared by the tests of a class.</summary>
public sealed class TestKernel : IAsyncLifetime
{
    /// <summary>The file that the tests' cells are said to stand in.</summary>
    public string File => Path.Combine(Folder, "lesson.dib");

    public string Folder { get; } = Directory.CreateTempSubdirectory("kernel-test-").FullName;

    public KernelSession Session { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Session = new(new(Folder));
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs C# as cell number 1.</summary>
    public Task<CellOutput> RunAsync(string code) => RunAsync("csharp", code);

    public async Task<CellOutput> RunAsync(string kernel, string code, int cell = 1, TimeSpan? timeout = null)
    {
        var events = new List<KernelEvent>();
        await foreach (var each in Session.ExecuteAsync(kernel, code, File, cell, timeout, TestContext.Current.CancellationToken)) events.Add(each);
        return new(events);
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>What came out of a cell.</summary>
public sealed record CellOutput(IReadOnlyList<KernelEvent> Events)
{
    public bool Held => Events[^1] is CellFinished { Succeeded: true };

    public string Stdout => string.Concat(Events.OfType<StreamWritten>().Where(text => text.Name == "stdout").Select(text => text.Text));

    /// <summary>What was shown, results included.</summary>
    public IReadOnlyList<DisplayShown> Shown => [.. Events.OfType<DisplayShown>()];

    /// <summary>The text of the cell's value, or null where it has none.</summary>
    public string? Value => Shown.SingleOrDefault(shown => shown.IsResult) is { } result ? Text(result.Data) : null;

    public CellFailed Error => Events.OfType<CellFailed>().Single();

    public static string? Text(IReadOnlyList<MimeContent> data, string mimeType = "text/plain") => data.FirstOrDefault(content => content.MimeType == mimeType)?.Content;
}
