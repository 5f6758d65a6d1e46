using Drawing.Parts;

namespace Drawing.Transfer;

/// <summary>The building block of MobileNetV2 (Sandler et al., 2018), with 24 channels and expansion 6.</summary>
public sealed class InvertedResidual() : Figure(
    "inverted-residual", "11-transfer-learning", "The inverted residual block of MobileNetV2",
    "Blocks as thick as they have channels. 24 channels are expanded to 144 by a 1 by 1 convolution with ReLU6, filtered by a 3 by 3 depthwise convolution with ReLU6, one kernel a channel, and projected back to 24 by a linear 1 by 1 convolution. A shortcut adds the block's input to its output: thin, wide, thin.",
    height: 446)
{
    private const int Thin = 24, Expansion = 6, Wide = Thin * Expansion;

    protected override string[] Caption =>
    [
        "A residual block is wide at its ends; this one is wide inside, hence “inverted”.",
        "Weights: " + FormattableString.Invariant($"{Thin} × {Wide} + {Wide} × 9 + {Wide} × {Thin} = {Thin * Wide * 2 + Wide * 9:N0}; biases left out."),
    ];

    protected override void Draw(Canvas canvas)
    {
        const double side = 84, middle = 246, top = middle - side / 2 + 9;
        (double X, int Channels, Role Role)[] blocks =
            [(58, Thin, Role.Input), (226, Wide, Role.FeatureMap), (436, Wide, Role.FeatureMap), (648, Thin, Role.FeatureMap)];
        string[][] steps = [["1 × 1 expand", "ReLU6"], ["3 × 3 depthwise", "ReLU6"], ["1 × 1 project", "linear"]];
        const double depth = side * Stacks.DepthX;
        for (var i = 0; i < blocks.Length; i++)
        {
            var (x, channels, role) = blocks[i];
            var thickness = channels * 0.5;
            _ = canvas.Block((x, top), thickness, side, role);
            canvas.Text(x + (thickness + depth) / 2, middle + 76, $"{channels} channels");
            if (i == 0)
                continue;
            var from = blocks[i - 1].X + blocks[i - 1].Channels * 0.5 + depth + 5;
            canvas.Arrow(Role.Kernel, (from, middle), (x - 5, middle)).Lines((from + x) / 2 - 2, middle - 92, steps[i - 1], Size.Small, Role.Kernel, style: "bold");
        }
        var end = 648 + Thin * 0.5 + depth;
        var plus = canvas.Plus(740, middle);
        canvas.Arrow(Role.Neutral, (end + 4, middle), (plus.X - 3, middle))
            .Arrow(Role.Shortcut, (78, top - 26), (78, 108), (plus.MiddleX, 108), (plus.MiddleX, plus.Y - 3))
            .Text(400, 90, "shortcut, where stride is 1 and channels match", role: Role.Shortcut, style: "bold");
    }
}
