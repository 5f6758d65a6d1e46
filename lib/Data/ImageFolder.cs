using System.IO.Enumeration;
using static TorchSharp.torch;

namespace NotebookLib.Data;

/// <summary>
/// Your own pictures as a dataset: a folder that holds one folder for each class, as <c>torchvision.datasets.ImageFolder</c>
/// wants it. Labels follow the sorted names of the class folders.
/// </summary>
/// <remarks>What counts as a picture is known by torchvision's list of extensions. Hidden files and folders, such as
/// <c>.ipynb_checkpoints</c>, are none of the dataset; what else is left out is said.</remarks>
public static class ImageFolder
{
    // torchvision.datasets.folder.IMG_EXTENSIONS
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp"];

    private static readonly EnumerationOptions Shown = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };
    private static readonly EnumerationOptions AllShown = new() { AttributesToSkip = Shown.AttributesToSkip, IgnoreInaccessible = false, RecurseSubdirectories = true };

    /// <summary>Reads all pictures into memory, resized to one size.</summary>
    /// <param name="folder">Holds a folder for each class; pictures may lie in folders below it, too.</param>
    /// <param name="height">Height of all images in pixels.</param>
    /// <param name="width">Width of all images in pixels; proportions are not kept.</param>
    /// <param name="grayscale">One channel of brightness instead of red, green and blue.</param>
    /// <returns>Images (N, 3 or 1, height, width) with values in [0, 1], and labels (N), class by class and in each class
    /// by name.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it holds no folders.</exception>
    /// <exception cref="FileNotFoundException">A class has no picture; the message names it.</exception>
    /// <exception cref="InvalidDataException">A picture is damaged, larger than 100 megapixels or of a format that cannot be
    /// read here, as TIFF; the message names it.</exception>
    public static ImageDataset Load(string folder, int height, int width, bool grayscale = false)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder {Path.GetFullPath(folder)}.");
        var classes = Directory.GetDirectories(folder, "*", Shown).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToList();
        if (classes.Count == 0)
            throw new DirectoryNotFoundException($"{Path.GetFullPath(folder)} holds no folders: put the pictures of each class in a folder of its own, named after the class.");

        using var scope = NewDisposeScope();
        List<Tensor> images = [];
        List<long> labels = [];
        List<string> others = [];
        foreach (var (label, name) in classes.Index())
        {
            var files = Below(Path.Combine(folder, name)).ToLookup(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase));
            others.AddRange(files[false]);
            if (!files[true].Any()) throw new FileNotFoundException($"The class folder {Path.GetFullPath(Path.Combine(folder, name))} has no picture ({string.Join(", ", Extensions)}).");
            images.AddRange(files[true].Order(StringComparer.Ordinal).Select(path => Read(path, height, width, grayscale)));
            labels.AddRange(Enumerable.Repeat((long)label, images.Count - labels.Count));
        }
        if (others.Count > 0) Console.WriteLine($"Left out of {folder}, as no pictures: {string.Join(", ", others.GroupBy(Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Count()} {kind.Key}"))}.");
        return new(stack(images), tensor(labels), classes);
    }

    // Links to folders are not followed below a class: one that leads upwards would have no end.
    private static FileSystemEnumerable<string> Below(string folder) => new(folder, (ref entry) => entry.ToFullPath(), AllShown)
    {
        ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };

    private static string Kind(string path) => Path.GetExtension(path) is { Length: > 0 } extension ? extension : Path.GetFileName(path);

    private static Tensor Read(string path, int height, int width, bool grayscale)
    {
        using var picture = Images.Load(path, grayscale, height, width);
        return Images.Resize(picture, height, width);
    }
}
