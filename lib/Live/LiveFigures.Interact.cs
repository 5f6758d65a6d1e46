using System.Collections.Concurrent;
using NotebookLib.Notebook;
using NotebookLib.Plotting;

namespace NotebookLib.Live;

public static partial class LiveFigures
{
    private static readonly ConcurrentDictionary<string, InteractiveFigure> Shown = [];

    /// <summary>Shows a picture together with an input; where the reader moves the input, the picture follows.</summary>
    /// <remarks>
    /// <para>What a reader can do depends on where the figure is seen. In a live lesson the kernel draws the picture anew for
    /// every value. Elsewhere (reports, the retired kernel's front ends) the picture still follows the inputs if they have no
    /// more than 12 combinations of values, all of which are drawn beforehand; else it stands still at the values that the
    /// inputs start from, with a line that says what can be tried.</para>
    /// <para>How a front end makes it live is told at <see cref="InteractivePicture"/>.</para>
    /// </remarks>
    /// <param name="input">A <c>Slider</c>, a <c>Choice</c> or a <c>Matrix</c>.</param>
    /// <param name="draw">Draws the picture for a value. Tensors that it makes are freed when it returns.</param>
    /// <example><code>Interact(Slider("stride", 1, 4), stride => PlotImages(F.conv2d(photo, kernel, strides: [stride, stride])))</code></example>
    public static void Interact<T>(Input<T> input, Func<T, Picture> draw) =>
        Show([input.Start], states => draw(input.Read(states[0])));

    /// <summary>Shows a picture together with two inputs; where the reader moves one, the picture follows.</summary>
    /// <inheritdoc cref="Interact{T}"/>
    public static void Interact<T1, T2>(Input<T1> first, Input<T2> second, Func<T1, T2, Picture> draw) =>
        Show([first.Start, second.Start], states => draw(first.Read(states[0]), second.Read(states[1])));

    /// <summary>Shows a picture together with three inputs; where the reader moves one, the picture follows.</summary>
    /// <inheritdoc cref="Interact{T}"/>
    public static void Interact<T1, T2, T3>(Input<T1> first, Input<T2> second, Input<T3> third, Func<T1, T2, T3, Picture> draw) =>
        Show([first.Start, second.Start, third.Start], states => draw(first.Read(states[0]), second.Read(states[1]), third.Read(states[2])));

    /// <summary>Sets the inputs of a figure; the picture is drawn anew where it stands. Front ends call it.</summary>
    /// <param name="id">The figure's id, from its JSON.</param>
    /// <param name="values">The values of all its inputs, one input after the other.</param>
    /// <exception cref="ArgumentException">No figure of that id was shown, or it has another number of values.</exception>
    public static void Set(string id, params double[] values)
    {
        if (!Shown.TryGetValue(id, out var figure)) throw new ArgumentException($"There is no figure {id}: run the cell that shows it.", nameof(id));
        figure.Set(values);
    }

    private static void Show(IReadOnlyList<InputState> inputs, Func<IReadOnlyList<InputState>, Picture> draw)
    {
        var figure = new InteractiveFigure(inputs, draw);
        Shown[figure.Id] = figure; // The same figure shown again takes the place of the one before.
        figure.Show(LiveOutput.Show);
    }
}
