using System.Security.Cryptography;
using System.Text;
using NotebookLib.Data;

namespace NotebookLib.Models;

/// <summary>Finds files with published weights: on disk, in the user's cache, or on the network.</summary>
internal static class WeightFiles
{
    // Those that are published as safetensors under torchvision's parameter names.
    private static readonly Dictionary<string, Uri> Published = new string[] { "resnet18", "resnet50", "resnet152" }
        .ToDictionary(name => name, name => new Uri($"https://huggingface.co/timm/{name}.tv_in1k/resolve/main/model.safetensors"));

    /// <summary>The most that is downloaded, in bytes: the largest of them, VGG16's, have half a gigabyte.</summary>
    private const long MaxSize = 4L << 30;

    private static readonly string[] Known = ["alexnet", "vgg16", "googlenet", "resnet18", "resnet50", "resnet152"];

    /// <param name="source">A path, a web address, or torchvision's name of a network.</param>
    /// <param name="download">Whether the network may be used.</param>
    /// <param name="cache">Where files from the network are kept; null for the user's cache.</param>
    /// <returns>The path of a file that is there.</returns>
    /// <exception cref="IOException">There is none; the message says how to get it.</exception>
    internal static string Locate(string source, bool download, string? cache)
    {
        var isOwn = cache is null;
        cache ??= Path.Combine(CacheOfUser, "NotebookLib", "weights");
        if (Uri.TryCreate(source, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return InCache(cache, isOwn, NameOf(address), address, download)
                ?? throw new FileNotFoundException($"{source} is not in the cache {cache}, and downloading it is not allowed here.");
        if (source.EndsWith(".safetensors", StringComparison.Ordinal))
            return File.Exists(source) ? source : throw new FileNotFoundException($"There is no file {Path.GetFullPath(source)}.");

        var file = $"{source}.safetensors";
        var own = Path.Combine(CourseFolder.Find("data/pretrained") ?? "", file);
        if (File.Exists(own)) return own;
        if (!Known.Contains(source))
            throw new FileNotFoundException($"There are no weights of a network called {source}. Known are {string.Join(", ", Known)}; or name a .safetensors file, or its web address.");
        if (!File.Exists(Path.Combine(cache, file))) Make(cache, isOwn); // the command below writes to it
        var published = Published.GetValueOrDefault(source);
        return InCache(cache, isOwn, file, published, download) ?? throw new FileNotFoundException(
            $"The weights of {source} are not on this machine. "
            + (published is null ? "Make" : $"Allow the download of {published}, or make")
            + $" the file where torchvision is installed: python3 -c \"import torchvision, safetensors.torch as s; "
            + $"s.save_file(torchvision.models.{source}(weights='IMAGENET1K_V1').state_dict(), r'{Path.Combine(cache, file)}')\"");
    }

    // Readable, and another one for every path and query.
    private static string NameOf(Uri address) =>
        $"{address.Host}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.PathAndQuery)))[..12]}-{Path.GetFileName(address.LocalPath)}";

    private static string? InCache(string cache, bool isOwn, string file, Uri? address, bool download)
    {
        var path = Path.Combine(cache, file);
        if (File.Exists(path)) return path;
        if (address is null || !download) return null;
        Make(cache, isOwn);
        Download.File([address], path, MaxSize, content => SafeTensorsHeader.Read(content, path));
        return path;
    }

    // A folder that was asked for is whoever asked's own business.
    private static void Make(string cache, bool isOwn) => _ = isOwn ? PrivateFolder.Make(cache) : Directory.CreateDirectory(cache).FullName;

    private static string CacheOfUser =>
        !OperatingSystem.IsLinux() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
