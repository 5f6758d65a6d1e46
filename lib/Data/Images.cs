using SkiaSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace NotebookLib.Data;

/// <summary>Pictures from files as tensors.</summary>
public static class Images
{
    /// <summary>Reads a PNG, JPEG, WebP or GIF picture; what is transparent becomes white.</summary>
    /// <param name="path">The file.</param>
    /// <param name="grayscale">One channel of brightness (0.299 R + 0.587 G + 0.114 B, ITU-R BT.601) instead of red, green and blue.</param>
    /// <returns>float32 (C, H, W) with values in [0, 1]; C is 3, or 1 in greyscale.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no picture that can be read.</exception>
    public static Tensor Load(string path, bool grayscale = false)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no picture {Path.GetFullPath(path)}.", path);
        using var codec = SKCodec.Create(path)
            ?? throw new InvalidDataException($"{path} is not a picture that can be read; PNG, JPEG, WebP and GIF can.");

        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        var pixels = new byte[info.BytesSize];
        var result = codec.GetPixels(info, pixels);
        if (result != SKCodecResult.Success)
            throw new InvalidDataException($"{path} is damaged: only a part of its {info.Width}x{info.Height} pixels can be read ({result}).");

        using var scope = NewDisposeScope();
        var rgba = tensor(pixels, [info.Height, info.Width, 4]).permute(2, 0, 1).to_type(ScalarType.Float32).div_(255);
        var rgb = rgba[..3] + (1 - rgba[3..]); // premultiplied colours over white
        var picture = grayscale ? (rgb * tensor(new[] { 0.299f, 0.587f, 0.114f }).view(3, 1, 1)).sum(0, keepdim: true) : rgb;
        return picture.contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Pictures of another size, interpolated linearly and, where they shrink, averaged over what one new pixel covers.</summary>
    /// <param name="images">(C, H, W) or (N, C, H, W).</param>
    /// <param name="height">The new height in pixels.</param>
    /// <param name="width">The new width in pixels; proportions are not kept.</param>
    /// <returns>(C, height, width) or (N, C, height, width), as <c>torchvision.transforms.functional.resize</c> with
    /// <c>antialias=True</c> gives it.</returns>
    public static Tensor Resize(Tensor images, int height, int width)
    {
        using var scope = NewDisposeScope();
        var batch = images.dim() == 3 ? images.unsqueeze(0) : images;
        var resized = interpolate(batch, [height, width], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
        return (images.dim() == 3 ? resized.squeeze(0) : resized).MoveToOuterDisposeScope();
    }

    /// <summary>Reads one of the course's own photographs, from <c>images/photos</c>.</summary>
    /// <param name="name">Its file name, for example <c>chelsea.png</c>.</param>
    /// <param name="grayscale">One channel of brightness instead of red, green and blue.</param>
    /// <returns>float32 (C, H, W) with values in [0, 1].</returns>
    /// <exception cref="FileNotFoundException">There is no such photograph; the message lists those there are.</exception>
    public static Tensor Image(string name, bool grayscale = false)
    {
        var folder = CourseFolder.Find("images/photos")
            ?? throw new FileNotFoundException("The course's folder images/photos is not at or above the working directory.");
        var path = Path.Combine(folder, name);
        if (File.Exists(path)) return Load(path, grayscale);
        var pictures = Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Where(file => !file.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        throw new FileNotFoundException($"There is no photograph \"{name}\"; there are {string.Join(", ", pictures)}.", path);
    }
}
