namespace Drawing.Parts;

/// <summary>One stage of a network: what it does, and what comes out.</summary>
/// <param name="Operation">Stands above the stage, a line each.</param>
/// <param name="Channels">Feature maps, or units where <paramref name="Side"/> is 1.</param>
/// <param name="Side">Height and width of the maps.</param>
/// <param name="Repeat">How many layers of this kind follow one another.</param>
/// <param name="Note">Stands below the size.</param>
public sealed record Stage(string[] Operation, int Channels, int Side, Role Role, int Repeat = 1, string? Note = null);

/// <summary>Whole networks as rows of blocks.</summary>
public static class Networks
{
    private const double RepeatGap = 3;

    /// <summary>
    /// Draws stages side by side. A block's height goes with the square root of its maps' side and its thickness with that of its
    /// channels, so that 224 × 224 and 7 × 7 fit one picture.
    /// </summary>
    /// <param name="area">The stages fill its width; the blocks are centred on its middle.</param>
    /// <param name="scale">Pixels of height for a map of side 1.</param>
    /// <returns>What each stage covers.</returns>
    public static Area[] Network(this Canvas canvas, Area area, double scale, params Stage[] stages)
    {
        var slots = stages.Select(stage => Math.Max(Extent(stage, scale).Width + 24, stage.Side == 1 ? 66 : 80)).ToArray();
        var spare = (area.Width - slots.Sum()) / stages.Length;
        var extents = new Area[stages.Length];
        var left = area.X;
        for (var i = 0; i < stages.Length; i++)
        {
            var middle = left + (slots[i] + spare) / 2;
            left += slots[i] + spare;
            var (width, height) = Extent(stages[i], scale);
            extents[i] = new(middle - width / 2, area.MiddleY - height / 2, width, height);
            DrawStage(canvas, stages[i], extents[i], scale);
            DrawText(canvas, stages[i], middle, area);
            if (i > 0)
                canvas.Arrow(Role.Neutral, (extents[i - 1].Right + 3, area.MiddleY), (extents[i].X - 4, area.MiddleY));
        }
        return extents;
    }

    private static (double Width, double Height) Extent(Stage stage, double scale)
    {
        if (stage.Side == 1)
            return (14, 18 + 2.1 * Math.Sqrt(stage.Channels));
        var height = scale * Math.Sqrt(stage.Side);
        return (stage.Repeat * (Thickness(stage) + RepeatGap) - RepeatGap + height * Stacks.DepthX, height * (1 + Stacks.DepthY));
    }

    private static double Thickness(Stage stage) => Math.Max(3, (stage.Repeat > 1 ? 0.7 : 1.1) * Math.Sqrt(stage.Channels));

    private static void DrawStage(Canvas canvas, Stage stage, Area extent, double scale)
    {
        if (stage.Side == 1)
        {
            canvas.Box(extent, stage.Role, 3);
            return;
        }
        var height = scale * Math.Sqrt(stage.Side);
        for (var i = 0; i < stage.Repeat; i++)
            canvas.Block((extent.X + i * (Thickness(stage) + RepeatGap), extent.Bottom - height), Thickness(stage), height, stage.Role);
    }

    private static void DrawText(Canvas canvas, Stage stage, double middle, Area area)
    {
        const double step = 19.6;
        string[] size = stage.Side > 1 ? [$"{stage.Side} × {stage.Side}"] : [];
        string[] note = stage.Note is { } text ? [text] : [];
        canvas.Lines(middle, area.Y - 12 - (stage.Operation.Length - 1) * step / 2, stage.Operation, Size.Small)
            .Text(middle, area.Bottom + 14, $"{stage.Channels}", style: "bold")
            .Lines(middle, area.Bottom + 36 + (size.Length + note.Length - 1) * step / 2, [.. size, .. note], Size.Small, style: "muted");
    }
}
