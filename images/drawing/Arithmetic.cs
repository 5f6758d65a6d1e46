namespace Drawing;

/// <summary>The numbers that the pictures show are computed here, not typed.</summary>
public static class Arithmetic
{
    /// <summary>The size of a convolution's or pooling's output along one side.</summary>
    public static int OutputSize(int input, int kernel, int stride = 1, int padding = 0, int dilation = 1) =>
        (input + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;

    /// <summary>What convnets call convolution: the kernel slides without being flipped.</summary>
    public static double[,] Convolve(double[,] input, double[,] kernel) =>
        Slide(input, kernel.GetLength(0), 1, window => Sum(Multiply(window, kernel)));

    /// <summary>The largest value of each window.</summary>
    public static double[,] MaxPool(double[,] input, int size, int stride) =>
        Slide(input, size, stride, window => window.Cast<double>().Max());

    /// <summary>The mean of each window.</summary>
    public static double[,] AveragePool(double[,] input, int size, int stride) =>
        Slide(input, size, stride, window => window.Cast<double>().Average());

    /// <summary>Zeros around a matrix.</summary>
    public static double[,] Pad(double[,] input, int padding)
    {
        var (rows, columns) = (input.GetLength(0), input.GetLength(1));
        return Matrix(rows + 2 * padding, columns + 2 * padding, (row, column) =>
            row - padding >= 0 && row - padding < rows && column - padding >= 0 && column - padding < columns
                ? input[row - padding, column - padding]
                : 0);
    }

    /// <summary>A matrix turned by 180 degrees.</summary>
    public static double[,] Flip(double[,] input)
    {
        var (rows, columns) = (input.GetLength(0), input.GetLength(1));
        return Matrix(rows, columns, (row, column) => input[rows - 1 - row, columns - 1 - column]);
    }

    /// <summary>Negative values become 0.</summary>
    public static double[,] Relu(double[,] input) =>
        Matrix(input.GetLength(0), input.GetLength(1), (row, column) => Math.Max(0, input[row, column]));

    /// <summary>Element by element.</summary>
    public static double[,] Multiply(double[,] left, double[,] right) =>
        Matrix(left.GetLength(0), left.GetLength(1), (row, column) => left[row, column] * right[row, column]);

    /// <summary>A square cut out of a matrix.</summary>
    public static double[,] Window(double[,] input, int top, int left, int size) =>
        Matrix(size, size, (row, column) => input[top + row, left + column]);

    /// <summary>The sum of all elements.</summary>
    public static double Sum(double[,] input) => input.Cast<double>().Sum();

    private static double[,] Slide(double[,] input, int size, int stride, Func<double[,], double> value) =>
        Matrix(
            OutputSize(input.GetLength(0), size, stride),
            OutputSize(input.GetLength(1), size, stride),
            (row, column) => value(Window(input, row * stride, column * stride, size)));

    private static double[,] Matrix(int rows, int columns, Func<int, int, double> value)
    {
        var matrix = new double[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                matrix[row, column] = value(row, column);
        return matrix;
    }
}
