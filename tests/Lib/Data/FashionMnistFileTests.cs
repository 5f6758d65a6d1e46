using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using NotebookLib.Data;
using Tests.Reference;

namespace Tests.Lib.Data;

/// <summary>Files that are missing, damaged or brought from a mirror, on the small part of the dataset.</summary>
public sealed class FashionMnistFileTests : IDisposable
{
    private const string Images = "t10k-images-idx3-ubyte.gz";
    private const string Labels = "t10k-labels-idx1-ubyte.gz";

    private static readonly byte[] OfficialLabels = Official(Labels);
    private readonly string _folder = Directory.CreateTempSubdirectory("fashion-mnist").FullName;

    public FashionMnistFileTests()
    {
        File.WriteAllBytes(PathOf(Images), Official(Images));
        File.WriteAllBytes(PathOf(Labels), OfficialLabels);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_four_files_load_from_any_folder()
    {
        using var dataset = FashionMnist.Load(train: false, _folder);
        Assert.Equal(10_000, dataset.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(5_110)]
    public void A_truncated_file_is_refused_by_name(int bytes) => AssertRefused(OfficialLabels[..bytes], "expected", "found");

    [Fact]
    public void A_file_with_a_changed_byte_is_refused_by_name()
    {
        var damaged = OfficialLabels.ToArray();
        damaged[2500] ^= 0x10;
        AssertRefused(damaged, "expected", "found");
    }

    [Fact]
    public void A_file_that_is_no_gzip_is_refused_by_name() =>
        AssertRefused("<html>404 Not Found</html>"u8.ToArray(), "expected a whole gzip file", "found one that cannot be unpacked");

    [Fact]
    public void A_file_with_too_little_in_it_is_refused_with_both_sizes() =>
        AssertRefused(Gzip(Content(OfficialLabels)[..9_000]), "expected 10,008 bytes", "found only 9,000");

    [Fact]
    public void A_file_with_too_much_in_it_is_refused_with_the_size_expected() =>
        AssertRefused(Official("train-labels-idx1-ubyte.gz"), "expected 10,008 bytes", "found more");

    [Fact]
    public void A_file_of_the_right_size_with_other_content_is_refused_with_both_hashes()
    {
        var content = Content(OfficialLabels);
        content[5_000] ^= 1;
        AssertRefused(Gzip(content), $"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Content(OfficialLabels)))}", $"found SHA-256 {Convert.ToHexStringLower(SHA256.HashData(content))}");
    }

    // The mirrors' files hold their own name and the time of packing in the gzip header, Debian's do not. The MD5 is the one
    // that torchvision checks its download against: what is built here is the mirrors' very file.
    [Fact]
    public void The_file_as_the_mirrors_have_it_loads_too()
    {
        byte[] header = [0x1f, 0x8b, 8, 8, .. BitConverter.GetBytes(1504176627), 0, 3];
        byte[] mirrored = [.. header, .. Encoding.ASCII.GetBytes("t10k-labels-idx1-ubyte\0"), .. OfficialLabels[10..]];
        Assert.Equal("bb300cfdad3c16e7a12a480ee83cd310", Convert.ToHexStringLower(MD5.HashData(mirrored)));

        File.WriteAllBytes(PathOf(Labels), mirrored);
        using var dataset = FashionMnist.Load(train: false, _folder);
        Assert.Equal(10_000, dataset.Count);
    }

    [Fact]
    public void A_missing_file_is_brought_from_the_first_mirror_that_has_it_whole()
    {
        File.Delete(PathOf(Labels));
        using var empty = new Mirror(null);
        using var broken = new Mirror(OfficialLabels[..2000]);
        using var good = new Mirror(OfficialLabels);
        using (var dataset = FashionMnist.Load(train: false, _folder, [empty.Address, broken.Address, good.Address]))
            Assert.Equal(10_000, dataset.Count);

        Assert.Equal([Images, Labels], FilesThere());
        Assert.Equal(OfficialLabels, File.ReadAllBytes(PathOf(Labels)));
        Assert.Equal($"/{Labels}", good.Asked);
    }

    [Fact]
    public void A_missing_file_that_no_mirror_has_is_named_with_each_mirrors_answer_and_leaves_nothing_behind()
    {
        File.Delete(PathOf(Labels));
        using var empty = new Mirror(null);
        using var broken = new Mirror(OfficialLabels[..2000]);
        var error = Assert.Throws<IOException>(() => FashionMnist.Load(train: false, _folder, [empty.Address, broken.Address]));

        Assert.Contains(PathOf(Labels), error.Message);
        Assert.Contains($"{empty.Address}{Labels}: ", error.Message);
        Assert.Contains("404", error.Message);
        Assert.Contains($"{broken.Address}{Labels}: ", error.Message);
        Assert.Equal([Images], FilesThere());
    }

    private void AssertRefused(byte[] labels, params string[] saying)
    {
        File.WriteAllBytes(PathOf(Labels), labels);
        var error = Assert.Throws<InvalidDataException>(() => FashionMnist.Load(train: false, _folder, []));
        Assert.StartsWith(PathOf(Labels), error.Message);
        Assert.All(saying, part => Assert.Contains(part, error.Message));
        Assert.Equal(labels, File.ReadAllBytes(PathOf(Labels)));
    }

    private IEnumerable<string?> FilesThere() => Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static byte[] Official(string name) => File.ReadAllBytes(ReferenceFiles.InRepository($"data/fashion-mnist/{name}"));

    private static byte[] Content(byte[] gzip)
    {
        using var content = new MemoryStream();
        using (var unpacked = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress)) unpacked.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>A web server on this machine that has one file, or none.</summary>
    private sealed class Mirror : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Mirror(byte[]? file)
        {
            using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = new($"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}/");
            }
            _listener.Prefixes.Add(Address.ToString());
            _listener.Start();
            _ = Serve(file);
        }

        public Uri Address { get; }

        public string? Asked { get; private set; }

        public void Dispose() => _listener.Close();

        private async Task Serve(byte[]? file)
        {
            var context = await _listener.GetContextAsync();
            Asked = context.Request.RawUrl;
            context.Response.StatusCode = file is null ? 404 : 200;
            context.Response.Close(file ?? [], willBlock: false);
        }
    }
}
