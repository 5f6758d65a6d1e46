using Drawing.Parts;

namespace Drawing.History;

/// <summary>Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional neural networks, 2012, figure 2.</summary>
public sealed class AlexNet() : NetworkFigure(
    "alexnet", "AlexNet (2012)",
    "AlexNet from left to right: a colour image of 224 by 224; convolution 11 by 11 with stride 4, 96 maps of 55 by 55; convolution 5 by 5, 256 of 27 by 27; three convolutions 3 by 3 with 384, 384 and 256 maps of 13 by 13; two dense layers of 4096 units; 1000 classes. In the course's network the convolutions have 64, 192, 384, 256 and 256 maps.",
    scale: 10.3, height: 486)
{
    protected override string[] Caption =>
    [
        "Max pooling 3 × 3 with stride 2 follows the 1st, 2nd and 5th convolution.",
        "Sizes of the paper, whose maps were split between two GPUs. The course uses the",
        "one-GPU version of 2014, “ours”, with 61,100,840 parameters.",
    ];

    protected override Stage[] Stages =>
    [
        new(["image"], 3, 224, Role.Input),
        new(["conv", "11 × 11", "stride 4"], 96, 55, Role.FeatureMap, Note: "ours 64"),
        new(["conv", "5 × 5"], 256, 27, Role.FeatureMap, Note: "ours 192"),
        new(["conv", "3 × 3"], 384, 13, Role.FeatureMap, Note: "ours 384"),
        new(["conv", "3 × 3"], 384, 13, Role.FeatureMap, Note: "ours 256"),
        new(["conv", "3 × 3"], 256, 13, Role.FeatureMap, Note: "ours 256"),
        new(["dense"], 4096, 1, Role.Dense),
        new(["dense"], 4096, 1, Role.Dense),
        new(["dense"], 1000, 1, Role.Dense, Note: "classes"),
    ];
}
