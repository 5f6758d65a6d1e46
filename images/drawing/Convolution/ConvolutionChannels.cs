using Drawing.Parts;

namespace Drawing.Convolution;

/// <summary>One filter on an input of three channels: three kernels, three sums, one number.</summary>
public sealed class ConvolutionChannels() : Figure(
    "convolution-channels", "02-convolution", "One filter on three channels gives one feature map",
    "An input of three channels, red, green and blue, each 32 by 32. A filter holds one 3 by 3 kernel for each channel. At one position the three windows are multiplied with their kernels and summed; the three sums and the bias add up to one value of a single 30 by 30 feature map.",
    height: 546)
{
    private static readonly string[] Channels = ["red", "green", "blue"];

    private static readonly double[][,] Windows =
    [
        new double[,] { { 2, 0, 1 }, { 1, 3, 0 }, { 0, 2, 2 } },
        new double[,] { { 0, 1, 1 }, { 2, 2, 0 }, { 1, 0, 3 } },
        new double[,] { { 1, 1, 0 }, { 0, 2, 1 }, { 3, 0, 1 } },
    ];

    private static readonly double[][,] Kernels =
    [
        new double[,] { { 1, 0, -1 }, { 0, 1, 0 }, { -1, 0, 1 } },
        new double[,] { { 0, 1, 0 }, { 1, -1, 1 }, { 0, 1, 0 } },
        new double[,] { { -1, 0, 1 }, { 0, 2, 0 }, { 1, 0, -1 } },
    ];

    private const double Bias = 1;
    private const double Cell = 32;

    protected override string[] Caption =>
        ["A filter has as many kernels as its input has channels, but makes only one feature map."];

    protected override void Draw(Canvas canvas)
    {
        canvas.Lines(78, 90, ["input", "3 × 32 × 32"], role: Role.Input, style: "bold")
            .Lines(236, 90, ["windows", "3 × 3 × 3"], role: Role.Input, style: "bold")
            .Lines(382, 90, ["filter", "3 × 3 × 3"], role: Role.Kernel, style: "bold")
            .Lines(704, 190, ["feature map", "1 × 30 × 30"], role: Role.FeatureMap, style: "bold");
        Point plus = (588, 296);
        var total = Bias;
        for (var channel = 0; channel < 3; channel++)
        {
            var top = 124 + channel * 124;
            var middle = top + 1.5 * Cell;
            var sum = Arithmetic.Sum(Arithmetic.Multiply(Windows[channel], Kernels[channel]));
            total += sum;
            var map = new Area(32, top, 92, 92);
            var spot = new Area(62, top + 32, 12, 12);
            canvas.Box(map, Role.Input, 2).Text(map.MiddleX, map.Bottom - 14, Channels[channel], Size.Small).Outline(spot, Role.Kernel, 2);
            var window = canvas.Matrix((188, top), Windows[channel], Cell, Role.Input, $"window {Channels[channel]}");
            canvas.Line(Role.Kernel, "thin", (spot.Right + 2, spot.Y - 2), (window.X - 2, window.Y))
                .Line(Role.Kernel, "thin", (spot.Right + 2, spot.Bottom + 2), (window.X - 2, window.All.Bottom))
                .Outline(window.All, Role.Kernel);
            var kernel = canvas.Matrix((334, top), Kernels[channel], Cell, Role.Kernel, $"kernel {Channels[channel]}");
            canvas.Text((window.All.Right + kernel.X) / 2, middle, "×", Size.Title)
                .Text(kernel.All.Right + 24, middle, "=", Size.Title);
            var scalar = new Area(478, middle - 20, 44, 40);
            canvas.Box(scalar, Role.FeatureMap).Group(group => group.Text(scalar.MiddleX, middle, Matrices.Signed(sum), Size.Heading), name: $"sum {Channels[channel]}");
            canvas.Arrow(Role.Neutral, (scalar.Right + 4, middle), Toward((scalar.Right + 4, middle), plus, 24));
        }
        DrawResult(canvas, plus, total);
    }

    private static void DrawResult(Canvas canvas, Point plus, double total)
    {
        var bias = new Area(plus.X - 50, 424, 100, 40);
        canvas.Circle(plus.X, plus.Y, 21, "box neutral").Text(plus.X, plus.Y, "+", Size.Title)
            .Box(bias, Role.Kernel).Text(bias.MiddleX, bias.MiddleY, $"bias {Matrices.Signed(Bias)}")
            .Arrow(Role.Neutral, (bias.MiddleX, bias.Y - 4), (plus.X, plus.Y + 24));
        var map = new Area(644, plus.Y - 60, 120, 120);
        var cell = new Area(668, plus.Y - 18, 36, 36);
        canvas.Box(map, Role.FeatureMap, 2)
            .Outline(cell, Role.Kernel).Group(group => group.Text(cell.MiddleX, cell.MiddleY, Matrices.Signed(total), Size.Heading), name: "output")
            .Arrow(Role.Neutral, (plus.X + 24, plus.Y), (cell.X - 4, plus.Y));
    }

    private static Point Toward(Point from, Point to, double before)
    {
        var distance = Math.Sqrt(Math.Pow(to.X - from.X, 2) + Math.Pow(to.Y - from.Y, 2));
        return (to.X - (to.X - from.X) * before / distance, to.Y - (to.Y - from.Y) * before / distance);
    }
}
