using Runner.Documents;

namespace Runner.Reports;

/// <summary>The folder that a run is written down in. What could not be written is told, and does not end the run.</summary>
internal sealed class ReportFolder(string folder, TextWriter error)
{
    /// <summary>Whether everything so far could be written.</summary>
    public bool Held { get; private set; } = true;

    /// <summary>Writes a file whole, or not at all.</summary>
    public void Write(string file, Func<string> text) => Try(Path.Combine(folder, file), path =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, text());
    });

    /// <summary>Copies a file into the folder.</summary>
    public void Copy(string source, string file) => Try(Path.Combine(folder, file), path =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Copy(source, path);
    });

    public void Try(string path, Action<string> write)
    {
        try
        {
            write(path);
        }
        catch (Exception e) when (e is not OutOfMemoryException) // Whatever a notebook shows, the others get their reports.
        {
            Fail(path, $"could not be written: {e.Message}");
        }
    }

    /// <summary>Something is not as was asked for.</summary>
    public void Fail(string path, string why)
    {
        Held = false;
        error.WriteLine($"{path}: {why}");
    }
}
