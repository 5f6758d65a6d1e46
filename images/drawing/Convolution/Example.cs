namespace Drawing.Convolution;

/// <summary>The numbers of the lesson's convolution: a bright vertical bar, and a kernel that answers to vertical edges.</summary>
public static class Example
{
    public static readonly double[,] Input =
    {
        { 1, 0, 5, 8, 2 },
        { 0, 2, 7, 6, 1 },
        { 1, 3, 9, 4, 0 },
        { 0, 1, 8, 5, 1 },
        { 2, 0, 6, 7, 2 },
    };

    /// <summary>The right column less the left one (half of Prewitt's edge detector).</summary>
    public static readonly double[,] Kernel =
    {
        { -1, 0, 1 },
        { -1, 0, 1 },
        { -1, 0, 1 },
    };

    public static readonly double[,] FeatureMap = Arithmetic.Convolve(Input, Kernel);

    /// <summary>The sum of a position as one would write it, zeros of the kernel left out: <c>5 + 7 + 9 − 1 − 0 − 1 = 19</c>.</summary>
    public static string Sum(int row, int column)
    {
        var window = Arithmetic.Window(Input, row, column, 3);
        var plus = Cells().Where(cell => Kernel[cell.Row, cell.Column] > 0).Select(cell => window[cell.Row, cell.Column]);
        var minus = Cells().Where(cell => Kernel[cell.Row, cell.Column] < 0).Select(cell => window[cell.Row, cell.Column]);
        return $"{string.Join(" + ", plus)} − {string.Join(" − ", minus)} = {Parts.Matrices.Signed(FeatureMap[row, column])}";
    }

    /// <summary>The nine positions of the kernel, which are the nine cells of the feature map too.</summary>
    public static IEnumerable<(int Row, int Column)> Cells() =>
        from row in Enumerable.Range(0, 3) from column in Enumerable.Range(0, 3) select (row, column);
}
