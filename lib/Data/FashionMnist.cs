using System.IO.Compression;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace NotebookLib.Data;

/// <summary>
/// Fashion-MNIST: 70,000 greyscale pictures of 28x28 pixels in ten classes of clothing, 60,000 to train on and 10,000 to
/// test on (Xiao, Rasul, Vollgraf, 2017, <see href="https://arxiv.org/abs/1708.07747">arXiv:1708.07747</see>).
/// TorchVision reads it, too, but here sums are checked, no network is needed, and the pictures are one tensor.
/// </summary>
public static class FashionMnist
{
    /// <summary>The classes, by label 0 to 9.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["T-Shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle Boot"];

    // SHA-256 of what a file holds once unpacked: the gzip around it differs from one distributor to the next.
    private sealed record IdxFile(string Name, int[] Shape, string Sha256);

    private static readonly IdxFile TrainImages = new("train-images-idx3-ubyte.gz", [60000, 28, 28], "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888");
    private static readonly IdxFile TrainLabels = new("train-labels-idx1-ubyte.gz", [60000], "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9");
    private static readonly IdxFile TestImages = new("t10k-images-idx3-ubyte.gz", [10000, 28, 28], "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b");
    private static readonly IdxFile TestLabels = new("t10k-labels-idx1-ubyte.gz", [10000], "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

    private static readonly IReadOnlyList<Uri> OfficialMirrors =
    [
        new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
    ];

    /// <summary>The most that is downloaded of a file, in bytes: the largest has 26 MB.</summary>
    private const long MaxSize = 64 << 20;

    /// <summary>Reads one of the two parts into memory.</summary>
    /// <param name="train">The 60,000 images to train on, or the 10,000 to test on.</param>
    /// <param name="folder">Where the four official files lie. By default <c>data/fashion-mnist</c>, sought upward from the
    /// working directory and then from the library.</param>
    /// <param name="mirrors">Where a file that is missing is downloaded from, tried in order; each ends in a slash. By default
    /// the official mirrors of the Fashion-MNIST project.</param>
    /// <param name="count">How many images, the first of the part; all of them where there are fewer. Fewer take less memory: 60,000 take 188 MB.</param>
    /// <returns>Images (N, 1, 28, 28) with values in [0, 1], black background 0, and labels (N).</returns>
    /// <exception cref="InvalidDataException">A file is truncated, damaged or another file than the official one; the message
    /// names it, what was expected and what was found.</exception>
    /// <exception cref="IOException">A file is missing and no mirror has it.</exception>
    public static ImageDataset Load(bool train = true, string? folder = null, IReadOnlyList<Uri>? mirrors = null, int count = int.MaxValue)
    {
        folder = Path.GetFullPath(folder ?? CourseFolder.Find("data/fashion-mnist") ?? "data/fashion-mnist");
        mirrors ??= OfficialMirrors;
        using var scope = NewDisposeScope();
        var pixels = Read(train ? TrainImages : TestImages, folder, mirrors);
        var labels = Read(train ? TrainLabels : TestLabels, folder, mirrors);
        count = Math.Clamp(count, 0, (int)labels.shape[0]);
        return new(pixels[..count].unsqueeze(1).to_type(ScalarType.Float32).div_(255), labels[..count].to_type(ScalarType.Int64), Classes);
    }

    private static Tensor Read(IdxFile file, string folder, IReadOnlyList<Uri> mirrors)
    {
        var path = Path.Combine(folder, file.Name);
        if (File.Exists(path))
        {
            using var stream = File.OpenRead(path);
            return Parse(file, stream, path);
        }
        Tensor? downloaded = null;
        Download.File([.. mirrors.Select(mirror => new Uri(mirror, file.Name))], path, MaxSize, partial => downloaded = Parse(file, partial, path));
        return downloaded!;
    }

    // IDX (http://yann.lecun.com/exdb/mnist/): two zero bytes, element type (8 = uint8), number of dimensions, each
    // dimension as a big-endian int32, then the elements row by row.
    private static Tensor Parse(IdxFile file, Stream packed, string path)
    {
        var header = 4 + (4 * file.Shape.Length);
        var expected = header + file.Shape.Aggregate(1, (product, n) => product * n);
        var content = new byte[expected + 1];
        int length;
        try
        {
            using var unpacked = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            length = unpacked.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw Damaged("a whole gzip file", $"one that cannot be unpacked ({e.Message})", e);
        }

        if (length != expected)
            throw Damaged($"{expected:N0} bytes when unpacked", length > expected ? "more" : $"only {length:N0}");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content.AsSpan(0, expected)));
        if (sha256 != file.Sha256)
            throw Damaged($"the official content with SHA-256 {file.Sha256}", $"SHA-256 {sha256}");

        return frombuffer(content, ScalarType.Byte, expected - header, header).view([.. file.Shape.Select(n => (long)n)]);

        InvalidDataException Damaged(string wanted, string found, Exception? inner = null) => new(
            $"{path} is damaged, or is not the official file: expected {wanted}, found {found}. "
            + "Put the official file back, or delete this one and load again to download it.", inner);
    }
}
