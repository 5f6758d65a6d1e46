using Drawing.Parts;

namespace Drawing.Pooling;

/// <summary>Maximum and mean of 2 by 2 windows, stride 2.</summary>
public sealed class PoolingMaxAverage() : Figure(
    "pooling-max-average", "04-pooling", "Pooling: windows of 2 × 2, stride 2",
    $"A 4 by 4 matrix in four windows of 2 by 2. Max pooling keeps the largest value of each window: {Matrices.InWords(Arithmetic.MaxPool(Example.Input, 2, 2))}. Average pooling keeps the mean: {Matrices.InWords(Arithmetic.AveragePool(Example.Input, 2, 2))}. Both outputs are 2 by 2.",
    height: 420)
{
    private const double Cell = 52;
    private const double Gap = 14;

    protected override string[] Caption => ["Half the height, half the width, a quarter of the values. Nothing to learn: no parameters."];

    protected override void Draw(Canvas canvas)
    {
        var input = new Area(60, 122, 4 * Cell + Gap, 4 * Cell + Gap);
        canvas.Text(input.MiddleX, 92, "input, 4 × 4", role: Role.Input, style: "bold");
        foreach (var (row, column) in (ReadOnlySpan<(int, int)>)[(0, 0), (0, 1), (1, 0), (1, 1)])
        {
            var values = Arithmetic.Window(Example.Input, 2 * row, 2 * column, 2);
            var corner = (input.X + column * (2 * Cell + Gap), input.Y + row * (2 * Cell + Gap));
            var window = canvas.Matrix(corner, values, Cell, Role.Input, $"window {row} {column}");
            for (var i = 0; i < 4; i++)
                if (values[i / 2, i % 2] == values.Cast<double>().Max())
                    canvas.Outline(window.At(i / 2, i % 2).Grown(-3), Role.Pooling);
        }
        DrawOutput(canvas, input, 142, "max", "largest value", Arithmetic.MaxPool(Example.Input, 2, 2));
        DrawOutput(canvas, input, 282, "average", "mean value", Arithmetic.AveragePool(Example.Input, 2, 2));
    }

    private static void DrawOutput(Canvas canvas, Area input, double middle, string name, string rule, double[,] values)
    {
        var output = canvas.Matrix((494, middle - Cell), values, Cell, Role.Pooling, name);
        canvas.Arrow(Role.Neutral, (input.Right + 14, middle), (output.X - 14, middle))
            .Text((input.Right + output.X) / 2, middle - 18, rule)
            .Lines(output.All.Right + 24, middle, [$"{name} pooling", "2 × 2"], anchor: Anchor.Start, style: "bold", role: Role.Pooling);
    }
}
