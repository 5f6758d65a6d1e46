using System.Globalization;
using SkiaSharp;
using static TorchSharp.torch;

namespace NotebookLib.Plotting;

public static partial class Plots
{
    private const float LargestCell = 58, GapBetweenMatrices = 44;

    /// <summary>A matrix as coloured cells with the values written in them, as far as they fit.</summary>
    /// <param name="matrix">(H, W), or with leading dimensions of 1. Zero is white where there are negative values: blue below,
    /// vermillion above; else black is 0 and white the largest value, as in an image.</param>
    /// <param name="title">The title over it.</param>
    /// <param name="alt">What the picture shows, for readers who cannot see it; null to tell the title and the values.</param>
    /// <exception cref="ArgumentException">The tensor is no matrix.</exception>
    /// <example><code>PlotMatrix(image, "Input")</code></example>
    public static Picture PlotMatrix(Tensor matrix, string title = "", string? alt = null) => DrawMatrices([new(title, matrix, null)], [], "", alt);

    /// <summary>Matrices side by side, all cells of one size, with signs between them if wanted.</summary>
    /// <param name="between">The signs between one matrix and the next, such as <c>["*", "="]</c>; empty for none.</param>
    /// <param name="matrices">The title and the values, (H, W), of each.</param>
    /// <exception cref="ArgumentException">A tensor is no matrix.</exception>
    /// <example><code>PlotMatrices(["*", "="], ("Input", x), ("Kernel", k), ("Output", y))</code></example>
    public static Picture PlotMatrices(IReadOnlyList<string> between, params (string Title, Tensor Values)[] matrices) =>
        DrawMatrices([.. matrices.Select(m => new MatrixPart(m.Title, m.Values, null))], between, "", null);

    /// <summary>
    /// One step of a convolution: the window of the input under the kernel, the kernel, the output as far as it is known, and
    /// below them the products and their sum. (The field's convolution, a cross-correlation: the kernel is not flipped.)
    /// </summary>
    /// <param name="input">(H, W), padded already where padding is wanted.</param>
    /// <param name="kernel">(h, w), not larger than the input.</param>
    /// <param name="step">Which place of the window, 0 for the first; they run along the rows of the output.</param>
    /// <param name="stride">How far the window moves.</param>
    /// <exception cref="ArgumentException">A tensor is no matrix, or the kernel is larger than the input.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public static Picture PlotConvolutionStep(Tensor input, Tensor kernel, int step, int stride = 1)
    {
        using var _ = NewDisposeScope();
        var (x, k) = (AsMatrix(input), AsMatrix(kernel));
        var (height, width) = ((int)k.shape[0], (int)k.shape[1]);
        if (height > x.shape[0] || width > x.shape[1]) throw new ArgumentException("The kernel is larger than the input.", nameof(kernel));
        var output = nn.functional.conv2d(x.view(1, 1, x.shape[0], x.shape[1]), k.view(1, 1, height, width), strides: [stride, stride])[0, 0];
        var columns = (int)output.shape[1];
        if (step < 0 || step >= output.numel()) throw new ArgumentOutOfRangeException(nameof(step), step, $"The window has {output.numel()} places: steps are 0 to {output.numel() - 1}.");

        var (row, column) = (step / columns, step % columns);
        var known = output.clone();
        known.view(-1)[(step + 1)..] = double.NaN;
        var window = x.narrow(0, row * stride, height).narrow(1, column * stride, width);
        var terms = Numbers(window).Zip(Numbers(k), (a, b) => $"{Signed(a)}·{Signed(b)}").ToArray();
        var sum = $"{(terms.Length <= 9 ? string.Join(" + ", terms) : $"{string.Join(" + ", terms.Take(4))} + … + {terms[^1]}")} = {Write(output[row, column].item<double>())}";
        return DrawMatrices(
            [new("Input", x, (row * stride, column * stride, height, width)), new("Kernel", k, null), new("Output", known, (row, column, 1, 1)) { Scale = output }],
            ["*", "="], sum, $"Step {step + 1} of {output.numel()} of a convolution. Window at row {(row * stride) + 1}, column {(column * stride) + 1} of the input: {sum}");

        static double[] Numbers(Tensor t) => TensorImages.Numbers(t);
        static string Signed(double value) => value < 0 ? $"({Write(value)})" : Write(value);
    }

