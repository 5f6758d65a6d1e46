namespace Drawing.History;

/// <summary>From the Neocognitron to ResNet, on a scale of years.</summary>
public sealed class Timeline() : Figure(
    "history-timeline", "09-history", "Thirty-five years of convnets",
    "A time line. 1980 Neocognitron. 1989, a convnet trained by backpropagation reads digits. 1998 LeNet-5. Then a gap of 14 years. 2012 AlexNet, 8 layers, top-5 error 15.3 percent. 2014 VGG, 16 to 19 layers, 7.3 percent, and GoogLeNet, 22 layers, 6.7 percent. 2015 ResNet, 152 layers, 3.6 percent.",
    height: 490)
{
    private const double Axis = 214;

    private sealed record Event(int Year, string Name, Role Role, params string[] Words);

    private static readonly Event[] Early =
    [
        new(1980, "Neocognitron", Role.Neutral, "Fukushima: local fields", "and pooling, no labels"),
        new(1989, "first LeNet", Role.Neutral, "LeCun et al.: digits read", "by backpropagation"),
        new(1998, "LeNet-5", Role.Neutral, "LeCun et al.: 7 layers,", "60,000 parameters"),
    ];

    private static readonly Event[] Late =
    [
        new(2012, "AlexNet", Role.FeatureMap, "8 layers", "error 15.3 %", "two GPUs"),
        new(2014, "VGG", Role.FeatureMap, "16 to 19 layers", "error 7.3 %", "3 × 3 kernels only"),
        new(2014, "GoogLeNet", Role.FeatureMap, "22 layers", "error 6.7 %", "Inception modules"),
        new(2015, "ResNet", Role.Shortcut, "152 layers", "error 3.6 %", "shortcuts"),
    ];

    protected override string[] Caption =>
    [
        "Errors: top-5 on the test set of ILSVRC, 1000 classes, each team’s best entry of the year.",
        "Layers: those with weights; LeNet-5 as its paper counts.",
    ];

    protected override void Draw(Canvas canvas)
    {
        canvas.Arrow(Role.Neutral, (Margin, Axis), (790, Axis));
        for (var year = 1980; year <= 2010; year += 10)
            canvas.Line(Role.Neutral, "thin", (X(year), Axis - 5), (X(year), Axis + 5)).Text(X(year), Axis + 20, $"{year}", Size.Small, style: "muted");
        for (var i = 0; i < Early.Length; i++)
            DrawCard(canvas, Early[i], new(Margin + i * 224, 74, 214, 84), above: true);
        for (var i = 0; i < Late.Length; i++)
            DrawCard(canvas, Late[i], new(Margin + i * 189, 302, 177, 104), above: false);
    }

    private static double X(int year) => 60 + (year - 1980) * 19.6;

    private static void DrawCard(Canvas canvas, Event item, Area card, bool above)
    {
        Parts.Boxes.Labelled(canvas, card, item.Role, [$"{item.Year}  {item.Name}", .. item.Words]);
        var x = X(item.Year);
        var run = Axis + 40 + 14 * (item.Year - 2012) / 1.5;
        Point[] leader = above
            ? [(Math.Clamp(x, card.X + 20, card.Right - 20), card.Bottom), (x, Axis - 8)]
            : [(card.MiddleX, card.Y), (card.MiddleX, run), (x, run), (x, Axis + 8)];
        canvas.Line(item.Role, "", leader).Circle(x, Axis, 7, $"box {Style.Class(item.Role)}");
    }
}
