using Drawing.Parts;

namespace Drawing.Convolution;

/// <summary>All nine positions of the kernel, for print.</summary>
public sealed class ConvolutionSteps() : Figure(
    "convolution-steps", "02-convolution", "Convolution step by step",
    $"Nine panels. In each a 3 by 3 kernel lies on another place of a 5 by 5 input, from the upper left to the lower right, and fills the next cell of a 3 by 3 feature map. The finished map reads {Matrices.InWords(Example.FeatureMap)}.",
    height: 816)
{
    private const double InputCell = 25;
    private const double OutputCell = 34;

    protected override void Draw(Canvas canvas)
    {
        var kernel = canvas.Matrix((Margin, 66), Example.Kernel, 30, Role.Kernel, "kernel");
        canvas.Lines(kernel.All.Right + 24, kernel.All.MiddleY,
            [
                "The kernel: the right column of what it covers, less the left column.",
                "The orange frame shows where it lies on the input,",
                "the small frame which value of the feature map it gives.",
            ], anchor: Anchor.Start);
        foreach (var (row, column) in Example.Cells())
            DrawPanel(canvas, Margin + column * 252, 204 + row * 208, row, column);
    }

    private static void DrawPanel(Canvas canvas, double left, double top, int row, int column)
    {
        var step = 3 * row + column;
        var input = canvas.Matrix((left, top), Example.Input, InputCell, Role.Input, $"input {step + 1}");
        canvas.Outline(input.Window(row, column, 3, 3), Role.Kernel);
        var output = canvas.Matrix(
            (left + 141, top + 2.5 * InputCell - 1.5 * OutputCell), Example.FeatureMap, OutputCell, Role.FeatureMap,
            $"feature map {step + 1}", shown: (r, c) => 3 * r + c <= step);
        canvas.Outline(output.At(row, column), Role.Kernel)
            .Text(left, top - 16, $"{step + 1}", style: "bold", anchor: Anchor.Start)
            .Text(left, input.All.Bottom + 20, Example.Sum(row, column), Size.Small, anchor: Anchor.Start);
    }
}
