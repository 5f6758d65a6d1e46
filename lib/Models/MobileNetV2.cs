using NotebookLib.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace NotebookLib.Models;

/// <summary>
/// MobileNetV2, a small network for photographs, with weights that were trained on Open Images V4: 2,206,816 parameters.
/// TorchVision has one, too, but these weights do not fit it: batch normalisation is folded in, and the padding is TensorFlow's.
/// </summary>
/// <remarks>
/// <para>It has no classifier of its own. What it knows is in its feature maps: use <see cref="Features"/> or
/// <see cref="MapsAfter"/> as the input of a classifier for your own classes, or look at what it was trained to
/// find with <see cref="ObjectDetector"/>.</para>
/// <para>Sandler and others, 2018, <see href="https://arxiv.org/abs/1801.04381">arXiv:1801.04381</see>, table 2.</para>
/// </remarks>
public sealed class MobileNetV2 : nn.Module<Tensor, Tensor>
{
    // The block whose wide maps the detector looks at for small objects; its features transfer well, too.
    private const int MiddleBlock = 13;

    /// <summary>3x3, from the three colours to 32 maps of half the size.</summary>
    public readonly Conv2d stem;

    /// <summary>17 blocks, from 32 maps of half to 320 maps of a 32nd of the size.</summary>
    public readonly ModuleList<InvertedResidual> blocks = [];

    /// <summary>1x1, from 320 to 1,280 maps.</summary>
    public readonly Conv2d top;

    /// <summary>Makes the network with random weights. Most callers want <see cref="Load"/>.</summary>
    public MobileNetV2() : base(nameof(MobileNetV2))
    {
        stem = nn.Conv2d(3, 32, kernel_size: 3, stride: 2);
        var channels = 32;
        foreach (var (expandRatio, outChannels, repeats, firstStride) in ((int, int, int, int)[])
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)])
        {
            for (var i = 0; i < repeats; i++)
            {
                blocks.Add(new InvertedResidual(channels, outChannels, stride: i == 0 ? firstStride : 1, expandRatio));
                channels = outChannels;
            }
        }
        top = nn.Conv2d(channels, 1280, kernel_size: 1);
        RegisterComponents();
    }

    /// <summary>The network with the weights that it learned on Open Images.</summary>
    /// <param name="path">A safetensors file with them; by default <c>data/pretrained/mobilenetv2-openimages.safetensors</c>,
    /// sought upward from the working directory and from the library.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or holds another network.</exception>
    public static MobileNetV2 Load(string? path = null)
    {
        var network = new MobileNetV2();
        SafeTensors.Load(network, path ?? CourseFolder.PathOf("data/pretrained", "mobilenetv2-openimages.safetensors"));
        network.eval();
        return network;
    }

    /// <summary>Pictures as this network wants them: in colour, of one size, and from -1 (black) to 1 (white).</summary>
    /// <param name="images">(N, 3 or 1, H, W) or one picture without N, values in [0, 1]; a grey channel is repeated.</param>
    /// <param name="size">Height and width of the result; others are squashed or stretched to it. Features of small
    /// pictures cost little and work well from 96 up; the detector was trained at 300.</param>
    /// <returns>(N, 3, size, size).</returns>
    public static Tensor Preprocess(Tensor images, int size = 96)
    {
        using var scope = NewDisposeScope();
        var batch = images.dim() == 3 ? images.unsqueeze(0) : images;
        var resized = Images.Resize(batch, size, size);
        return ((resized * 2) - 1).expand(-1, 3, -1, -1).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The last feature maps.</summary>
    /// <param name="images">(N, 3, H, W), made by <see cref="Preprocess"/>.</param>
    /// <returns>(N, 1280, H / 32, W / 32), rounded up, values in [0, 6].</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Top(Through(0, blocks.Count, Stem(images))).MoveToOuterDisposeScope();
    }

    /// <summary>1,280 numbers for each picture: the mean of each of the last feature maps.</summary>
    /// <param name="images">(N, 3, H, W), made by <see cref="Preprocess"/>.</param>
    /// <returns>(N, 1280), values in [0, 6].</returns>
    public Tensor Features(Tensor images)
    {
        using var maps = forward(images);
        return maps.mean([2, 3]);
    }

    /// <summary>The feature maps after one of the blocks; what lies above is not computed.</summary>
    /// <param name="images">(N, 3, H, W), made by <see cref="Preprocess"/>.</param>
    /// <param name="block">0 to 16.</param>
    /// <returns>(N, C, h, w) with the block's number of channels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public Tensor MapsAfter(Tensor images, int block)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(block, blocks.Count);
        using var scope = NewDisposeScope();
        return Through(0, block + 1, Stem(images)).MoveToOuterDisposeScope();
    }

    /// <summary>The wide maps of block 13 and the last ones, which the detector looks at.</summary>
    internal (Tensor Middle, Tensor Last) Maps(Tensor images)
    {
        using var scope = NewDisposeScope();
        var map = MapsAfter(images, MiddleBlock - 1);
        var last = Top(Through(MiddleBlock, blocks.Count, map));
        return (blocks[MiddleBlock].Expand(map).MoveToOuterDisposeScope(), last.MoveToOuterDisposeScope());
    }

    private Tensor Through(int from, int to, Tensor map)
    {
        foreach (var block in blocks.Take(to).Skip(from)) map = block.call(map);
        return map;
    }

    private Tensor Stem(Tensor images)
    {
        using var scope = NewDisposeScope();
        return relu6(stem.call(SamePadding.Around(images, stride: 2))).MoveToOuterDisposeScope();
    }

    private Tensor Top(Tensor map)
    {
        using var maps = top.call(map);
        return relu6(maps);
    }
}
