using Drawing.Parts;

namespace Drawing.History;

/// <summary>LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition, 1998, figure 2.</summary>
public sealed class LeNet5() : NetworkFigure(
    "lenet5", "LeNet-5 (1998)",
    "LeNet-5 from left to right: a 32 by 32 image; convolution C1, 6 maps of 28 by 28; subsampling S2, 6 of 14 by 14; convolution C3, 16 of 10 by 10; subsampling S4, 16 of 5 by 5; C5, 120 units; F6, 84 units; 10 outputs.",
    scale: 25)
{
    protected override string[] Caption =>
    [
        "In the paper each map of C3 sees only some maps of S2: about 60,000 parameters.",
        "The course connects all of them: 61,706.",
    ];

    protected override Stage[] Stages =>
    [
        new(["image"], 1, 32, Role.Input),
        new(["C1", "conv 5 × 5"], 6, 28, Role.FeatureMap),
        new(["S2", "pool 2 × 2"], 6, 14, Role.Pooling),
        new(["C3", "conv 5 × 5"], 16, 10, Role.FeatureMap),
        new(["S4", "pool 2 × 2"], 16, 5, Role.Pooling),
        new(["C5", "conv 5 × 5"], 120, 1, Role.FeatureMap),
        new(["F6", "dense"], 84, 1, Role.Dense),
        new(["output"], 10, 1, Role.Dense),
    ];
}
