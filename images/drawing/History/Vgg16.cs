using Drawing.Parts;

namespace Drawing.History;

/// <summary>Simonyan, Zisserman: Very deep convolutional networks for large-scale image recognition, 2014, table 1, column D.</summary>
public sealed class Vgg16() : NetworkFigure(
    "vgg16", "VGG16 (2014)",
    "VGG16 from left to right: a colour image of 224 by 224; five groups of 3 by 3 convolutions with 2, 2, 3, 3 and 3 layers: 64 maps of 224 by 224, 128 of 112 by 112, 256 of 56 by 56, 512 of 28 by 28, 512 of 14 by 14; two dense layers of 4096 units; 1000 classes.",
    scale: 10.3)
{
    protected override string[] Caption =>
    [
        "13 convolutions, all 3 × 3 with padding 1, and 3 dense layers: 138,357,544 parameters.",
        "Max pooling 2 × 2 after each group; 512 × 7 × 7 values reach the dense layers.",
    ];

    protected override Stage[] Stages =>
    [
        new(["image"], 3, 224, Role.Input),
        new(["2 × conv", "3 × 3"], 64, 224, Role.FeatureMap, 2),
        new(["2 × conv", "3 × 3"], 128, 112, Role.FeatureMap, 2),
        new(["3 × conv", "3 × 3"], 256, 56, Role.FeatureMap, 3),
        new(["3 × conv", "3 × 3"], 512, 28, Role.FeatureMap, 3),
        new(["3 × conv", "3 × 3"], 512, 14, Role.FeatureMap, 3),
        new(["dense"], 4096, 1, Role.Dense),
        new(["dense"], 4096, 1, Role.Dense),
        new(["dense"], 1000, 1, Role.Dense, Note: "classes"),
    ];
}
