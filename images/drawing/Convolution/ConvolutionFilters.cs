using Drawing.Parts;

namespace Drawing.Convolution;

/// <summary>Ten filters give ten feature maps.</summary>
public sealed class ConvolutionFilters() : Figure(
    "convolution-filters", "02-convolution", "Ten filters give ten feature maps",
    "A colour image of 3 channels, 32 by 32, meets ten filters of three 5 by 5 kernels each. Every filter makes one feature map of 28 by 28, so the output has 10 channels. The layer has 10 times (3 times 5 times 5 plus 1), that is 760, parameters.",
    height: 440)
{
    private const int Side = 32, Channels = 3, Filters = 10, KernelSize = 5;

    private static readonly int OutputSide = Arithmetic.OutputSize(Side, KernelSize);

    protected override string[] Caption =>
    [
        $"Output side: {Side} − {KernelSize} + 1 = {OutputSide}.   "
            + $"Parameters: {Filters} × ({Channels} × {KernelSize} × {KernelSize} + 1) = {Filters * (Channels * KernelSize * KernelSize + 1)}.",
        "A 3 × 3 kernel would give maps of 30 × 30; the number of maps is the number of filters.",
    ];

    protected override void Draw(Canvas canvas)
    {
        var input = canvas.Sheets((40, 166), 130, Channels, Role.Input, step: 14);
        canvas.Text(114, input.Bottom + 24, $"{Channels} × {Side} × {Side}", style: "bold")
            .Text(114, 84, "input", role: Role.Input, style: "bold")
            .Text(370, 84, "10 filters", role: Role.Kernel, style: "bold")
            .Text(668, 84, "10 feature maps", role: Role.FeatureMap, style: "bold");

        const double step = 9;
        var output = canvas.Sheets((590, 186), 114, Filters, Role.FeatureMap, step);
        canvas.Text(output.X + 57 + 40, output.Bottom + 24, $"{Filters} × {OutputSide} × {OutputSide}", style: "bold");

        (string Label, double Y, int Sheet)[] rows = [("filter 10", 106, 9), ("filter 2", 206, 1), ("filter 1", 276, 0)];
        foreach (var (label, y, sheet) in rows)
        {
            var kernel = canvas.Sheets((322, y + 10), 34, Channels, Role.Kernel, step: 6);
            canvas.Text(kernel.Right + 22, kernel.MiddleY, label, anchor: Anchor.Start)
                .Arrow(Role.Neutral, (206, 218), (kernel.X - 8, kernel.MiddleY));
            Point target = sheet == 0 ? (output.X - 4, output.MiddleY) : (output.X + sheet * step - 4, output.Y - sheet * step + 5);
            canvas.Arrow(Role.FeatureMap, (kernel.Right + 100, kernel.MiddleY), target);
        }
        canvas.Text(342, 178, "⋮", Size.Title)
            .Text(370, 350, $"{Channels} × {KernelSize} × {KernelSize} each");
    }
}
