using SkiaSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace NotebookLib.Data;

/// <summary>Pictures from files as tensors.</summary>
public static class Images
{
    /// <summary>The most pixels a picture may have: what a file says of its size decides how much memory is taken for it.</summary>
    private const long MaxPixels = 100_000_000;

    /// <summary>Reads a PNG, JPEG, WebP, BMP or GIF picture; what is transparent becomes white, and a photograph that was taken
    /// with the camera turned stands upright (EXIF orientation).</summary>
    /// <param name="path">The file.</param>
    /// <param name="grayscale">One channel of brightness (0.299 R + 0.587 G + 0.114 B, ITU-R BT.601) instead of red, green and blue.</param>
    /// <returns>float32 (C, H, W) with values in [0, 1]; C is 3, or 1 in greyscale.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no picture that can be read, or has more than 100 megapixels.</exception>
    public static Tensor Load(string path, bool grayscale = false) => Load(path, grayscale, int.MaxValue, int.MaxValue);

    /// <param name="path">The file.</param>
    /// <param name="grayscale">One channel of brightness instead of red, green and blue.</param>
    /// <param name="height">The height that is wanted in the end: a photograph of more than twice that is read smaller, if its
    /// format can.</param>
    /// <param name="width">The width that is wanted in the end.</param>
    internal static Tensor Load(string path, bool grayscale, int height, int width)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no picture {Path.GetFullPath(path)}.", path);
        if (new FileInfo(path).Length == 0) throw new InvalidDataException($"{path} is empty."); // As is a pipe, in which one would wait for ever.
        using var codec = SKCodec.Create(path)
            ?? throw new InvalidDataException($"{path} is not a picture that can be read; PNG, JPEG, WebP, BMP and GIF can.");
        var (stored, turned) = (codec.Info, codec.EncodedOrigin >= SKEncodedOrigin.LeftTop);
        if ((long)stored.Width * stored.Height > MaxPixels)
            throw new InvalidDataException($"{path} says that it has {stored.Width}x{stored.Height} pixels; more than {MaxPixels / 1_000_000} megapixels are not read. Make it smaller first.");

        var scale = turned ? Math.Max(2f * height / stored.Width, 2f * width / stored.Height) : Math.Max(2f * width / stored.Width, 2f * height / stored.Height);
        var size = scale < 1 ? codec.GetScaledDimensions(scale) : stored.Size;
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        var pixels = new byte[info.BytesSize64];
        var result = codec.GetPixels(info, pixels);
        if (result != SKCodecResult.Success)
            throw new InvalidDataException($"{path} is damaged: only a part of its {stored.Width}x{stored.Height} pixels can be read ({result}).");

        using var scope = NewDisposeScope();
        var picture = OverWhite(frombuffer(pixels, ScalarType.Byte).view(info.Height, info.Width, 4), grayscale);
        return Upright(picture, codec.EncodedOrigin).contiguous().MoveToOuterDisposeScope();
    }

    /// <param name="rgba">Bytes (H, W, 4), the colours premultiplied.</param>
    /// <param name="grayscale">Whether to weigh the colours into one channel.</param>
    private static Tensor OverWhite(Tensor rgba, bool grayscale)
    {
        // Some rows at a time: all channels as floats at once would take several times the memory of the picture.
        const int rowsAtOnce = 256;
        var (height, width) = (rgba.shape[0], rgba.shape[1]);
        var weights = tensor(new[] { 0.299f, 0.587f, 0.114f }).view(3, 1, 1);
        var picture = empty([grayscale ? 1 : 3, height, width]);
        for (var top = 0L; top < height; top += rowsAtOnce)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(rowsAtOnce, height - top);
            var part = rgba.narrow(0, top, rows).permute(2, 0, 1).to_type(ScalarType.Float32).div_(255);
            var rgb = part[..3] + (1 - part[3..]);
            picture.narrow(1, top, rows).copy_(grayscale ? (rgb * weights).sum(0, keepdim: true) : rgb);
        }
        return picture;
    }

    // The origins of EXIF: where the first row and the first column of what is stored belong.
    private static Tensor Upright(Tensor picture, SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => picture.flip(2),
        SKEncodedOrigin.BottomRight => picture.flip(1, 2),
        SKEncodedOrigin.BottomLeft => picture.flip(1),
        SKEncodedOrigin.LeftTop => picture.transpose(1, 2),
        SKEncodedOrigin.RightTop => picture.transpose(1, 2).flip(2),
        SKEncodedOrigin.RightBottom => picture.transpose(1, 2).flip(1, 2),
        SKEncodedOrigin.LeftBottom => picture.transpose(1, 2).flip(1),
        _ => picture,
    };

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
