using Drawing.Parts;

namespace Drawing.Convolution;

/// <summary>Input, kernel, products and feature map side by side, on which the animation plays.</summary>
internal static class ConvolutionStage
{
    private const double Cell = 40;
    private const double Middle = 200;

    public static readonly Grid Input = new(28, Middle - 2.5 * Cell, Cell, 5, 5);
    public static readonly Grid Kernel = new(270, Middle - 1.5 * Cell, Cell, 3, 3);
    public static readonly Grid Products = new(432, Middle - 1.5 * Cell, Cell, 3, 3);
    public static readonly Grid Output = new(628, Middle - 1.5 * Cell, Cell, 3, 3);

    public static void Draw(Canvas canvas)
    {
        canvas.Matrix((Input.X, Input.Y), Example.Input, Cell, Role.Input, "input");
        canvas.Matrix((Kernel.X, Kernel.Y), Example.Kernel, Cell, Role.Kernel, "kernel");
        canvas.EmptyGrid((Products.X, Products.Y), 3, 3, Cell, Role.Neutral);
        canvas.EmptyGrid((Output.X, Output.Y), 3, 3, Cell, Role.FeatureMap);
        canvas.Text(Input.All.MiddleX, 80, "input, 5 × 5", role: Role.Input, style: "bold")
            .Text(Kernel.All.MiddleX, 120, "kernel, 3 × 3", role: Role.Kernel, style: "bold")
            .Text(Products.All.MiddleX, 120, "products", style: "bold")
            .Text(Output.All.MiddleX, 120, "feature map, 3 × 3", role: Role.FeatureMap, style: "bold")
            .Text((Input.All.Right + Kernel.X) / 2, Middle, "×", Size.Title)
            .Text((Kernel.All.Right + Products.X) / 2, Middle, "=", Size.Title)
            .Text((Products.All.Right + Output.X) / 2, Middle - 18, "sum")
            .Arrow(Role.Neutral, (Products.All.Right + 12, Middle), (Output.X - 12, Middle));
    }

    /// <summary>The nine products at a position and their sum.</summary>
    public static void DrawPosition(Canvas canvas, int row, int column)
    {
        var products = Arithmetic.Multiply(Arithmetic.Window(Example.Input, row, column, 3), Example.Kernel);
        foreach (var (r, c) in Example.Cells())
            canvas.Text(Products.At(r, c).MiddleX, Products.At(r, c).MiddleY, Matrices.Signed(products[r, c]));
        canvas.Text(Products.All.MiddleX, Products.All.Bottom + 24, Example.Sum(row, column), style: "bold");
    }

    /// <summary>The values of the feature map, each cell in a group whose style begins with the given word.</summary>
    public static void DrawFeatureMap(Canvas canvas, string style)
    {
        var largest = Example.FeatureMap.Cast<double>().Max();
        canvas.Group(map =>
        {
            foreach (var (row, column) in Example.Cells())
                map.Group(
                    cell => cell.Value(Output.At(row, column), Example.FeatureMap[row, column], Example.FeatureMap[row, column] / largest, Role.FeatureMap),
                    $"{style} {style}{3 * row + column}");
        }, name: "feature map");
    }
}
