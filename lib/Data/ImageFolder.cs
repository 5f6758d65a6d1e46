using static TorchSharp.torch;

namespace NotebookLib.Data;

/// <summary>
/// Your own pictures as a dataset: a folder that holds one folder for each class, as <c>torchvision.datasets.ImageFolder</c>
/// wants it. Labels follow the sorted names of the class folders.
/// </summary>
public static class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    /// <summary>Reads all pictures into memory, resized to one size.</summary>
    /// <param name="folder">Holds a folder for each class; pictures may lie in folders below it, too.</param>
    /// <param name="height">Height of all images in pixels.</param>
    /// <param name="width">Width of all images in pixels; proportions are not kept.</param>
    /// <param name="grayscale">One channel of brightness instead of red, green and blue.</param>
    /// <returns>Images (N, 3 or 1, height, width) with values in [0, 1], and labels (N), class by class and in each class
    /// by name.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it holds no folders.</exception>
    /// <exception cref="FileNotFoundException">A class has no PNG or JPEG picture; the message names it.</exception>
    /// <exception cref="InvalidDataException">A picture is damaged; the message names it.</exception>
    public static ImageDataset Load(string folder, int height, int width, bool grayscale = false)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder {Path.GetFullPath(folder)}.");
        var classes = Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToList();
        if (classes.Count == 0)
            throw new DirectoryNotFoundException($"{Path.GetFullPath(folder)} holds no folders: put the pictures of each class in a folder of its own, named after the class.");

        using var scope = NewDisposeScope();
        List<Tensor> images = [];
        List<long> labels = [];
        foreach (var (label, name) in classes.Index())
        {
            var pictures = Pictures(Path.Combine(folder, name));
            if (pictures.Count == 0) throw new FileNotFoundException($"The class folder {Path.GetFullPath(Path.Combine(folder, name))} has no PNG or JPEG picture.");
            images.AddRange(pictures.Select(path => Read(path, height, width, grayscale)));
            labels.AddRange(pictures.Select(_ => (long)label));
        }
        return new(stack(images), tensor(labels), classes);
    }

    private static List<string> Pictures(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];

    private static Tensor Read(string path, int height, int width, bool grayscale)
    {
        using var picture = Images.Load(path, grayscale);
        return Images.Resize(picture, height, width);
    }
}
