using Drawing.Parts;

namespace Drawing.Pooling;

/// <summary>Overlapping windows.</summary>
public sealed class PoolingStride1() : Figure(
    "pooling-stride-1", "04-pooling", "Max pooling with stride 1: windows overlap",
    $"The 4 by 4 matrix under a 2 by 2 window that moves by one cell. Nine windows give a 3 by 3 output: {Matrices.InWords(Arithmetic.MaxPool(Example.Input, 2, 1))}. The first window, upper left, and the second, one cell to its right, are framed.",
    height: 400)
{
    private const double Cell = 52;

    protected override string[] Caption => ["Output size = (n − k) / s + 1 = (4 − 2) / 1 + 1 = 3. Four windows find the same 8."];

    protected override void Draw(Canvas canvas)
    {
        var input = canvas.Matrix((110, 118), Example.Input, Cell, Role.Input, "input");
        var output = canvas.Matrix((510, 118 + Cell / 2), Arithmetic.MaxPool(Example.Input, 2, 1), Cell, Role.Pooling, "max");
        canvas.Outline(input.Window(0, 0, 2, 2), Role.Kernel).Outline(input.Window(0, 1, 2, 2).Grown(-4), Role.Gradient, style: "dashed")
            .Outline(output.At(0, 0), Role.Kernel).Outline(output.At(0, 1).Grown(-4), Role.Gradient, style: "dashed")
            .Text(input.All.MiddleX, 90, "input, 4 × 4", role: Role.Input, style: "bold")
            .Text(output.All.MiddleX, 90, "output, 3 × 3", role: Role.Pooling, style: "bold")
            .Text((input.All.Right + output.X) / 2, input.All.MiddleY - 18, "max of 2 × 2")
            .Arrow(Role.Neutral, (input.All.Right + 16, input.All.MiddleY), (output.X - 16, input.All.MiddleY));
    }
}
