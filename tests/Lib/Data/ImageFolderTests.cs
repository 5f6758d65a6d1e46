using NotebookLib.Data;
using SkiaSharp;
using Tests.Lib.Notebook;
using Tests.Reference;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

[Collection(LiveOutputCollection.Name)]
public sealed class ImageFolderTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Labels_follow_the_sorted_class_folders_and_images_the_sorted_names()
    {
        Picture("dog/b.png", SKColors.White);
        Picture("cat/deep/z.JPG", SKColors.Red);
        Picture("dog/a.jpeg", SKColors.Black);
        File.WriteAllText(Path.Combine(_folder, "dog", "notes.txt"), "no picture");
        File.WriteAllText(Path.Combine(_folder, "readme.md"), "no class");

        using var data = ImageFolder.Load(_folder, height: 4, width: 6);

        Assert.Equal(["cat", "dog"], data.Classes);
        Assert.Equal([0L, 1, 1], data.Labels.data<long>());
        Assert.Equal([3, 3, 4, 6], data.Images.shape);
        var red = data.Images[0].mean([1, 2]).data<float>();
        Assert.True(red[0] > 0.95 && red[1] < 0.05 && red[2] < 0.05);
        Assert.Equal(0, data.Images[1].max().item<float>(), tolerance: 0.01f);
        Assert.Equal(1, data.Images[2].min().item<float>(), tolerance: 0.01f);
    }

    [Fact]
    public void Grey_pictures_have_one_channel()
    {
        Picture("a/1.png", SKColors.Lime);
        using var data = ImageFolder.Load(_folder, 2, 2, grayscale: true);
        Assert.Equal([1, 1, 2, 2], data.Images.shape);
        Assert.Equal(0.587f, data.Images[0, 0, 0, 0].item<float>(), tolerance: 1e-3f);
    }

    [Fact]
    public void What_is_missing_or_damaged_is_named()
    {
        Assert.Contains("holds no folders", Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Load(_folder, 2, 2)).Message);
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Load(Path.Combine(_folder, "nowhere"), 2, 2)).Message);

        Picture("full/1.png", SKColors.Red);
        Directory.CreateDirectory(Path.Combine(_folder, "hollow"));
        Assert.Contains("hollow", Assert.Throws<FileNotFoundException>(() => ImageFolder.Load(_folder, 2, 2)).Message);

        File.WriteAllText(Path.Combine(_folder, "hollow", "fake.png"), "text");
        Assert.Contains("fake.png", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder, 2, 2)).Message);
    }

    // What Jupyter, macOS and a hurried unzip leave in a folder.
    [Fact]
    public void Hidden_files_and_folders_are_none_of_the_dataset()
    {
        foreach (var name in new[] { "cat/1.png", "dog/1.png", ".ipynb_checkpoints/1-checkpoint.png", "cat/.ipynb_checkpoints/1-checkpoint.png", "dog/._1.png" }) Picture(name, SKColors.Red);
        using var data = ImageFolder.Load(_folder, 2, 2);
        Assert.Equal(["cat", "dog"], data.Classes);
        Assert.Equal([0L, 1], data.Labels.data<long>());
    }

    // torchvision.datasets.folder.IMG_EXTENSIONS, of which no program here reads PPM, PGM and TIFF.
    [Fact]
    public void Pictures_are_what_torchvision_takes_for_them_and_what_is_left_out_is_said()
    {
        foreach (var name in new[] { "a/1.webp", "a/2.PNG", "a/3.jpeg", "a/4.gif", "a/5.gif", "a/notes.txt", "a/.hidden.txt", "a/LICENSE" }) Picture(name, SKColors.Red);
        File.WriteAllBytes(Path.Combine(_folder, "a", "6.bmp"), [.. "BM"u8, 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, .. new byte[24], 0, 0, 255, 0]);
        var said = Said(() =>
        {
            using var data = ImageFolder.Load(_folder, 2, 2);
            Assert.Equal(4, data.Count);
            Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(1, data.Images[i, 0].mean().item<float>(), 0.05f));
        });
        Assert.Equal($"Left out of {_folder}, as no pictures: 2 .gif, 1 .txt, 1 LICENSE.\n", said);

        File.WriteAllText(Path.Combine(_folder, "a", "7.tif"), "II*");
        Assert.Contains("7.tif", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder, 2, 2)).Message);
    }

    [Fact]
    public void A_link_that_leads_upwards_ends()
    {
        Picture("a/1.png", SKColors.Red);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "a", "up"), _folder);
        using var data = ImageFolder.Load(_folder, 2, 2);
        Assert.Equal(1, data.Count);
    }

    // JPEG can be read at an eighth of its size, which a small picture is made of faster, and with a sixty-fourth of the memory.
    [Theory]
    [InlineData(2, 12, 16)]
    [InlineData(6, 16, 12)]
    public void A_large_photograph_comes_out_as_if_it_had_been_read_whole(byte orientation, int height, int width)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a"));
        var rocket = File.ReadAllBytes(ReferenceFiles.InRepository("images/photos/rocket.jpg"));
        // TIFF in big-endian order with one entry: tag 274, a short, one of it.
        byte[] exif = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        var path = Path.Combine(_folder, "a", "1.jpg");
        File.WriteAllBytes(path, [0xff, 0xd8, 0xff, 0xe1, 0, (byte)(exif.Length + 2), .. exif, .. rocket[2..]]);

        using var data = ImageFolder.Load(_folder, height, width);
        using var whole = Images.Resize(Images.Load(path), height, width);
        Assert.Equal(0, (data.Images[0] - whole).abs().max().item<float>(), 0.05f);
    }

    private static string Said(Action action)
    {
        var (before, text) = (Console.Out, new StringWriter());
        Console.SetOut(text);
        try
        {
            action();
        }
        finally
        {
            Console.SetOut(before);
        }
        return text.ToString();
    }

    private void Picture(string name, SKColor colour)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(10, 8);
        bitmap.Erase(colour);
        using var file = File.Create(path);
        bitmap.Encode(file, Path.GetExtension(name).ToLowerInvariant() switch { ".png" => SKEncodedImageFormat.Png, ".webp" => SKEncodedImageFormat.Webp, _ => SKEncodedImageFormat.Jpeg }, 100);
    }
}
