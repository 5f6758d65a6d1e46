namespace Drawing.Padding;

/// <summary>No padding.</summary>
public sealed class PaddingValid() : PaddingFigure(
    "padding-valid", "Valid padding: the kernel stays inside",
    "A 3 by 3 kernel on a 5 by 5 input without padding. Its first position is the upper left corner, its last the lower right corner, always inside the input. The output is 3 by 3: input size minus kernel size plus 1.",
    padding: 0, cell: 36,
    formula: "Output size = n − k + 1 = 5 − 3 + 1 = 3",
    remark: "Only positions where the whole kernel finds real values count; the border is lost.");
