using Drawing.Parts;

namespace Drawing.Convolution;

/// <summary>How stride and dilation place a 3 by 3 kernel on a 7 by 7 input.</summary>
public sealed class StrideAndDilation() : Figure(
    "convolution-stride-dilation", "02-convolution", "Stride and dilation",
    "Three 7 by 7 inputs with a 3 by 3 kernel at its first position and, dashed, its second. Stride 1 moves it by one cell and gives a 5 by 5 output. Stride 2 moves it by two and gives 3 by 3. Dilation 2 spreads the nine weights over 5 by 5 cells and gives 3 by 3.",
    height: 576)
{
    private const int Size7 = 7;
    private const double Cell = 29;

    protected override string[] Caption =>
    [
        "Output size = ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1",
        "for input n, kernel k, padding p (here 0), stride s, dilation d; ⌊ ⌋ rounds down.",
    ];

    protected override void Draw(Canvas canvas)
    {
        DrawPanel(canvas, Margin, "stride 1", stride: 1, dilation: 1);
        DrawPanel(canvas, Margin + 270.5, "stride 2", stride: 2, dilation: 1);
        DrawPanel(canvas, Margin + 541, "dilation 2", stride: 1, dilation: 2);
    }

    private static void DrawPanel(Canvas canvas, double left, string label, int stride, int dilation)
    {
        var input = canvas.EmptyGrid((left, 108), Size7, Size7, Cell, Role.Input);
        var reach = 2 * dilation + 1;
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
                canvas.Solid(input.At(row * dilation, column * dilation).Grown(-2), Role.Kernel, 0.9, radius: 3);
        canvas.Outline(input.Window(0, 0, reach, reach).Grown(1), Role.Kernel)
            .Outline(input.Window(0, stride, reach, reach).Grown(-2), Role.Gradient, style: "dashed")
            .Text(input.All.MiddleX, 84, label, Size.Heading, style: "bold");

        var size = Arithmetic.OutputSize(Size7, 3, stride, dilation: dilation);
        const double small = 20;
        var output = canvas.EmptyGrid((input.All.MiddleX - size * small / 2, 360), size, size, small, Role.FeatureMap);
        canvas.Outline(output.At(0, 0), Role.Kernel, 2)
            .Outline(output.At(0, 1).Grown(-2), Role.Gradient, 2, "dashed")
            .Arrow(Role.Neutral, (input.All.MiddleX, input.All.Bottom + 10), (input.All.MiddleX, 350))
            .Text(input.All.MiddleX, output.All.Bottom + 20, $"output {size} × {size}", role: Role.FeatureMap, style: "bold");
    }
}
