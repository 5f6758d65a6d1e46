using Drawing.Parts;

namespace Drawing.History;

/// <summary>He, Zhang, Ren, Sun: Deep residual learning for image recognition, 2015, table 1.</summary>
public sealed class ResNet152() : NetworkFigure(
    "resnet152", "ResNet-152 (2015)",
    "ResNet-152 from left to right: a colour image of 224 by 224; convolution 7 by 7 with stride 2, 64 maps of 112 by 112; max pooling to 56 by 56; 3 bottleneck blocks, 256 maps of 56 by 56; 8 blocks, 512 of 28 by 28; 36 blocks, 1024 of 14 by 14; 3 blocks, 2048 of 7 by 7; global average pooling; 1000 classes.",
    scale: 10.3, height: 520)
{
    private static readonly int[] Blocks = [3, 8, 36, 3];

    protected override string[] Caption =>
    [
        $"Layers with weights: 1 + 3 × ({string.Join(" + ", Blocks)}) + 1 = {3 * Blocks.Sum() + 2}. Each small square is a block of",
        "three convolutions with a shortcut around it. 60,192,808 parameters.",
    ];

    protected override Stage[] Stages =>
    [
        new(["image"], 3, 224, Role.Input),
        new(["conv 7 × 7", "stride 2"], 64, 112, Role.FeatureMap),
        new(["max pool", "3 × 3"], 64, 56, Role.Pooling),
        new([$"{Blocks[0]} blocks"], 256, 56, Role.Shortcut),
        new([$"{Blocks[1]} blocks"], 512, 28, Role.Shortcut),
        new([$"{Blocks[2]} blocks"], 1024, 14, Role.Shortcut),
        new([$"{Blocks[3]} blocks"], 2048, 7, Role.Shortcut),
        new(["average", "pool 7 × 7"], 2048, 1, Role.Pooling),
        new(["dense"], 1000, 1, Role.Dense, Note: "classes"),
    ];

    protected override void Draw(Canvas canvas)
    {
        var stages = DrawStages(canvas);
        const double cell = 11;
        for (var stage = 0; stage < Blocks.Length; stage++)
        {
            var left = stages[stage + 3].MiddleX - Math.Min(Blocks[stage], 6) * cell / 2;
            for (var block = 0; block < Blocks[stage]; block++)
                canvas.Box(new(left + block % 6 * cell, 376 + block / 6 * cell, cell - 2, cell - 2), Role.Shortcut, 2);
        }
    }
}
