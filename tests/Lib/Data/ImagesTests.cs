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
}
