using System.Diagnostics;

namespace Tests.Editors;

/// <summary>A lesson as <c>run --report</c> leaves it.</summary>
internal sealed class HeadlessLesson : IDisposable
{
    private static readonly string Notebooks = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../notebooks"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headless-");
    private readonly string _name;

    private HeadlessLesson(string name) => _name = name;

    /// <summary>Its report as a page.</summary>
    public string Page => File.ReadAllText(Path.Combine(_folder.FullName, $"{_name}.html"));

    public static async Task<HeadlessLesson> RunAsync(string name)
    {
        var lesson = new HeadlessLesson(name);
        string[] arguments = ["exec", VSCodeTests.Window.Engine, "run", Path.Combine(Notebooks, $"{name}.dib"), "--report", lesson._folder.FullName];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, said);
        return lesson;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
