using NotebookLib.Data;
using SkiaSharp;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

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

    private void Picture(string name, SKColor colour)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(10, 8);
        bitmap.Erase(colour);
        using var file = File.Create(path);
        bitmap.Encode(file, name.EndsWith(".png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 100);
    }
}
