using Drawing.Parts;

namespace Drawing.History;

/// <summary>Szegedy et al., 2014, figure 2b and the numbers of module 3a in table 1.</summary>
public sealed class InceptionModule() : Figure(
    "inception-module", "09-history", "An Inception module (GoogLeNet’s 3a)",
    "The input of 192 maps goes into four branches side by side: a 1 by 1 convolution with 64 maps; 1 by 1 with 96, then 3 by 3 with 128; 1 by 1 with 16, then 5 by 5 with 32; 3 by 3 max pooling, then 1 by 1 with 32. Their outputs are concatenated to 64 + 128 + 32 + 32 = 256 maps.",
    height: 520)
{
    private static readonly (string Name, int Maps, Role Role)[][] Branches =
    [
        [("1 × 1", 64, Role.FeatureMap)],
        [("1 × 1 reduce", 96, Role.FeatureMap), ("3 × 3", 128, Role.FeatureMap)],
        [("1 × 1 reduce", 16, Role.FeatureMap), ("5 × 5", 32, Role.FeatureMap)],
        [("max pool 3 × 3", 192, Role.Pooling), ("1 × 1", 32, Role.FeatureMap)],
    ];

    protected override string[] Caption =>
    [
        "All branches keep the size, 28 × 28. Reducing 1 × 1 convolutions thin out the maps",
        "before the costly kernels. torchvision’s code, and ours, has 3 × 3 in place of 5 × 5.",
    ];

    protected override void Draw(Canvas canvas)
    {
        const double boxWidth = 138, boxHeight = 54, middle = 250;
        var input = canvas.Labelled(new(Margin, middle - 60, 100, 120), Role.Input, "input", "192 maps", "28 × 28");
        var outputs = Branches.Select(branch => branch[^1].Maps).ToArray();
        var concat = canvas.Labelled(new(622, middle - 80, 150, 160), Role.FeatureMap, $"{outputs.Sum()} maps", "concatenated", string.Join(" + ", outputs[..2]), "+ " + string.Join(" + ", outputs[2..]));
        for (var i = 0; i < Branches.Length; i++)
        {
            var y = 78 + i * 88.0;
            Point entry = (input.Right + 4, middle + (i - 1.5) * 22);
            for (var step = 0; step < Branches[i].Length; step++)
            {
                var (name, maps, role) = Branches[i][step];
                var x = Branches[i].Length == 1 ? 398 : 192 + step * 206;
                var box = canvas.Labelled(new(x, y, boxWidth + (role == Role.Pooling ? 12 : 0), boxHeight), role, name, $"{maps} maps");
                Point[] way = step == 0 ? [entry, (150, entry.Y), (172, box.MiddleY), (box.X - 4, box.MiddleY)] : [entry, (box.X - 4, box.MiddleY)];
                canvas.Arrow(Role.Neutral, way);
                entry = (box.Right + 4, box.MiddleY);
            }
            var exit = middle + (i - 1.5) * 22;
            canvas.Arrow(Role.Neutral, entry, (568, entry.Y), (594, exit), (concat.X - 4, exit));
        }
    }
}
