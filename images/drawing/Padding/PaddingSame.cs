namespace Drawing.Padding;

/// <summary>As much padding as keeps the size.</summary>
public sealed class PaddingSame() : PaddingFigure(
    "padding-same", "Same padding: the output is as large as the input",
    "A 3 by 3 kernel on a 5 by 5 input with one row and column of zeros on each side. The kernel's centre starts on the first value of the input and ends on the last. The output is 5 by 5, as large as the input.",
    padding: 1, cell: 32,
    formula: "Output size = n = 5",
    remark: "Zeros, (k − 1) / 2 on each side for an odd kernel: its centre visits every value.");
