using Drawing.Parts;

namespace Drawing.History;

/// <summary>Why deep plain stacks train badly and deep residual stacks do not.</summary>
public sealed class PlainVersusResidual() : Figure(
    "plain-versus-residual", "10-depth", "A deep stack: plain and with shortcuts",
    "Two stacks of six convolutions. Above, the plain stack: forwards and backwards everything passes through every layer, so the gradient, drawn as an arrow that gets thinner, fades on its way to the first layers. Below, the same stack with a shortcut around each pair of layers: along the shortcuts the gradient reaches the first layers hardly weakened.",
    height: 450)
{
    private const int Layers = 6;
    private const double BoxWidth = 58, BoxHeight = 46;

    /// <summary>Left edges of the boxes: pairs, with room for a plus after each.</summary>
    private static readonly double[] Edges = [.. Enumerable.Range(0, Layers).Select(i => 152 + i * 78 + i / 2 * 54.0)];

    protected override string[] Caption =>
        ["Gradient of F(x) + x: that of F, plus 1. The 1 keeps the way open, however deep the stack."];

    protected override void Draw(Canvas canvas)
    {
        DrawStack(canvas, 108, "plain", shortcuts: false);
        DrawStack(canvas, 278, "residual", shortcuts: true);
        DrawGradient(canvas, 196, fades: true);
        DrawGradient(canvas, 362, fades: false);
    }

    private static void DrawStack(Canvas canvas, double y, string name, bool shortcuts)
    {
        var middle = y + BoxHeight / 2;
        canvas.Text(Margin, middle, name, Size.Heading, anchor: Anchor.Start, style: "bold");
        for (var i = 0; i < Layers; i++)
        {
            var box = canvas.Labelled(new(Edges[i], y, BoxWidth, BoxHeight), Role.FeatureMap, "conv");
            var start = i == 0 ? box.X - 34 : Edges[i - 1] + BoxWidth + (shortcuts && i % 2 == 0 ? 55 : 4);
            canvas.Arrow(Role.Neutral, (start, middle), (box.X - 3, middle));
            if (shortcuts && i % 2 == 1)
                DrawShortcut(canvas, box, Edges[i - 1] - 15, middle, y - 26);
        }
        var end = Edges[^1] + BoxWidth;
        canvas.Arrow(Role.Neutral, (end + (shortcuts ? 55 : 4), middle), (end + 72, middle));
    }

    private static void DrawShortcut(Canvas canvas, Area box, double from, double middle, double above)
    {
        var plus = canvas.Plus(box.Right + 36, middle);
        canvas.Arrow(Role.Neutral, (box.Right + 4, middle), (plus.X - 2, middle))
            .Arrow(Role.Shortcut, (from, middle), (from, above), (plus.MiddleX, above), (plus.MiddleX, plus.Y - 2));
    }

    /// <summary>A wedge from the loss, right, to the first layer, left.</summary>
    private static void DrawGradient(Canvas canvas, double y, bool fades)
    {
        var (right, left) = (Edges[^1] + BoxWidth, Edges[0]);
        const double thick = 6;
        var thin = fades ? 0.6 : 4.5;
        canvas.Polygon("head gradient", (right, y - thick), (right, y + thick), (left + 16, y + thin), (left + 16, y + thin + 6), (left, y), (left + 16, y - thin - 6), (left + 16, y - thin))
            .Text(Margin, y, "gradient", anchor: Anchor.Start, role: Role.Gradient);
    }
}
