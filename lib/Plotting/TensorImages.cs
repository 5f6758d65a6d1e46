using SkiaSharp;
using static TorchSharp.torch;

namespace NotebookLib.Plotting;

/// <summary>The way from tensors to pixels.</summary>
internal static class TensorImages
{
    /// <summary>The images in a tensor (H, W), (C, H, W) or (N, C, H, W) as float32 (N, C, H, W) on the CPU, C being 1 or 3.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static Tensor AsBatch(Tensor images)
    {
        var batch = images.dim() switch
        {
            2 => images.unsqueeze(0).unsqueeze(0),
            3 => images.unsqueeze(0),
            4 => images,
            _ => null,
        };
        return batch?.shape[1] is 1 or 3
            ? batch.detach().cpu().to(float32)
            : throw new ArgumentException($"Images have the shape (H, W), (C, H, W) or (N, C, H, W) with 1 or 3 channels C; this tensor has ({string.Join(", ", images.shape)}). Feature maps are shown by PlotFeatureMaps.");
    }

    /// <summary>
    /// Values 0 to 1 for values as they are stored: 0 to 255 in a uint8 tensor, 0 to 1 in others; a tensor with values
    /// beyond those, such as normalised images, is stretched from its smallest to its largest.
    /// </summary>
    public static Tensor ToUnitRange(Tensor images, ScalarType storedAs)
    {
        if (storedAs == uint8) return images / 255;
        if (images.numel() == 0) return images;
        var (low, high) = Range(images);
        return low >= 0 && high <= 1 ? images : (images - low) / Math.Max(high - low, 1e-12);
    }

    /// <summary>The smallest and the largest value.</summary>
    public static (double Low, double High) Range(Tensor values)
    {
        using var _ = NewDisposeScope();
        var finite = values.detach().to(float64);
        return (finite.min().item<double>(), finite.max().item<double>());
    }

    /// <summary>The pixels of one image (C, H, W), C being 1 or 3, with values 0 to 1.</summary>
    public static SKBitmap ToBitmap(Tensor image)
    {
        var (height, width) = ((int)image.shape[1], (int)image.shape[2]);
        using var colour = image.expand(3, height, width);
        var values = Numbers(colour);
        return new SKBitmap(width, height)
        {
            Pixels = [.. Enumerable.Range(0, height * width).Select(i => new SKColor(Byte(i), Byte(i + (height * width)), Byte(i + (2 * height * width))))],
        };

        byte Byte(int i) => (byte)Math.Round(Math.Clamp(values[i], 0, 1) * 255);
    }

    /// <summary>The pixels of a map (H, W), its numbers turned into colours.</summary>
    public static SKBitmap ToBitmap(Tensor map, ColourScale scale, double low, double high)
    {
        var (height, width) = ((int)map.shape[0], (int)map.shape[1]);
        return new SKBitmap(width, height) { Pixels = [.. Numbers(map).Select(value => scale.At(value, low, high))] };
    }

    /// <summary>The numbers of a tensor, row by row.</summary>
    public static double[] Numbers(Tensor tensor)
    {
        using var _ = NewDisposeScope();
        return tensor.detach().cpu().to(float64).contiguous().data<double>().ToArray();
    }
}
