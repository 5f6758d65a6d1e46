using System.Diagnostics;
using NotebookLib.Notebook;

namespace NotebookLib.Data;

/// <summary>Brings a file from the first server that has it.</summary>
internal static class Download
{
    /// <summary>
    /// Downloads to a temporary file beside the target, checks it, and only then gives it its name, with progress shown.
    /// </summary>
    /// <param name="sources">Addresses of the same file, tried in order.</param>
    /// <param name="path">The file to make; its folder is made where it is missing.</param>
    /// <param name="check">Reads the whole file and throws <see cref="InvalidDataException"/> if it is not the right one.</param>
    /// <exception cref="IOException">No address gave the right file; the message says why, one by one.</exception>
    public static void File(IReadOnlyList<Uri> sources, string path, Action<Stream> check)
    {
        var failures = new List<string>();
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(30) };
        foreach (var source in sources)
        {
            var partial = $"{path}.{Path.GetRandomFileName()}";
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using (var file = System.IO.File.Create(partial))
                {
                    Copy(client, source, file);
                    file.Position = 0;
                    check(file);
                }
                System.IO.File.Move(partial, path, overwrite: true);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException or TaskCanceledException)
            {
                failures.Add($"{source}: {e.Message}");
            }
            finally
            {
                System.IO.File.Delete(partial);
            }
        }
        throw new IOException(
            $"{path} is missing and could not be downloaded. Put the file there by hand, or connect to the network and load again. "
            + string.Join(" ", failures));
    }

    private static void Copy(HttpClient client, Uri source, Stream target)
    {
        using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, source), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var stream = response.Content.ReadAsStream();

        var total = response.Content.Headers.ContentLength ?? 0;
        var progress = new LiveProgress();
        var clock = Stopwatch.StartNew();
        var buffer = new byte[1 << 17];
        long done = 0;
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            target.Write(buffer, 0, read);
            done += read;
            progress.Report(Bar);
        }
        progress.Finish(Bar());

        ProgressBar Bar()
        {
            var perSecond = done / Math.Max(clock.Elapsed.TotalSeconds, 1e-3);
            var left = TimeSpan.FromSeconds(Math.Max(0, total - done) / Math.Max(perSecond, 1));
            return new($"Downloading {Path.GetFileName(source.LocalPath)}", done / 1000, total / 1000, "kB", perSecond / 1000, left);
        }
    }
}
