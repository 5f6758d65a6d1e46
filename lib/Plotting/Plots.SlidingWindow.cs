using SkiaSharp;
using static TorchSharp.torch;

namespace NotebookLib.Plotting;

public static partial class Plots
{
    /// <summary>
    /// A convolution or pooling step by step: for each place of the window one panel with the input, the window framed, and
    /// the output as far as it is known by then. The panels lie as the values do in the output.
    /// </summary>
    /// <param name="input">(H, W), or with leading dimensions of 1; padded already where padding is wanted.</param>
    /// <param name="output">(⌊(H - k) / s⌋ + 1, ⌊(W - k) / s⌋ + 1): what came out, computed by whoever calls.</param>
    /// <param name="kernelSize">Height and width k of the window.</param>
    /// <param name="stride">How far the window moves, s.</param>
    /// <param name="title">The title over all panels; null for one that counts the steps.</param>
    /// <exception cref="ArgumentException">A tensor is no matrix, the output is not as large as the window has places, or there are more than 16.</exception>
    /// <example><code>PlotSlidingWindow(image, featureMap, kernelSize: 3)</code></example>
    public static Picture PlotSlidingWindow(Tensor input, Tensor output, int kernelSize, int stride = 1, string? title = null)
    {
        using var _ = NewDisposeScope();
        var (x, y) = (AsMatrix(input), AsMatrix(output));
        var (rows, columns) = (Places(0), Places(1));
        if (y.shape[0] != rows || y.shape[1] != columns || rows * columns is < 1 or > 16)
            throw new ArgumentException($"A window of {kernelSize}x{kernelSize} with stride {stride} has {rows}x{columns} places on {x.shape[0]}x{x.shape[1]}, of which 1 to 16 can be shown; the output is {y.shape[0]}x{y.shape[1]}.", nameof(output));

        const float gap = 34, label = Style.LabelSize * 1.6f;
        title ??= $"{rows * columns} places of the window, {rows * columns} values";
        var between = 0.8f; // of a cell, between input and output
        var cell = MathF.Min(LargestCell * 0.7f, ((Style.Width - (2 * Style.Margin) - ((columns - 1) * gap)) / columns) / (x.shape[1] + columns + between));
        var (width, height) = ((x.shape[1] + columns + between) * cell, MathF.Max(x.shape[0], rows) * cell);
        var top = Style.Margin + (Style.TitleSize * 1.6f);
        var sheet = MathF.Max((columns * (width + gap)) - gap, Figure.Measure(title, Style.TitleSize, bold: true)) + (2 * Style.Margin);
        using var figure = new Figure(sheet, top + (rows * (label + height + Style.Margin)));
        var left = (sheet - (columns * (width + gap)) + gap) / 2;
        figure.Text(title, sheet / 2, Style.Margin + (Style.TitleSize / 2), Style.TitleSize, bold: true);

        for (var step = 0; step < rows * columns; step++)
        {
            var (row, column) = (step / columns, step % columns);
            var corner = new SKPoint(left + (column * (width + gap)), top + (row * (label + height + Style.Margin)) + label);
            var map = new SKPoint(corner.X + ((x.shape[1] + between) * cell), corner.Y + ((x.shape[0] - rows) * cell / 2));
            figure.Text($"{step + 1}", corner.X, corner.Y - (label / 2), Style.LabelSize, bold: true, align: SKTextAlign.Left);
            var known = y.clone();
            known.view(-1)[(step + 1)..] = double.NaN;
            DrawCells(figure, x, x, corner, cell);
            DrawCells(figure, known, y, map, cell);
            Window(corner, row * stride, column * stride, kernelSize);
            Window(map, row, column, 1);
        }
        var values = string.Join(", ", TensorImages.Numbers(y).Select(Write));
        return figure.ToPicture($"{title}. A window of {kernelSize} by {kernelSize} moves over {x.shape[0]} by {x.shape[1]} values with stride {stride}, row by row, and gives, in this order: {values}.");

        int Places(int side) => (int)((x.shape[side] - kernelSize) / stride) + 1;

        void Window(SKPoint corner, int row, int column, int size) => figure.Frame(
            SKRect.Create(corner.X + (column * cell) - 2, corner.Y + (row * cell) - 2, (size * cell) + 4, (size * cell) + 4), Style.Orange, 4);
    }
}
