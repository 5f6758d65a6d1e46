using SkiaSharp;

namespace NotebookLib.Plotting;

/// <summary>How tiles of one size, each with lines of text below it, share the width of a figure.</summary>
internal sealed class Tiles
{
    private const float Gap = 10;
    private readonly float _top, _left, _caption;

    /// <param name="count">The number of tiles.</param>
    /// <param name="columns">Tiles in a row; 0 for as many as stay large enough to see.</param>
    /// <param name="aspect">Height of a tile by its width.</param>
    /// <param name="captionLines">Lines of text below each tile.</param>
    /// <param name="title">The title above all of them; empty for none.</param>
    /// <param name="footer">Whether a line of text stands below all of them.</param>
    /// <param name="largest">The largest width of a tile.</param>
    public Tiles(int count, int columns, float aspect, int captionLines, string title, bool footer = false, float largest = 360)
    {
        Columns = columns > 0 ? Math.Min(columns, Math.Max(count, 1)) : count switch { <= 5 => Math.Max(count, 1), <= 12 => (count + 1) / 2, _ => 8 };
        var rows = (Math.Max(count, 1) + Columns - 1) / Columns;
        TileWidth = MathF.Min(largest, MathF.Floor((Style.Width - (2 * Style.Margin) - ((Columns - 1) * Gap)) / Columns));
        TileHeight = MathF.Round(TileWidth * aspect);
        _caption = captionLines * Style.TextSize * 1.35f;
        _top = title.Length > 0 ? Style.Margin + (Style.TitleSize * 1.6f) : Style.Margin;
        var width = (Columns * TileWidth) + ((Columns - 1) * Gap);
        Width = MathF.Max(MathF.Max(width, footer ? 400 : 0), MathF.Min(Figure.Measure(title, Style.TitleSize, bold: true), Style.Width - (2 * Style.Margin))) + (2 * Style.Margin);
        _left = (Width - width) / 2;
        Height = _top + (rows * (TileHeight + _caption)) + ((rows - 1) * Gap) + Style.Margin + (footer ? Style.TextSize * 1.8f : 0);
    }

    public int Columns { get; }

    public float TileWidth { get; }

    public float TileHeight { get; }

    public float Width { get; }

    public float Height { get; }

    /// <summary>Where a tile lies.</summary>
    public SKRect this[int index] => SKRect.Create(
        _left + (index % Columns * (TileWidth + Gap)), _top + (index / Columns * (TileHeight + _caption + Gap)), TileWidth, TileHeight);

    /// <summary>Where the middle of a line of a tile's text lies.</summary>
    public (float X, float Y) Caption(int index, int line) => (this[index].MidX, this[index].Bottom + (Style.TextSize * (0.85f + (line * 1.25f))));

    /// <summary>Writes the title over all tiles.</summary>
    public void DrawTitle(Figure figure, string title)
    {
        if (title.Length > 0)
            figure.Text(title, Width / 2, Style.Margin + (Style.TitleSize / 2), Style.TitleSize, bold: true, maxWidth: Width - (2 * Style.Margin));
    }
}
