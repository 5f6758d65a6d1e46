namespace Drawing.Parts;

/// <summary>Matrices as grids of cells, with or without their numbers.</summary>
public static class Matrices
{
    /// <summary>A matrix with its numbers; the larger a value, the fuller its cell's colour.</summary>
    /// <param name="name">Makes the numbers findable in the file.</param>
    public static Grid Matrix(this Canvas canvas, Point corner, double[,] values, double cell, Role role, string name)
    {
        var grid = canvas.EmptyGrid(corner, values.GetLength(0), values.GetLength(1), cell, role);
        var largest = Math.Max(1, values.Cast<double>().Max());
        canvas.Group(group =>
        {
            for (var row = 0; row < grid.Rows; row++)
                for (var column = 0; column < grid.Columns; column++)
                    group.Value(grid.At(row, column), values[row, column], values[row, column] / largest, role);
        }, name: name);
        return grid;
    }

    /// <summary>One number in its cell.</summary>
    /// <param name="share">Between 0 and 1: how full the cell's colour is.</param>
    public static Canvas Value(this Canvas canvas, Area cell, double value, double share, Role role)
    {
        if (share > 0)
            canvas.Solid(cell.Grown(-1), role, Style.FullCell * share);
        return canvas.Text(cell.MiddleX, cell.MiddleY, Signed(value), cell.Width < 32 ? Size.Small : cell.Width < 44 ? Size.Label : Size.Heading);
    }

    /// <summary>Cells without numbers.</summary>
    public static Grid EmptyGrid(this Canvas canvas, Point corner, int rows, int columns, double cell, Role role)
    {
        var grid = new Grid(corner.X, corner.Y, cell, rows, columns);
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                canvas.Box(grid.At(row, column), role, radius: 0);
        return grid;
    }

    /// <summary>Cells of padding around a grid: faint zeros in a dashed frame.</summary>
    public static Grid Padding(this Canvas canvas, Grid inner, int width)
    {
        if (width == 0)
            return inner;
        var padded = new Grid(inner.X - width * inner.Cell, inner.Y - width * inner.Cell, inner.Cell, inner.Rows + 2 * width, inner.Columns + 2 * width);
        for (var row = 0; row < padded.Rows; row++)
            for (var column = 0; column < padded.Columns; column++)
                if (Math.Min(row, column) < width || row >= width + inner.Rows || column >= width + inner.Columns)
                {
                    var cell = padded.At(row, column);
                    canvas.Rectangle(cell, "line thin faint")
                        .Text(cell.MiddleX, cell.MiddleY, "0", cell.Width < 32 ? Size.Small : Size.Label, style: "muted");
                }
        canvas.Rectangle(padded.All, "line dashed", radius: 2);
        return padded;
    }

    /// <summary>A matrix as an alternative text reads it: <c>1, 2; 3, 4</c>.</summary>
    public static string InWords(double[,] values) => string.Join("; ",
        Enumerable.Range(0, values.GetLength(0)).Select(row => string.Join(", ",
            Enumerable.Range(0, values.GetLength(1)).Select(column => Signed(values[row, column])))));

    /// <summary>A number with a typographic minus.</summary>
    public static string Signed(double value) => Canvas.Number(value).Replace('-', '−');
}
