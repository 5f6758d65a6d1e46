namespace Drawing;

/// <summary>A point in pixels; y grows downwards.</summary>
public readonly record struct Point(double X, double Y)
{
    public static implicit operator Point((double X, double Y) pair) => new(pair.X, pair.Y);
}

/// <summary>A rectangle, with names for the places where arrows and labels attach.</summary>
public readonly record struct Area(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;
    public double Bottom => Y + Height;
    public double MiddleX => X + Width / 2;
    public double MiddleY => Y + Height / 2;
    public Point LeftSide => (X, MiddleY);
    public Point RightSide => (Right, MiddleY);
    public Point TopSide => (MiddleX, Y);
    public Point BottomSide => (MiddleX, Bottom);

    public Area Grown(double by) => new(X - by, Y - by, Width + 2 * by, Height + 2 * by);
}

/// <summary>Rows and columns of square cells.</summary>
public readonly record struct Grid(double X, double Y, double Cell, int Rows, int Columns)
{
    public Area All => Window(0, 0, Rows, Columns);

    public Area At(int row, int column) => Window(row, column, 1, 1);

    public Area Window(int row, int column, int rows, int columns) =>
        new(X + column * Cell, Y + row * Cell, columns * Cell, rows * Cell);
}
