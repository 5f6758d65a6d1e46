using Drawing.Parts;

namespace Drawing.Training;

/// <summary>Forward and backward through a convolution, with numbers.</summary>
public sealed class ConvolutionGradients() : Figure(
    "convolution-gradients", "05-training", "Backpropagation through a convolution",
    $"Forward, a 3 by 3 input X and a 2 by 2 kernel K give the output Y: {Matrices.InWords(Output)}. Backward, the gradient of the kernel is X convolved with the gradient of Y: {Matrices.InWords(KernelGradient)}. The gradient of the input is the padded gradient of Y convolved with the flipped kernel: {Matrices.InWords(InputGradient)}.",
    height: 652)
{
    private static readonly double[,] Input = { { 1, 2, 0 }, { 0, 1, 3 }, { 2, 0, 1 } };
    private static readonly double[,] Kernel = { { 1, -1 }, { 2, 0 } };
    private static readonly double[,] OutputGradient = { { 1, 0 }, { -1, 2 } };

    private static double[,] Output => Arithmetic.Convolve(Input, Kernel);
    private static double[,] KernelGradient => Arithmetic.Convolve(Input, OutputGradient);
    private static double[,] Padded => Arithmetic.Pad(OutputGradient, 1);
    private static double[,] InputGradient => Arithmetic.Convolve(Padded, Arithmetic.Flip(Kernel));

    private const double Cell = 36;

    protected override string[] Caption =>
    [
        "The gradient of Y comes from the layers above. ∗ slides the right matrix over the left one:",
        "all three steps are convolutions, the last a full one with the flipped kernel.",
    ];

    protected override void Draw(Canvas canvas)
    {
        DrawRow(canvas, 156, ["forward"], Role.Neutral,
            ("X", Input, Role.Input, "input"), ("K", Kernel, Role.Kernel, "kernel"), ("Y", Output, Role.FeatureMap, "output"));
        DrawRow(canvas, 316, ["backward,", "for the kernel"], Role.Gradient,
            ("X", Input, Role.Input, "input again"), ("∂L/∂Y", OutputGradient, Role.Gradient, "output gradient"),
            ("∂L/∂K", KernelGradient, Role.Gradient, "kernel gradient"));
        DrawRow(canvas, 492, ["backward,", "for the input"], Role.Gradient,
            ("∂L/∂Y, padded", Padded, Role.Gradient, "padded"), ("K, flipped", Arithmetic.Flip(Kernel), Role.Kernel, "flipped"),
            ("∂L/∂X", InputGradient, Role.Gradient, "input gradient"));
    }

    private static void DrawRow(Canvas canvas, double middle, string[] label, Role role, params (string Label, double[,] Values, Role Role, string Name)[] matrices)
    {
        double[] columns = [296, 480, 668];
        canvas.Lines(Margin, middle, label, Size.Heading, role, Anchor.Start, "bold")
            .Text((columns[0] + columns[1]) / 2 + 14, middle, "∗", Size.Title).Text((columns[1] + columns[2]) / 2, middle, "=", Size.Title);
        for (var i = 0; i < 3; i++)
        {
            var (name, values, colour, id) = matrices[i];
            var side = values.GetLength(0) * Cell;
            var grid = canvas.Matrix((columns[i] - side / 2, middle - side / 2), values, Cell, colour, id);
            canvas.Text(columns[i], grid.Y - 17, name, role: colour, style: "bold");
        }
    }
}
