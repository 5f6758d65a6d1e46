using Drawing.Parts;
using Drawing.Why;

namespace Drawing.Training;

/// <summary>How to read a trained convnet.</summary>
public sealed class FeaturesAndClassifier() : Figure(
    "features-and-classifier", "06-inside", "How to read a convnet: features, then a decision",
    "A picture of a boat enters a stack of convolutional blocks. The first blocks answer to edges, the middle ones to textures, the last to parts. Their answers become a feature vector, from which dense layers compute a score for each class: the bar of boat is the longest, car and house are short.",
    height: 410)
{
    protected override string[] Caption =>
        ["Convolutions describe the picture; dense layers weigh the evidence for each class."];

    protected override void Draw(Canvas canvas)
    {
        const double middle = 178;
        var picture = new Area(28, middle - 52, 104, 104);
        canvas.Box(picture, Role.Input);
        Boat.Draw(canvas, picture.MiddleX, picture.MiddleY + 2, 1);

        var right = picture.Right;
        (double Side, double Thickness, string Name)[] blocks = [(110, 10, "edges"), (78, 20, "textures"), (50, 34, "parts")];
        var x = 176.0;
        foreach (var (side, thickness, name) in blocks)
        {
            var block = canvas.Block((x, middle - side / 2 + side * Stacks.DepthY / 2), thickness, side, Role.FeatureMap);
            canvas.Arrow(Role.Neutral, (right + 6, middle), (x - 6, middle))
                .Text(x + (thickness + side * Stacks.DepthX) / 2, 268, name);
            right = block.Right + side * Stacks.DepthX;
            x = right + 48;
        }

        var vector = new Grid(x + 2, middle - 78, 13, 12, 1);
        double[] strengths = [0.2, 0.9, 0.1, 0.6, 0, 0.3, 1, 0.1, 0, 0.7, 0.4, 0.1];
        for (var i = 0; i < vector.Rows; i++)
            canvas.Box(vector.At(i, 0), Role.Dense, 0).Solid(vector.At(i, 0).Grown(-1), Role.Dense, strengths[i]);
        canvas.Arrow(Role.Neutral, (right + 6, middle), (vector.X - 6, middle))
            .Lines(vector.All.MiddleX, 277, ["feature", "vector"]);

        const double bars = 642;
        canvas.Arrow(Role.Dense, (vector.All.Right + 6, middle), (bars - 74, middle));
        (string Name, double Score)[] classes = [("boat", 116), ("car", 26), ("house", 38)];
        for (var i = 0; i < classes.Length; i++)
        {
            var y = middle - 44 + i * 44;
            canvas.Text(bars - 8, y, classes[i].Name, anchor: Anchor.End).Box(new(bars, y - 12, classes[i].Score, 24), Role.Dense, 3);
        }
        canvas.Text(bars + 36, 268, "class scores");
        DrawBracket(canvas, 160, 472, "feature extractor", Role.FeatureMap);
        DrawBracket(canvas, 488, 772, "classifier", Role.Dense);
    }

    private static void DrawBracket(Canvas canvas, double left, double right, string label, Role role) =>
        canvas.Line(role, "", (left, 304), (left, 314), (right, 314), (right, 304))
            .Text((left + right) / 2, 334, label, Size.Heading, role, style: "bold");
}
