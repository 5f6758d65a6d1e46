using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace NotebookLib.Models;

/// <summary>
/// What turns feature maps into objects: a single-shot detector's head. It looks at maps of six sizes, from 19x19 for
/// small objects down to 1x1 for one that fills the picture, and at each place guesses what is there and how large it is.
/// </summary>
/// <remarks>
/// <para>At each place it starts from a few <em>anchors</em>, boxes of a fixed size and proportion, and says for each
/// which class it holds and how to move and stretch it. For a picture of 300x300 pixels these are 1,917 anchors.</para>
/// <para>Liu and others: <em>SSD: Single Shot MultiBox Detector</em>, 2016,
/// <see href="https://arxiv.org/abs/1512.02325">arXiv:1512.02325</see>.</para>
/// </remarks>
internal sealed class SsdHead : nn.Module<Tensor, Tensor, (Tensor Logits, Tensor Boxes)>
{
    private const int Levels = 6;

    internal readonly ModuleList<Conv2d> squeezes = [];
    internal readonly ModuleList<Conv2d> shrinks = [];
    internal readonly ModuleList<Conv2d> classes = [];
    internal readonly ModuleList<Conv2d> boxes = [];
    private readonly int _classCount;

    internal SsdHead(int classCount) : base(nameof(SsdHead))
    {
        _classCount = classCount;
        foreach (var (input, middle, output) in ((int, int, int)[])[(1280, 256, 512), (512, 128, 256), (256, 128, 256), (256, 64, 128)])
        {
            squeezes.Add(nn.Conv2d(input, middle, kernel_size: 1));
            shrinks.Add(nn.Conv2d(middle, output, kernel_size: 3, stride: 2));
        }
        foreach (var (level, channels) in ((int[])[576, 1280, 512, 256, 256, 128]).Index())
        {
            classes.Add(nn.Conv2d(channels, AnchorShapes(level).Count * classCount, kernel_size: 1));
            boxes.Add(nn.Conv2d(channels, AnchorShapes(level).Count * 4, kernel_size: 1));
        }
        RegisterComponents();
    }

    /// <summary>Looks at the feature maps of a photograph network.</summary>
    /// <param name="middle">(N, 576, H, W): maps in which a place is small.</param>
    /// <param name="last">(N, 1280, H / 2, W / 2): maps in which a place is larger; four more levels are made of them.</param>
    /// <returns>Class scores before the sigmoid (N, anchors, classes) and boxes (N, anchors, 4) as left, top, right and
    /// bottom in parts of the picture's width and height.</returns>
    public override (Tensor Logits, Tensor Boxes) forward(Tensor middle, Tensor last)
    {
        using var scope = NewDisposeScope();
        List<Tensor> levels = [middle, last];
        foreach (var (squeeze, shrink) in squeezes.Zip(shrinks))
        {
            var squeezed = relu6(squeeze.call(levels[^1]));
            levels.Add(relu6(shrink.call(SamePadding.Around(squeezed, stride: 2))));
        }
        var logits = cat([.. levels.Select((maps, level) => PerAnchor(classes[level].call(maps), _classCount))], dim: 1);
        var moves = cat([.. levels.Select((maps, level) => PerAnchor(boxes[level].call(maps), 4))], dim: 1);
        var anchors = cat([.. levels.Select((maps, level) => Anchors(level, maps.shape[2], maps.shape[3]))]).to(middle.device);
        return (logits.MoveToOuterDisposeScope(), Move(anchors, moves).MoveToOuterDisposeScope());
    }

    // (N, anchors x values, H, W) to (N, H x W x anchors, values).
    private static Tensor PerAnchor(Tensor maps, int values) => maps.permute(0, 2, 3, 1).reshape(maps.shape[0], -1, values);

    // Width and height of each anchor of a level, in parts of the picture. Its area grows from level to level; the first
    // level has three, of which one is small, the others a square, two lying, two standing ones and one more square.
    private static List<(double Width, double Height)> AnchorShapes(int level)
    {
        (double Scale, double Ratio)[] shapes = level == 0
            ? [(0.1, 1), (Scale(0), 2), (Scale(0), 0.5)]
            : [.. ((double[])[1, 2, 0.5, 3, 1 / 3.0]).Select(ratio => (Scale(level), ratio)), (Math.Sqrt(Scale(level) * Scale(level + 1)), 1)];
        return [.. shapes.Select(shape => (shape.Scale * Math.Sqrt(shape.Ratio), shape.Scale / Math.Sqrt(shape.Ratio)))];

        static double Scale(int level) => level == Levels ? 1 : 0.2 + ((0.95 - 0.2) * level / (Levels - 1));
    }

    // (H x W x anchors, 4): centre x, centre y, width and height in parts of the picture.
    private static Tensor Anchors(int level, long height, long width) => tensor(
        (from y in Enumerable.Range(0, (int)height)
         from x in Enumerable.Range(0, (int)width)
         from shape in AnchorShapes(level)
         from value in (double[])[(x + 0.5) / width, (y + 0.5) / height, shape.Width, shape.Height]
         select (float)value).ToArray()).reshape(-1, 4);

    // The network says: move the centre by so many tenths of the anchor's size (y before x), stretch it by e to so many fifths.
    private static Tensor Move(Tensor anchors, Tensor moves)
    {
        var (centre, size) = (anchors[.., ..2], anchors[.., 2..]);
        var moved = centre + (moves[.., .., ..2].flip(2) / 10 * size);
        var half = (moves[.., .., 2..].flip(2) / 5).exp() * size / 2;
        return cat([moved - half, moved + half], dim: 2);
    }
}
