using System.Text;

namespace Drawing.Convolution;

/// <summary>The kernel slides over the input; without motion (reduced motion, print) the first position stands.</summary>
public sealed class ConvolutionAnimated() : Figure(
    "convolution-animated", "02-convolution", "Convolution, position by position",
    "Animation: a 3 by 3 kernel slides over a 5 by 5 input in nine steps, left to right and top to bottom. At each step the nine products and their sum are shown, and the sum fills the next cell of the 3 by 3 feature map.",
    height: 390)
{
    private const int Slots = 10;
    private const double Seconds = 18;

    protected override string[] Caption =>
    [
        "Nine positions, one kernel: the same nine weights are used everywhere.",
        "The step-by-step picture shows the same without motion.",
    ];

    protected override string Css
    {
        get
        {
            var css = new StringBuilder(".position { opacity: 0; } .position0 { opacity: 1; }\n");
            css.AppendLine("@media screen and (prefers-reduced-motion: no-preference) {");
            css.AppendLine($"  .frame, .goal {{ animation: {Seconds}s infinite; }} .frame {{ animation-name: slide; }} .goal {{ animation-name: aim; }}");
            css.AppendLine($"  .position, .filled {{ animation: {Seconds}s step-end infinite; }}");
            css.AppendLine(Slide("slide", ConvolutionStage.Input.Cell)).AppendLine(Slide("aim", ConvolutionStage.Output.Cell));
            for (var step = 0; step < 9; step++)
            {
                var (begin, end) = (Percent(step), step == 8 ? "100%" : Percent(step + 1));
                var before = step == 0 ? "" : "0% { opacity: 0; } ";
                css.AppendLine($"  .position{step} {{ animation-name: position{step}; }} .filled{step} {{ animation-name: filled{step}; }}");
                css.AppendLine($"  @keyframes position{step} {{ {before}{begin} {{ opacity: 1; }} {end} {{ opacity: {(step == 8 ? 1 : 0)}; }} 100% {{ opacity: {(step == 8 ? 1 : 0)}; }} }}");
                css.AppendLine($"  @keyframes filled{step} {{ {before}{begin} {{ opacity: 1; }} 100% {{ opacity: 1; }} }}");
            }
            return css.Append("}\n").ToString();
        }
    }

    protected override void Draw(Canvas canvas)
    {
        ConvolutionStage.Draw(canvas);
        foreach (var (row, column) in Example.Cells())
            canvas.Group(position => ConvolutionStage.DrawPosition(position, row, column), $"position position{3 * row + column}");
        ConvolutionStage.DrawFeatureMap(canvas, "filled");
        canvas.Outline(ConvolutionStage.Input.Window(0, 0, 3, 3), Role.Kernel, style: "frame")
            .Outline(ConvolutionStage.Output.At(0, 0), Role.Kernel, style: "goal");
    }

    /// <summary>Rests at each position, then moves on quickly.</summary>
    private static string Slide(string name, double cell)
    {
        var frames = Example.Cells().Select((position, step) =>
        {
            var rest = step == 8 ? "100%" : Canvas.Number((step + 0.85) * 100 / Slots) + "%";
            return $"{Percent(step)}, {rest} {{ transform: translate({Canvas.Number(position.Column * cell)}px, {Canvas.Number(position.Row * cell)}px); }}";
        });
        return $"  @keyframes {name} {{ {string.Join(' ', frames)} }}";
    }

    private static string Percent(int slot) => Canvas.Number(slot * 100.0 / Slots) + "%";
}
