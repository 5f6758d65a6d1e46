using Drawing.Parts;

namespace Drawing.History;

/// <summary>Szegedy et al.: Going deeper with convolutions, 2014, table 1.</summary>
public sealed class GoogLeNet() : NetworkFigure(
    "googlenet", "GoogLeNet (2014)",
    "GoogLeNet from left to right: a colour image of 224 by 224; convolution 7 by 7 with stride 2, 64 maps of 112 by 112; convolutions 1 by 1 and 3 by 3, 192 maps of 56 by 56; two Inception modules, 480 maps of 28 by 28; five modules, 832 of 14 by 14; two modules, 1024 of 7 by 7; global average pooling to 1024 values; 1000 classes.",
    scale: 10.3, height: 464)
{
    protected override string[] Caption =>
    [
        "Max pooling 3 × 3 with stride 2 halves the maps between the groups. 9 Inception modules,",
        "22 layers with weights on the longest path, 6,624,904 parameters (without the two",
        "auxiliary classifiers that helped training).",
    ];

    protected override Stage[] Stages =>
    [
        new(["image"], 3, 224, Role.Input),
        new(["conv 7 × 7", "stride 2"], 64, 112, Role.FeatureMap),
        new(["conv 1 × 1", "conv 3 × 3"], 192, 56, Role.FeatureMap, 2),
        new(["Inception", "3a, 3b"], 480, 28, Role.FeatureMap, 2),
        new(["Inception", "4a to 4e"], 832, 14, Role.FeatureMap, 5),
        new(["Inception", "5a, 5b"], 1024, 7, Role.FeatureMap, 2),
        new(["average", "pool 7 × 7"], 1024, 1, Role.Pooling),
        new(["dense"], 1000, 1, Role.Dense, Note: "classes"),
    ];
}
