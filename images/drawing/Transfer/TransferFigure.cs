using Drawing.Parts;

namespace Drawing.Transfer;

/// <summary>A pretrained network above, what becomes of it below.</summary>
/// <param name="frozen">How many of the four blocks keep their weights.</param>
public abstract class TransferFigure(string name, string title, string description, int frozen, string caption) : Figure(
    name, "11-transfer-learning", title, description, height: 452)
{
    private const int Blocks = 4;
    private const double Left = 196, Width0 = 84, Step = 106, HeadWidth = 138, BlockHeight = 68;
    private const double Above = 96, Below = 244;

    protected override string[] Caption => [caption];

    protected override void Draw(Canvas canvas)
    {
        canvas.Labelled(new(28, Above, 134, BlockHeight), Role.Input, "many images", "many classes");
        canvas.Labelled(new(28, Below, 134, BlockHeight), Role.Input, "own images", "few labels");
        DrawRow(canvas, Above, "old head", Role.Neutral);
        DrawRow(canvas, Below, "new head", Role.Dense);
        for (var block = 0; block < Blocks; block++)
        {
            var x = Left + block * Step + Width0 / 2;
            canvas.Arrow(Role.Neutral, (x, Above + BlockHeight + 6), (x, Below - 6));
            if (block < frozen)
                canvas.Padlock(x, Below + BlockHeight + 24);
        }
        foreach (var (words, line) in (ReadOnlySpan<(string, int)>)[("the weights", -10), ("are copied", 10)])
            canvas.Text(Left + 2 * Step - 11, ((Above + BlockHeight + Below) / 2) + line, words, style: "halo");
        DrawGradient(canvas);
    }

    private static void DrawRow(Canvas canvas, double y, string head, Role role)
    {
        var previous = new Area(28, y, 134, BlockHeight);
        for (var block = 0; block < Blocks; block++)
        {
            var area = canvas.Labelled(new(Left + block * Step, y, Width0, BlockHeight), Role.FeatureMap, $"block {block + 1}");
            canvas.Arrow(Role.Neutral, (previous.Right + 4, area.MiddleY), (area.X - 4, area.MiddleY));
            previous = area;
        }
        var last = canvas.Labelled(new(Left + Blocks * Step + 14, y, HeadWidth, BlockHeight), role, head, head == "new head" ? "new classes" : "left behind");
        canvas.Arrow(Role.Neutral, (previous.Right + 4, last.MiddleY), (last.X - 4, last.MiddleY));
    }

    private void DrawGradient(Canvas canvas)
    {
        var y = Below + BlockHeight + 24;
        var right = Left + Blocks * Step + 14 + HeadWidth;
        var trained = frozen == Blocks ? Left + Blocks * Step + 14 : Left + frozen * Step;
        canvas.Line(Role.Gradient, "", (trained, y - 10), (trained, y), (right, y), (right, y - 10))
            .Text((trained + right) / 2, y + 28, frozen == Blocks ? "trained" : "trained together", Size.Heading, Role.Gradient, style: "bold");
        var frozenRight = Left + (frozen - 1) * Step + Width0;
        canvas.Text((Left + frozenRight) / 2, y + 28, "frozen", Size.Heading, style: "bold muted");
    }
}
