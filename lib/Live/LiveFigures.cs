using System.Collections.Concurrent;
using NotebookLib.Notebook;
using NotebookLib.Plotting;
using NotebookLib.Training;
using static TorchSharp.torch;

namespace NotebookLib.Live;

/// <summary>Figures that move: curves that grow while a network trains, and pictures that follow what a reader sets.</summary>
public static class LiveFigures
{
    private static readonly ConcurrentDictionary<string, InteractiveFigure> Shown = [];

    /// <summary>
    /// Loss and accuracy as curves that grow while the network trains. A plug-in of <see cref="Trainer.Fit"/>.
    /// </summary>
    /// <remarks>
    /// The training curve has up to 200 points (one an epoch where there are more), each the mean over the batches since the one
    /// before, taken while the network learned; validation has one point an epoch. The picture is drawn anew once a second
    /// at the most and for no more than 3 % of the time; where nobody watches (<see cref="Notebook.LiveOutput.IsWatched"/>) only at the end. Read this way, a
    /// run shows the same last picture every time.
    /// </remarks>
    /// <param name="beside">An earlier training, whose epochs stand behind the curves as thin grey lines.</param>
    /// <param name="clock">Tells the time; by default the system's.</param>
    /// <returns>What <c>Fit</c> calls after each batch.</returns>
    /// <example><code>Fit(batches, model, loss, optimizer, epochs: 10, onBatch: LiveCurves())</code></example>
    public static Action<TrainingState> LiveCurves(History? beside = null, TimeProvider? clock = null) =>
        new TrainingCurves(beside, clock ?? TimeProvider.System).AfterBatch;

    /// <summary>A picture that is drawn anew after each epoch, in one place: what the filters have become, what is still taken for something else.</summary>
    /// <remarks>Where nobody watches (<see cref="Notebook.LiveOutput.IsWatched"/>) it is drawn after the last epoch only.</remarks>
    /// <param name="draw">Draws it. Tensors that it makes are freed when it returns.</param>
    /// <returns>What <c>Fit</c> calls after each epoch.</returns>
    /// <example><code>Fit(batches, model, loss, optimizer, epochs: 10, onEpoch: LivePicture(() => PlotKernels(conv1.weight, "Filters")))</code></example>
    public static Action<TrainingState> LivePicture(Func<Picture> draw)
    {
        var (place, of) = (new Place(), (TrainingState?)null);
        return state =>
        {
            if (of != state) (place, of) = (new(), state);
            if (!LiveOutput.IsWatched && state.Epoch < state.Epochs) return;
            using var scope = NewDisposeScope();
            place.Show(draw());
        };
    }

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

    /// <summary>Shows an image beside the feature map that a kernel makes of it; where the reader changes a weight, the map follows.</summary>
    /// <remarks>
    /// Padded with zeros to the image's size, divided by the sum of the weights where that is above 1, and shown without its signs. A page
    /// without a kernel process (a report, a published site) computes the map by itself.
    /// </remarks>
    /// <param name="image">Grey, (H, W) or with leading dimensions of 1, values from 0 to 1.</param>
    /// <param name="weights">The kernel's weights at first, (kH, kW) with odd sizes, or with leading dimensions of 1; up to 49.</param>
    /// <param name="min">The least that a weight may be.</param>
    /// <param name="max">The most that a weight may be.</param>
    /// <exception cref="ArgumentException">The weights are no such matrix, or one of them cannot be set.</exception>
    public static void InteractKernel(Tensor image, Tensor weights, double min = -5, double max = 5)
    {
        var (rows, columns) = (weights.shape[^2], weights.shape[^1]);
        var input = Matrix("weights", weights, min, max);
        if (rows % 2 == 0 || columns % 2 == 0) throw new ArgumentException($"A kernel that keeps the image's size has odd sizes; this is {rows}x{columns}.", nameof(weights));
        // The figure's own for as long as it can be moved, whatever becomes of the image.
        var pixels = image.reshape(1, 1, image.shape[^2], image.shape[^1]).detach().clone().DetachFromDisposeScope();
        Show([input.Start], states =>
        {
            var kernel = input.Read(states[0]).reshape(1, 1, rows, columns);
            var map = nn.functional.conv2d(pixels, kernel, padding: [rows / 2, columns / 2]);
            var shown = (map / Math.Max(kernel.sum().item<float>(), 1)).abs().clamp(0, 1);
            return Plots.PlotImages(cat([pixels, shown]), ["image", "feature map"], title: "The weights at work");
        }, (id, inputs, picture) => ConvolutionHtml.Write(id, inputs[0], picture, pixels));
    }

