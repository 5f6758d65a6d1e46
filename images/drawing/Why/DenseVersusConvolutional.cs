namespace Drawing.Why;

/// <summary>What locality and shared weights save.</summary>
public sealed class DenseVersusConvolutional() : Figure(
    "dense-versus-convolutional", "01-why-convnets", "Dense and convolutional connections",
    "Two layers with seven inputs and five outputs. In the dense layer every output is connected to every input: 35 weights, each used once. In the convolutional layer every output sees three neighbouring inputs, and all outputs share the same three weights a, b and c.",
    height: 462)
{
    private const int Inputs = 7, Outputs = 5, Kernel = 3;
    private const double Step = 48, Below = 292, Above = 142;

    private static readonly (Role Role, string Style, string Name)[] Weights =
        [(Role.Kernel, "", "a"), (Role.Dense, "dashed", "b"), (Role.Gradient, "dotted", "c")];

    protected override string[] Caption
    {
        get
        {
            var (pixels, values) = (28 * 28, Arithmetic.OutputSize(28, 3) * Arithmetic.OutputSize(28, 3));
            return
            [
                "From a 28 × 28 image to a map of 26 × 26, biases left out:",
                FormattableString.Invariant($"dense {pixels} × {values} = {pixels * values:N0} weights; convolution with a 3 × 3 kernel: 9 weights."),
            ];
        }
    }

    protected override void Draw(Canvas canvas)
    {
        DrawDense(canvas, 56);
        DrawConvolution(canvas, 440);
        canvas.Text(56 + 3 * Step, 82, "dense", Size.Heading, Role.Dense, style: "bold")
            .Text(440 + 3 * Step, 82, "convolutional", Size.Heading, Role.FeatureMap, style: "bold")
            .Text(56 + 3 * Step, 352, $"{Inputs} × {Outputs} = {Inputs * Outputs} weights, each used once")
            .Text(440 + 3 * Step, 352, $"{Kernel} weights, each used {Outputs} times");
    }

    private static void DrawDense(Canvas canvas, double left)
    {
        for (var output = 0; output < Outputs; output++)
            for (var input = 0; input < Inputs; input++)
                canvas.Line(Role.Neutral, "thin", (left + input * Step, Below), (left + (output + 1) * Step, Above));
        DrawNodes(canvas, left, Role.Dense);
    }

    private static void DrawConvolution(Canvas canvas, double left)
    {
        for (var output = 0; output < Outputs; output++)
            for (var weight = 0; weight < Kernel; weight++)
                canvas.Line(Weights[weight].Role, Weights[weight].Style, (left + (output + weight) * Step, Below), (left + (output + 1) * Step, Above));
        DrawNodes(canvas, left, Role.FeatureMap);
        for (var weight = 0; weight < Kernel; weight++)
        {
            var x = left + (2 + weight) * Step;
            var towards = (left + 3 * Step - x) * 0.36;
            canvas.Text(x + towards, Below - 56, Weights[weight].Name, Size.Heading, Weights[weight].Role, style: "bold halo");
        }
    }

    private static void DrawNodes(Canvas canvas, double left, Role role)
    {
        for (var input = 0; input < Inputs; input++)
            canvas.Circle(left + input * Step, Below, 14, "box input");
        for (var output = 0; output < Outputs; output++)
            canvas.Circle(left + (output + 1) * Step, Above, 14, $"box {Style.Class(role)}");
        canvas.Text(left + 3 * Step, Above - 28, "outputs", style: "muted")
            .Text(left + 3 * Step, Below + 30, "inputs", style: "muted");
    }
}
