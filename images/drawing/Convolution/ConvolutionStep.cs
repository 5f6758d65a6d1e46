namespace Drawing.Convolution;

/// <summary>One position of a kernel on an input, with every product.</summary>
public sealed class ConvolutionStep() : Figure(
    "convolution-step", "02-convolution", "Convolution at one position",
    "A 3 by 3 kernel lies on the upper left corner of a 5 by 5 input. The nine values under it are multiplied with the nine weights of the kernel; the sum of the products, 19, becomes the first value of the 3 by 3 feature map.",
    height: 390)
{
    protected override string[] Caption =>
    [
        "This kernel answers to vertical edges: positive where the input grows brighter",
        "to the right, negative where it grows darker, near 0 where nothing changes.",
    ];

    protected override void Draw(Canvas canvas)
    {
        ConvolutionStage.Draw(canvas);
        ConvolutionStage.DrawPosition(canvas, 0, 0);
        canvas.Outline(ConvolutionStage.Input.Window(0, 0, 3, 3), Role.Kernel);
        ConvolutionStage.DrawFeatureMap(canvas, "");
        canvas.Outline(ConvolutionStage.Output.At(0, 0), Role.Kernel);
    }
}