    /// <summary>Sets the inputs of a figure; the picture is drawn anew where it stands. Front ends call it.</summary>
    /// <param name="id">The figure's id, from its JSON.</param>
    /// <param name="values">The values of all its inputs, one input after the other.</param>
    /// <exception cref="ArgumentException">No figure of that id was shown, or it has another number of values.</exception>
    public static void Set(string id, params double[] values)
    {
        if (!Shown.TryGetValue(id, out var figure)) throw new ArgumentException($"There is no figure {id}: run the cell that shows it.", nameof(id));
        figure.Set(values);
    }

    /// <summary>A slider over whole numbers.</summary>
    /// <param name="label">What it sets, with its unit if it has one: "padding (pixels)".</param>
    /// <param name="min">Its left end.</param>
    /// <param name="max">Its right end.</param>
    /// <param name="value">Where it stands at first; by default at its left end.</param>
    /// <param name="step">From one place to the next.</param>
    /// <exception cref="ArgumentException">The ends are the wrong way round, the step is not above 0, or the value lies outside or between two steps.</exception>
    public static Input<int> Slider(string label, int min, int max, int? value = null, int step = 1) =>
        new(Range("slider", label, min, max, step, [value ?? min]), values => (int)Math.Round(values[0]));

    /// <inheritdoc cref="Slider(string, int, int, int?, int)"/>
    public static Input<double> Slider(string label, double min, double max, double value, double step) =>
        new(Range("slider", label, min, max, step, [value]), values => values[0]);

    /// <summary>A choice between things that have a name.</summary>
    /// <param name="label">What is chosen: "kernel".</param>
    /// <param name="options">The names and what they stand for; the first is chosen at first.</param>
    /// <exception cref="ArgumentException">There is nothing to choose from.</exception>
    /// <example><code>Choice("kernel", ("blur", blur), ("sharpen", sharpen))</code></example>
    public static Input<T> Choice<T>(string label, params (string Name, T Value)[] options) =>
        new(Range("choice", label, 0, options.Length - 1, 1, [0]) with { Options = [.. options.Select(option => option.Name)] },
            values => options[(int)values[0]].Value);

    /// <summary>A matrix of numbers, each of which can be set: the weights of a kernel.</summary>
    /// <param name="label">What the numbers are: "kernel".</param>
    /// <param name="start">The numbers at first, (H, W) or with leading dimensions of 1.</param>
    /// <param name="min">The least that a number may be.</param>
    /// <param name="max">The most that a number may be.</param>
    /// <param name="step">From one number to the next that can be set.</param>
    /// <returns>An input that gives float32 tensors of the shape of <paramref name="start"/>.</returns>
    /// <exception cref="ArgumentException">The tensor is no matrix, or a number in it cannot be set.</exception>
    public static Input<Tensor> Matrix(string label, Tensor start, double min = -5, double max = 5, double step = 1)
    {
        var shape = start.shape;
        if (shape.Length < 2 || shape[..^2].Any(size => size != 1) || start.numel() is < 1 or > 49)
            throw new ArgumentException($"A matrix that can be set has the shape (H, W) and up to 49 numbers; this tensor has ({string.Join(", ", shape)}).", nameof(start));
        return new(Range("matrix", label, min, max, step, TensorImages.Numbers(start)) with { Columns = (int)shape[^1] },
            values => tensor(values.ToArray(), shape, float32));
    }

    private static void Show(IReadOnlyList<InputState> inputs, Func<IReadOnlyList<InputState>, Picture> draw, Func<string, IReadOnlyList<InputState>, Picture, string>? page = null)
    {
        var figure = new InteractiveFigure(inputs, draw);
        Shown[figure.Id] = figure; // The same figure shown again takes the place of the one before.
        figure.Show(LiveOutput.Show, page);
    }

    private static InputState Range(string kind, string label, double min, double max, double step, IReadOnlyList<double> values)
    {
        if (!(min <= max)) throw new ArgumentException(kind == "choice" ? $"\"{label}\" has nothing to choose from." : $"\"{label}\" runs from {min} to {max}: its ends are the wrong way round.");
        if (!(step > 0)) throw new ArgumentException($"\"{label}\" has steps of {step}; they must be above 0.");
        if (values.Any(value => !(value >= min && value <= max))) throw new ArgumentException($"\"{label}\" runs from {min} to {max}, and cannot stand at {values.First(value => !(value >= min && value <= max))}.");
        var state = new InputState(kind, label, min, max, step, values);
        return state.With(values).Values.Zip(values).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6 * step) ? state
            : throw new ArgumentException($"\"{label}\" runs from {min} in steps of {step}, and cannot stand at {string.Join(", ", values)}.");
    }
}
