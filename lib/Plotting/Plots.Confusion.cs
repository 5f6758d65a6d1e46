using SkiaSharp;

namespace NotebookLib.Plotting;

public static partial class Plots
{
    /// <summary>
    /// How often each class was taken for each, as a grid: a row for each true class, a column for each predicted one, counts in
    /// the cells, the darker the larger the share of the row. With plotly.js in the page the values show under the pointer.
    /// </summary>
    /// <param name="matrix">Counts [true class, predicted class], as <c>ConfusionMatrix</c> returns them.</param>
    /// <param name="classes">The name of each class.</param>
    /// <param name="title">The title over the grid.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or there are not as many names as rows.</exception>
    /// <example><code>PlotConfusionMatrix(ConfusionMatrix(model, test), test.Classes)</code></example>
    public static Picture PlotConfusionMatrix(long[,] matrix, IReadOnlyList<string> classes, string title = "What is taken for what")
    {
        if (matrix.GetLength(0) != classes.Count || matrix.GetLength(1) != classes.Count)
            throw new ArgumentException($"The matrix has {matrix.GetLength(0)} rows of {matrix.GetLength(1)}, and there are {classes.Count} classes.", nameof(matrix));
        return Upgrade(() => ConfusionChart(matrix, classes, title), DrawConfusionMatrix(matrix, classes, title));
    }

    private static Picture DrawConfusionMatrix(long[,] matrix, IReadOnlyList<string> classes, string title)
    {
        var count = classes.Count;
        var names = classes.Max(name => Figure.Measure(name)) + 14;
        var left = Style.Margin + 30 + names;
        var width = MathF.Min(62, (Style.Width - left - Style.Margin) / count);
        var height = MathF.Min(width, 46);
        // The names of the columns stand upright where they are wider than a column.
        var upright = names > width + 10;
        var top = Style.Margin + (Style.TitleSize * 1.6f) + 26 + (upright ? names : 26);
        var half = (Figure.Measure(title, Style.TitleSize, bold: true) / 2) + Style.Margin;
        var wide = MathF.Max(left + (count * width) + Style.Margin + 8, 2 * half);
        using var figure = new Figure(wide, top + (count * height) + Style.Margin);
        var grid = SKRect.Create(left, top, count * width, count * height);

        figure.Text(title, Math.Clamp(grid.MidX, half, wide - half), Style.Margin + (Style.TitleSize / 2), Style.TitleSize, bold: true);
        figure.Text("predicted class", grid.MidX, Style.Margin + (Style.TitleSize * 1.6f) + 8, Style.LabelSize);
        figure.TextUpwards("true class", Style.Margin + 8, grid.MidY, Style.LabelSize, SKTextAlign.Center);
        for (var i = 0; i < count; i++)
        {
            figure.Text(classes[i], left - 8, top + ((i + 0.5f) * height), align: SKTextAlign.Right);
            if (upright) figure.TextUpwards(classes[i], left + ((i + 0.5f) * width), top - 8, Style.TextSize, SKTextAlign.Left);
            else figure.Text(classes[i], left + ((i + 0.5f) * width), top - 14);
        }
        for (var row = 0; row < count; row++)
        {
            var sum = Math.Max(1, Enumerable.Range(0, count).Sum(column => matrix[row, column]));
            for (var column = 0; column < count; column++)
            {
                var place = SKRect.Create(left + (column * width), top + (row * height), width, height);
                // The square root lets the few mistakes be seen beside the many that are right.
                var colour = ColourScale.Blues.At(Math.Sqrt((double)matrix[row, column] / sum), 0, 1);
                figure.Fill(place, colour);
                figure.Frame(place, Style.Rule, 0.5f);
                figure.Text($"{matrix[row, column]}", place.MidX, place.MidY, MathF.Min(Style.TextSize, height * 0.45f), bold: row == column,
                    colour: matrix[row, column] == 0 ? Style.Muted : ColourScale.TextOn(colour), maxWidth: width - 4);
            }
        }
        figure.Frame(grid, Style.Muted);
        return figure.ToPicture($"{title}. {Summary()}");

        string Summary()
        {
            var cells = from row in Enumerable.Range(0, count) from column in Enumerable.Range(0, count) select (row, column, Count: matrix[row, column]);
            var right = cells.Where(c => c.row == c.column).Sum(c => c.Count);
            var confused = cells.Where(c => c.row != c.column && c.Count > 0).OrderByDescending(c => c.Count).Take(3)
                .Select(c => $"{classes[c.row]} taken for {classes[c.column]} {c.Count} times");
            return $"{right} of {cells.Sum(c => c.Count)} right. Most often confused: {string.Join(", ", confused.DefaultIfEmpty("none"))}.";
        }
    }
}