    private static Picture DrawMatrices(MatrixPart[] parts, IReadOnlyList<string> between, string footer, string? alt)
    {
        using var _ = NewDisposeScope();
        var matrices = parts.Select(p => AsMatrix(p.Values)).ToArray();
        var columns = matrices.Sum(m => m.shape[1]);
        var gaps = (parts.Length - 1) * GapBetweenMatrices;
        var cell = MathF.Min(LargestCell, MathF.Min((Style.Width - (2 * Style.Margin) - gaps) / columns, 620f / matrices.Max(m => m.shape[0])));
        var titled = parts.Any(p => p.Title.Length > 0);
        var (top, tallest) = (titled ? Style.Margin + (Style.TitleSize * 1.5f) : Style.Margin, matrices.Max(m => m.shape[0]) * cell);
        var widths = matrices.Zip(parts, (m, p) => MathF.Max(m.shape[1] * cell, Figure.Measure(p.Title, Style.LabelSize, bold: true))).ToArray();
        var width = MathF.Max(widths.Sum() + gaps, MathF.Min(Figure.Measure(footer, Style.LabelSize), Style.Width - (2 * Style.Margin))) + (2 * Style.Margin);

        using var figure = new Figure(width, top + tallest + Style.Margin + (footer.Length > 0 ? Style.LabelSize * 2 : 0));
        var left = (width - widths.Sum() - gaps) / 2;
        foreach (var (i, matrix) in matrices.Index())
        {
            var place = SKRect.Create(left + ((widths[i] - (matrix.shape[1] * cell)) / 2), top + ((tallest - (matrix.shape[0] * cell)) / 2), matrix.shape[1] * cell, matrix.shape[0] * cell);
            figure.Text(parts[i].Title, left + (widths[i] / 2), place.Top - (Style.LabelSize * 0.9f), Style.LabelSize, bold: true);
            DrawCells(figure, matrix, AsMatrix(parts[i].Scale), place.Location, cell);
            if (parts[i].Highlight is { } h)
                figure.Frame(SKRect.Create(place.Left + (h.Column * cell) - 2, place.Top + (h.Row * cell) - 2, (h.Width * cell) + 4, (h.Height * cell) + 4), Style.Orange, 5);
            left += widths[i] + GapBetweenMatrices;
            if (i < between.Count && i < parts.Length - 1) figure.Text(between[i], left - (GapBetweenMatrices / 2), top + (tallest / 2), 30, bold: true);
        }
        if (footer.Length > 0)
            figure.Text(footer, width / 2, top + tallest + (Style.LabelSize * 1.4f), Style.LabelSize, maxWidth: width - (2 * Style.Margin));
        return figure.ToPicture(alt ?? string.Join(" ", matrices.Zip(parts, (m, p) => Describe(p.Title, m))));
    }

    private static void DrawCells(Figure figure, Tensor matrix, Tensor range, SKPoint corner, float cell)
    {
        var values = TensorImages.Numbers(matrix);
        var (least, most) = TensorImages.Range(range);
        var largest = Math.Max(Math.Max(Math.Abs(least), Math.Abs(most)), 1e-12);
        var (scale, low, high) = least < 0 ? (ColourScale.Diverging, -largest, largest) : (ColourScale.Gray, 0, largest);
        var format = largest >= 100 ? "0" : largest >= 10 ? "0.#" : "0.##";
        var texts = values.Select(v => double.IsNaN(v) ? "?" : largest < 0.1 ? Write(v) : v.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−')).ToArray();
        var size = MathF.Min(cell * 0.42f, 22);
        var widest = texts.Max(text => Figure.Measure(text, size));
        size *= MathF.Min(1, cell * 0.88f / widest);
        var columns = (int)matrix.shape[1];
        foreach (var (i, value) in values.Index())
        {
            var place = SKRect.Create(corner.X + (i % columns * cell), corner.Y + (i / columns * cell), cell, cell);
            var colour = double.IsNaN(value) ? Style.Paper : scale.At(value, low, high);
            figure.Fill(place, colour);
            if (cell >= 12) figure.Frame(place, Style.Rule);
            if (size >= 8) figure.Text(texts[i], place.MidX, place.MidY, size, colour: double.IsNaN(value) ? Style.Muted : ColourScale.TextOn(colour));
        }
        figure.Frame(SKRect.Create(corner.X, corner.Y, columns * cell, matrix.shape[0] * cell), Style.Muted);
    }

    private static Tensor AsMatrix(Tensor tensor)
    {
        var matrix = tensor.detach();
        while (matrix.dim() > 2 && matrix.shape[0] == 1) matrix = matrix.squeeze(0);
        return matrix.dim() == 2 && matrix.numel() > 0
            ? matrix.cpu().to(float64)
            : throw new ArgumentException($"A matrix has the shape (H, W); this tensor has ({string.Join(", ", tensor.shape)}).");
    }

    private static string Describe(string title, Tensor matrix)
    {
        var size = $"{(title.Length > 0 ? title : "Matrix")}: {matrix.shape[0]} rows of {matrix.shape[1]}";
        if (matrix.numel() > 100) return $"{size}.";
        return $"{size}: {string.Join("; ", TensorImages.Numbers(matrix).Chunk((int)matrix.shape[1]).Select(row => string.Join(", ", row.Select(Write))))}.";
    }

    // Short enough for a cell, with a real minus sign.
    private static string Write(double value) =>
        value.ToString(Math.Abs(value) is >= 10000 or < 0.01 and > 0 ? "0.#e0" : Math.Abs(value) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture).Replace('-', '−');

    private sealed record MatrixPart(string Title, Tensor Values, (int Row, int Column, int Height, int Width)? Highlight)
    {
        /// <summary>The values from whose range the colours come, where they are not those shown.</summary>
        public Tensor Scale { get; init; } = Values;
    }
}
