namespace Drawing.Pooling;

/// <summary>The matrix that the pooling pictures share.</summary>
internal static class Example
{
    public static readonly double[,] Input =
    {
        { 1, 3, 2, 1 },
        { 4, 6, 0, 5 },
        { 7, 2, 8, 4 },
        { 1, 2, 3, 1 },
    };
}
