using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NotebookLib.Notebook;

namespace NotebookLib.Data;

/// <summary>Brings a file from the first server that has it.</summary>
internal static class Download
{
    /// <summary>How long a server may say nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The longest tag that can be a part of a file's name.</summary>
    private const int LongestTag = 100;

    /// <summary>
    /// Downloads to a temporary file beside the target, checks it, and only then gives it its name, with progress shown.
    /// What a broken connection left of a large file is continued by the next call, if the server can and still has the same file.
    /// </summary>
    /// <param name="sources">Addresses of the same file, tried in order.</param>
    /// <param name="path">The file to make; its folder is made where it is missing.</param>
    /// <param name="maxSize">The most bytes that it may have; a server that sends more is no longer listened to.</param>
    /// <param name="check">Reads the whole file and throws <see cref="InvalidDataException"/> if it is not the right one.</param>
    /// <exception cref="IOException">No address gave the right file; the message says why, one by one.</exception>
    public static void File(IReadOnlyList<Uri> sources, string path, long maxSize, Action<Stream> check)
    {
        var failures = new List<string>();
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = Patience };
        foreach (var source in sources)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var partial = Fetch(client, source, path, maxSize);
                Check(partial, check);
                System.IO.File.Move(partial, path, overwrite: true);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException or TaskCanceledException)
            {
                failures.Add($"{source}: {e.Message}");
            }
        }
        throw new IOException(
            $"{path} is missing and could not be downloaded. Put the file there by hand, or connect to the network and load again. "
            + string.Join(" ", failures));
    }

    private static void Check(string partial, Action<Stream> check)
    {
        try
        {
            using var file = System.IO.File.OpenRead(partial);
            check(file);
        }
        catch
        {
            System.IO.File.Delete(partial);
            throw;
        }
    }

    // The name of an unfinished file holds the tag that the server gave its content: only the same content is continued.
    private static string Fetch(HttpClient client, Uri source, string path, long maxSize)
    {
        var (unfinished, before) = Unfinished(path);
        var request = new HttpRequestMessage(HttpMethod.Get, source);
        if (unfinished is not null)
        {
            request.Headers.Range = new(before, null);
            request.Headers.IfRange = new(new EntityTagHeaderValue(TagOf(unfinished, path)!));
        }
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        var isPart = response.StatusCode == HttpStatusCode.PartialContent;
        var continues = isPart && unfinished is not null && response.Content.Headers.ContentRange?.From == before;
        // A server that is busy says nothing of the file: what is there of it stays.
        if (!continues && unfinished is not null && (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable))
        {
            System.IO.File.Delete(unfinished);
            if (isPart || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return Fetch(client, source, path, maxSize);
        }
        response.EnsureSuccessStatusCode();
        if (isPart && !continues) throw new IOException("the server sent a part of the file, though all of it was asked for.");

        var tag = response.Headers.ETag is { IsWeak: false, Tag.Length: <= LongestTag } strong ? strong.Tag : null;
        var partial = continues ? unfinished! : tag is null ? $"{path}.{Path.GetRandomFileName()}" : Name(path, tag);
        if (!continues) System.IO.File.Delete(partial); // Made new: never written through a link that lies there.
        try
        {
            using var file = new FileStream(partial, continues ? FileMode.Append : FileMode.CreateNew);
            Copy(response, file, source, maxSize);
        }
        catch (Exception e) when (tag is null || e is InvalidDataException)
        {
            System.IO.File.Delete(partial);
            throw;
        }
        return partial;
    }

    /// <summary>What there is of the file, and how much.</summary>
    private static (string? File, long Length) Unfinished(string path) => new DirectoryInfo(Path.GetDirectoryName(path)!)
        .EnumerateFiles($"{Path.GetFileName(path)}.*.part")
        .Where(file => file.LinkTarget is null && TagOf(file.FullName, path) is not null)
        .Select(file => ((string?)file.FullName, file.Length)).FirstOrDefault();

    private static string Name(string path, string tag) => $"{path}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(tag))}.part";

    private static string? TagOf(string unfinished, string path)
    {
        var name = unfinished.AsSpan()[(path.Length + 1)..^".part".Length];
        var tag = Base64Url.IsValid(name) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(name)) : "";
        return EntityTagHeaderValue.TryParse(tag, out var parsed) && parsed is { IsWeak: false } ? tag : null;
    }

    private static void Copy(HttpResponseMessage response, Stream target, Uri source, long maxSize)
    {
        using var stream = response.Content.ReadAsStream();
        var (before, length) = (target.Length, response.Content.Headers.ContentLength);
        if (length > maxSize - before) throw TooLarge();
        var total = before + (length ?? 0);
        var progress = new LiveProgress();
        var clock = Stopwatch.StartNew();
        var buffer = new byte[1 << 17];
        for (int read; (read = Read(stream, buffer)) > 0;)
        {
            if (read > maxSize - target.Length) throw TooLarge();
            target.Write(buffer, 0, read);
            progress.Report(Bar);
        }
        if (length is not null && target.Length != total)
            throw new IOException($"the connection ended after {target.Length:N0} of {total:N0} bytes.");
        progress.Finish(Bar());

        InvalidDataException TooLarge() => new($"the server has more than the {maxSize:N0} bytes that the file can have.");

        ProgressBar Bar()
        {
            var perSecond = (target.Length - before) / Math.Max(clock.Elapsed.TotalSeconds, 1e-3);
            var left = TimeSpan.FromSeconds(Math.Max(0, total - target.Length) / Math.Max(perSecond, 1));
            return new($"Downloading {Path.GetFileName(source.LocalPath)}", target.Length / 1000, Math.Max(total, target.Length) / 1000, "kB", perSecond / 1000, left);
        }
    }

    private static int Read(Stream stream, byte[] buffer)
    {
        var interrupted = LiveOutput.Cancellation?.Invoke() ?? CancellationToken.None;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        waiting.CancelAfter(Patience);
        try
        {
            return stream.ReadAsync(buffer, waiting.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!interrupted.IsCancellationRequested)
        {
            throw new IOException($"the server sent nothing for {Patience.TotalSeconds} s.");
        }
    }
}
