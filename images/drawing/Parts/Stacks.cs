namespace Drawing.Parts;

/// <summary>Feature maps as sheets lying behind one another, and as solid blocks.</summary>
public static class Stacks
{
    /// <summary>Square sheets, one a channel; the first lies in front, the others reach to the upper right.</summary>
    /// <returns>The front sheet.</returns>
    public static Area Sheets(this Canvas canvas, Point corner, double side, int count, Role role, double step = 6)
    {
        for (var i = count - 1; i >= 0; i--)
            canvas.Box(new(corner.X + i * step, corner.Y - i * step, side, side), role, radius: 2);
        return new(corner.X, corner.Y, side, side);
    }

    /// <summary>
    /// A block seen from its edge: as thick as it has channels, as high as its maps are, the maps' width going into the
    /// page to the upper right.
    /// </summary>
    /// <returns>The front face.</returns>
    public static Area Block(this Canvas canvas, Point corner, double thickness, double height, Role role)
    {
        var (deepX, deepY) = (height * DepthX, height * DepthY);
        var front = new Area(corner.X, corner.Y, thickness, height);
        Point[] top = [(front.X, front.Y), (front.X + deepX, front.Y - deepY), (front.Right + deepX, front.Y - deepY), (front.Right, front.Y)];
        Point[] side = [(front.Right, front.Y), (front.Right + deepX, front.Y - deepY), (front.Right + deepX, front.Bottom - deepY), (front.Right, front.Bottom)];
        var box = $"box {Style.Class(role)}";
        canvas.Rectangle(front, box, radius: 1).Polygon(box, top).Polygon(box, side).Rectangle(front, "shade").Polygon("shade", top);
        return front;
    }

    /// <summary>How far a block of height 1 reaches to the right and up.</summary>
    public const double DepthX = 0.34;
    public const double DepthY = 0.22;
}
