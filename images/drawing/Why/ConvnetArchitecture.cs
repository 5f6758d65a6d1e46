using Drawing.Parts;

namespace Drawing.Why;

/// <summary>The general design of a convnet, with the sizes of the lesson's network.</summary>
public sealed class ConvnetArchitecture() : Figure(
    "convnet-architecture", "01-why-convnets, 07-fashion-mnist", "The general design of a convnet",
    "The lesson's network from left to right: a 28 by 28 image of one channel; convolution with ReLU, 32 maps of 26 by 26; max pooling, 32 of 13 by 13; convolution with ReLU, 64 of 11 by 11; max pooling, 64 of 5 by 5; flattened to 1600 values; a dense layer of 128 with ReLU; 10 class scores.",
    height: 456)
{
    private static readonly int Conv1 = Arithmetic.OutputSize(28, 3), Pool1 = Arithmetic.OutputSize(Conv1, 2, 2);
    private static readonly int Conv2 = Arithmetic.OutputSize(Pool1, 3), Pool2 = Arithmetic.OutputSize(Conv2, 2, 2);

    protected override string[] Caption =>
        ["Maps get smaller and more numerous, then become one vector; dense layers decide."];

    protected override void Draw(Canvas canvas)
    {
        canvas.Network(new(20, 100, 760, 190), 27,
            new(["image"], 1, 28, Role.Input),
            new(["conv 3 × 3", "ReLU"], 32, Conv1, Role.FeatureMap),
            new(["max pool", "2 × 2"], 32, Pool1, Role.Pooling),
            new(["conv 3 × 3", "ReLU"], 64, Conv2, Role.FeatureMap),
            new(["max pool", "2 × 2"], 64, Pool2, Role.Pooling),
            new(["flatten"], 64 * Pool2 * Pool2, 1, Role.Neutral),
            new(["dense", "ReLU"], 128, 1, Role.Dense),
            new(["dense"], 10, 1, Role.Dense, Note: "scores"));
        DrawBracket(canvas, 122, 484, "feature extraction", Role.FeatureMap);
        DrawBracket(canvas, 506, 772, "classification", Role.Dense);
    }

    private static void DrawBracket(Canvas canvas, double left, double right, string label, Role role) =>
        canvas.Line(role, "", (left, 348), (left, 358), (right, 358), (right, 348))
            .Text((left + right) / 2, 378, label, Size.Heading, role, style: "bold");
}
