using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>
/// Runs of notebooks that held, kept for the next time that the same would run. A key stands for all that the runner can see a
/// notebook depend on: its cells and what they bring in, packages, parameters, threads, the runner, the framework and the
/// machine's kind, and size and date of the files that it may read. It cannot see the network, the clock and files elsewhere.
/// </summary>
/// <param name="isSecret">Whether a text holds what must not be written down; a run that shows such a text is not kept.</param>
internal sealed class RunCache(string folder, Func<string, bool> isSecret)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private sealed record Header(DateTimeOffset RanAt, TimeSpan Elapsed, long PeakMemory);

    private sealed record CellHeader(TimeSpan Elapsed, int Events);

    /// <summary>In the user's folder for caches.</summary>
    public static RunCache OfUser(Func<string, bool> isSecret) => new(Path.Combine(PrivateFolder.OfUser, "NotebookLib", "runs"), isSecret);

    /// <summary>What stands for a notebook in its present state.</summary>
    /// <param name="environment">The variables set for its kernel process.</param>
    public static string Key(string file, IEnumerable<string> fingerprints, IReadOnlyDictionary<string, string> environment)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""))
            .Where(variable => IsSeen(variable.Key) && !environment.ContainsKey(variable.Key))
            .Concat(environment).OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}");
        IEnumerable<string> parts =
        [
            file, $"{typeof(RunCache).Module.ModuleVersionId}", RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription,
            $"{RuntimeInformation.ProcessArchitecture}", $"{Environment.ProcessorCount}", .. fingerprints, .. variables, .. Readable(file),
        ];
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts)))).ToLowerInvariant();
    }

    /// <summary>The kept run, or null where there is none.</summary>
    public NotebookResult? Find(string key, string path, Notebook notebook)
    {
        var file = Path.Combine(folder, $"{key}.gz");
        if (!File.Exists(file)) return null;
        try
        {
            PrivateFolder.Make(folder); // What is shown as the notebook's own must not be somebody else's.
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            string Line() => reader.ReadLine() ?? throw new InvalidDataException();
            var header = JsonSerializer.Deserialize<Header>(Line())!;
            var cells = new List<CellResult>();
            foreach (var (index, cell) in notebook.Cells.Index())
            {
                var (elapsed, events) = JsonSerializer.Deserialize<CellHeader>(Line())!;
                cells.Add(CellResult.Of(index + 1, cell, elapsed, [.. Enumerable.Range(0, events).Select(_ => Wire.ReadEvent(Line()))]));
            }

            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            return new(path, notebook, cells, header.Elapsed, header.PeakMemory, RanAt: header.RanAt);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException or UnauthorizedAccessException)
        {
            return null; // Damaged, or gone just now: the notebook runs.
        }
    }

    /// <summary>Keeps a run that held. Where that cannot be done, the notebook simply runs the next time.</summary>
    public void Store(string key, NotebookResult result)
    {
        var lines = new List<string> { JsonSerializer.Serialize(new Header(DateTimeOffset.Now, result.Elapsed, result.PeakMemory)) };
        foreach (var cell in result.Cells)
        {
            lines.Add(JsonSerializer.Serialize(new CellHeader(cell.Elapsed, cell.Events.Count)));
            lines.AddRange(cell.Events.Select(Wire.Write));
        }

        if (lines.Exists(isSecret.Invoke)) return;
        var file = Path.Combine(folder, $"{key}.gz");
        try
        {
            PrivateFolder.Make(folder);
            WholeFile.Write(file, stream =>
            {
                using var writer = new StreamWriter(new GZipStream(stream, CompressionLevel.Fastest));
                foreach (var line in lines) writer.WriteLine(line);
            });
            foreach (var old in Directory.EnumerateFiles(folder).Where(each => DateTime.UtcNow - File.GetLastWriteTimeUtc(each) > Kept)) File.Delete(old);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Old ones are cleared away some day.
        }
    }

    private static bool IsSeen(string variable) =>
        variable.StartsWith("NOTEBOOK_PARAM_", StringComparison.Ordinal) || variable is NotebookRun.Threads or "MKL_NUM_THREADS" or "CUDA_VISIBLE_DEVICES";

    /// <summary>
    /// Name, size and date of the files that a notebook is likely to read: those of its folder but for other notebooks, and the
    /// folders <c>data</c> and <c>images</c> beside it or further up in its repository.
    /// </summary>
    private static IEnumerable<string> Readable(string notebook)
    {
        var own = new DirectoryInfo(Path.GetDirectoryName(notebook)!);
        var above = new List<DirectoryInfo>();
        for (var each = own; each is not null && !Path.Exists(Path.Combine(each.FullName, ".git")); each = each.Parent) above.AddRange(each.Parent is { } parent ? [parent] : []);
        var isRepository = above is [] || Path.Exists(Path.Combine(above[^1].FullName, ".git"));
        return above.Take(isRepository ? above.Count : 1)
            .SelectMany(each => (string[])[Path.Combine(each.FullName, "data"), Path.Combine(each.FullName, "images")])
            .Where(Directory.Exists).Append(own.FullName).Distinct().SelectMany(Below).Order(StringComparer.Ordinal);

        static IEnumerable<string> Below(string folder)
        {
            foreach (var each in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 }))
            {
                if (each.Name[0] == '.') continue;
                if (each is FileInfo file && file.Extension is not (".dib" or ".ipynb"))
                    yield return string.Create(CultureInfo.InvariantCulture, $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}");
                else if (each is DirectoryInfo { Name: not ("bin" or "obj"), LinkTarget: null })
                    foreach (var inner in Below(each.FullName)) yield return inner;
            }
        }
    }
}
