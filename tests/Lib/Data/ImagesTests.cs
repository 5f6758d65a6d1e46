using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NotebookLib.Data;
using SkiaSharp;
using Tests.Reference;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

public sealed class ImagesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("images").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_picture_becomes_channels_by_rows_by_columns_between_0_and_1()
    {
        using var picture = Images.Load(Save("two-by-three.png", 3, 2, (x, y) => new SKColor((byte)(x * 100), (byte)(y * 200), 51)));
        Assert.Equal([3, 2, 3], picture.shape);
        Assert.Equal(ScalarType.Float32, picture.dtype);
        AssertClose([0, 100, 200, 0, 100, 200, 0, 0, 0, 200, 200, 200, 51, 51, 51, 51, 51, 51], picture);
    }

    [Fact]
    public void Greyscale_weighs_the_colours_as_ITU_R_BT_601()
    {
        using var picture = Images.Load(Save("red-green-blue.png", 3, 1, (x, _) => new[] { SKColors.Red, new SKColor(0, 255, 0), SKColors.Blue }[x]), grayscale: true);
        Assert.Equal([1, 1, 3], picture.shape);
        AssertClose([255 * 0.299f, 255 * 0.587f, 255 * 0.114f], picture);
    }

    [Fact]
    public void What_is_transparent_becomes_white()
    {
        using var picture = Images.Load(Save("clear.png", 1, 1, (_, _) => SKColors.Transparent));
        AssertClose([255, 255, 255], picture);
    }

    [Fact]
    public void The_courses_photographs_are_found_by_name()
    {
        using var cat = Images.Image("chelsea.png");
        Assert.Equal([3, 300, 451], cat.shape); // scikit-image's own description of the picture
        Assert.Contains("chelsea.png", Assert.Throws<FileNotFoundException>(() => Images.Image("dog.png")).Message);
    }

    [Fact]
    public void A_JPEG_loads_too()
    {
        using var rocket = Images.Image("rocket.jpg");
        Assert.Equal([3, 427, 640], rocket.shape);
    }

    [Fact]
    public void A_missing_file_a_damaged_one_and_one_that_is_no_picture_are_refused_by_name()
    {
        var text = Path.Combine(_folder, "text.png");
        File.WriteAllText(text, "no picture");
        var half = Path.Combine(_folder, "half.png");
        var whole = File.ReadAllBytes(ReferenceFiles.InRepository("images/photos/chelsea.png"));
        File.WriteAllBytes(half, whole[..(whole.Length / 2)]);

        Assert.Contains("nowhere.png", Assert.Throws<FileNotFoundException>(() => Images.Load(Path.Combine(_folder, "nowhere.png"))).Message);
        Assert.StartsWith(text, Assert.Throws<InvalidDataException>(() => Images.Load(text)).Message);
        Assert.StartsWith(half, Assert.Throws<InvalidDataException>(() => Images.Load(half)).Message);
    }

    // A photograph of 60x30 pixels that was taken with the camera turned to the left.
    [Fact]
    public void A_photograph_stands_upright()
    {
        using var picture = Images.Load(ReferenceFiles.PathOf("rotated.jpg"));
        Assert.Equal([3, 60, 30], picture.shape);
    }

    // EXIF 2.3, tag 274: where the first row and the first column of what is stored belong. Of a stored picture whose top left
    // is red and whose top right is green, the corners they come to.
    [Theory]
    [InlineData(1, "top left", "top right")]
    [InlineData(2, "top right", "top left")]
    [InlineData(3, "bottom right", "bottom left")]
    [InlineData(4, "bottom left", "bottom right")]
    [InlineData(5, "top left", "bottom left")]
    [InlineData(6, "top right", "bottom right")]
    [InlineData(7, "bottom right", "top right")]
    [InlineData(8, "bottom left", "top left")]
    public void Each_way_of_holding_a_camera_is_known(byte orientation, string red, string green)
    {
        using var picture = Images.Load(Photograph(orientation, 64, 32));
        Assert.Equal(orientation < 5 ? [3, 32, 64] : (long[])[3, 64, 32], picture.shape);
        Assert.Equal(red, CornerOf(0));
        Assert.Equal(green, CornerOf(1));

        string CornerOf(int channel)
        {
            using var scope = NewDisposeScope();
            var (bottom, right) = ((int)picture.shape[1] - 1, (int)picture.shape[2] - 1);
            return new[] { ("top left", 0, 0), ("top right", 0, right), ("bottom left", bottom, 0), ("bottom right", bottom, right) }
                .Single(corner => picture[channel, corner.Item2, corner.Item3].item<float>() > 0.8f).Item1;
        }
    }

    // The file says how much memory is taken for it. These counts of bytes are no 32-bit numbers.
    [Theory]
    [InlineData(46_341, 46_341)]
    [InlineData(65_536, 16_385)]
    [InlineData(30_000, 10_000)]
    [InlineData(1_000_000, 1_000)]
    public void A_picture_that_says_it_is_enormous_is_refused(int width, int height)
    {
        var path = Path.Combine(_folder, "enormous.png");
        File.WriteAllBytes(path, Png(width, height));
        Assert.Equal($"{path} says that it has {width}x{height} pixels; more than 100 megapixels are not read. Make it smaller first.", Assert.Throws<InvalidDataException>(() => Images.Load(path)).Message);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pipe_that_is_called_a_picture_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no pipes among files there.");
        var path = Path.Combine(_folder, "pipe.png");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [path])) await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"{path} is empty.", Assert.Throws<InvalidDataException>(() => Images.Load(path)).Message);
    }

    private static void AssertClose(float[] bytes, Tensor picture) =>
        Assert.All(bytes.Zip(picture.data<float>().ToArray()), pair => Assert.Equal(pair.First / 255, pair.Second, 1e-6f));

    private string Save(string name, int width, int height, Func<int, int, SKColor> colour)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, colour(x, y));
        }
        var path = Path.Combine(_folder, name);
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        return path;
    }

    /// <summary>A PNG of this size with hardly any content (ISO/IEC 15948).</summary>
    private static byte[] Png(int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1a, 0x0a]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk("IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(new byte[1000]);
        Chunk("IDAT", packed.ToArray());
        Chunk("IEND", []);
        return file.ToArray();

        void Chunk(string type, byte[] data)
        {
            byte[] content = [.. Encoding.ASCII.GetBytes(type), .. data];
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write(number);
            file.Write(content);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc(content));
            file.Write(number);
        }

        static uint Crc(byte[] content)
        {
            var crc = uint.MaxValue;
            foreach (var each in content)
            {
                crc ^= each;
                for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320);
            }
            return ~crc;
        }
    }

    /// <summary>A JPEG whose top left is red and whose top right is green, with a word on how the camera was held.</summary>
    private string Photograph(byte orientation, int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.Blue);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.DrawRect(0, 0, 16, 16, new() { Color = SKColors.Red });
            canvas.DrawRect(width - 16, 0, 16, 16, new() { Color = SKColors.Lime });
        }
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        // TIFF in big-endian order with one entry: tag 274, a short, one of it.
        byte[] exif = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        var path = Path.Combine(_folder, $"{orientation}.jpg");
        File.WriteAllBytes(path, [0xff, 0xd8, 0xff, 0xe1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg.ToArray()[2..]]);
        return path;
    }
}
