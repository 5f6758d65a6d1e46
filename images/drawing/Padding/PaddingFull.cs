namespace Drawing.Padding;

/// <summary>Every position at which the kernel touches the input at all.</summary>
public sealed class PaddingFull() : PaddingFigure(
    "padding-full", "Full padding: every value counts nine times",
    "A 3 by 3 kernel on a 5 by 5 input with two rows and columns of zeros on each side. At its first position only the kernel's lower right corner touches the input, at its last only its upper left corner. The output is 7 by 7: input size plus kernel size minus 1.",
    padding: 2, cell: 26,
    formula: "Output size = n + k − 1 = 5 + 3 − 1 = 7",
    remark: "Zeros, k − 1 on each side: every position counts at which the kernel meets a value.");
