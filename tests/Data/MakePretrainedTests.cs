using System.Formats.Tar;
using System.IO.Compression;
using Make;

namespace Tests.Data;

public sealed class MakePretrainedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("package/objectron_solution_packed_assets.data", "another version")]
    [InlineData("package/index.js", "another package")]
    public void A_package_that_does_not_hold_the_weights_is_refused_and_nothing_written(string entry, string because)
    {
        var package = Path.Combine(_folder, "package.tgz");
        using (var archive = new TarWriter(new GZipStream(File.Create(package), CompressionMode.Compress)))
            archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream([1, 2, 3]) });

        Assert.Contains(because, Assert.Throws<InvalidDataException>(() => MobileNet.Convert(package, _folder)).Message);
        Assert.Single(Directory.GetFiles(_folder));
    }
}
