using Drawing.Parts;

namespace Drawing.Padding;

/// <summary>A 3 by 3 kernel on a 5 by 5 input at its first and at its last position, and the output.</summary>
/// <param name="cell">The side of a cell in pixels: what is padded less can be drawn larger.</param>
public abstract class PaddingFigure(
    string name, string title, string description, int padding, double cell, string formula, string remark) : Figure(
    name, "03-padding", title, description, height: Top + (Side + 2 * padding) * cell + 122)
{
    private const int Side = 5;
    private const int KernelSide = 3;
    private const double Top = 106;

    private readonly int _padded = Side + 2 * padding;
    private readonly double _middle = Top + (Side + 2 * padding) * cell / 2;

    protected override string[] Caption => [formula, remark];

    protected override void Draw(Canvas canvas)
    {
        DrawInput(canvas, 148, "first position", Role.Kernel, at: 0);
        DrawInput(canvas, 402, "last position", Role.Gradient, at: _padded - KernelSide);

        var size = Arithmetic.OutputSize(Side, KernelSide, padding: padding);
        var output = canvas.EmptyGrid((658 - size * cell / 2, _middle - size * cell / 2), size, size, cell, Role.FeatureMap);
        canvas.Text(658, 82, "output", role: Role.FeatureMap, style: "bold")
            .Outline(output.At(0, 0).Grown(-2), Role.Kernel, 2)
            .Outline(output.At(size - 1, size - 1).Grown(-2), Role.Gradient, 2)
            .Text(658, output.All.Bottom + 22, $"{size} × {size}", style: "bold");
    }

    private void DrawInput(Canvas canvas, double middle, string label, Role role, int at)
    {
        var input = canvas.EmptyGrid((middle - Side * cell / 2, _middle - Side * cell / 2), Side, Side, cell, Role.Input);
        var all = canvas.Padding(input, padding);
        var kernel = all.Window(at, at, KernelSide, KernelSide);
        canvas.Solid(kernel, role, 0.45, 4)
            .Outline(kernel, role)
            .Text(middle, 82, label, role: role, style: "bold")
            .Text(middle, all.All.Bottom + 22, padding == 0 ? $"input {Side} × {Side}" : $"{Side} × {Side}, padded {_padded} × {_padded}");
    }
}
