using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Training;

/// <summary>Calls a model so that each core takes a part of the batch through its convolutional layers, forward and backward.</summary>
/// <remarks>
/// libtorch shares every single operation out among its threads, which meet at the end of each: a hundred times in a step, and where other work wants
/// the cores, each time all wait for the one that was put aside. Here they meet twice. Shared are the layers at the beginning of a <c>Sequential</c>
/// that treat each image by itself, without chance (so no batch normalisation, no dropout), and that nobody listens to by a hook. What comes out of them is a
/// leaf of the graph; what the model and the loss do with it is theirs, and its gradient goes back through the parts.
/// Their gradients are added up in order, so that a run repeats; the last digits depend on how many there are, as with libtorch's threads.
/// </remarks>
internal sealed class BatchParts : IDisposable
{
    private const int SmallestPart = 8;
    private const int LargestRest = 500_000; // Parameters: what is not shared has one thread alone.

    private static readonly HashSet<Type> ImageByImage =
    [
        typeof(Conv2d), typeof(Linear), typeof(MaxPool2d), typeof(AvgPool2d), typeof(AdaptiveAvgPool2d), typeof(Flatten),
        typeof(ReLU), typeof(LeakyReLU), typeof(GELU), typeof(Sigmoid), typeof(Tanh),
    ];

    private readonly Module<Tensor, Tensor> _model;
    private readonly PoolingFirst _pooling;
    private readonly Crew? _crew;
    private readonly List<Output> _outputs = [];
    private Precision _precision;

    public BatchParts(Module<Tensor, Tensor> model, Device device, int batchSize)
    {
        (_model, _pooling) = (model, new PoolingFirst(model));
        var parts = Math.Min(get_num_threads(), batchSize / SmallestPart);
        List<Module> shared = [.. SequentialLayers.Of(model).SelectMany(layers => layers[..Beginning(layers)]).Cast<Module>().Distinct()];
        var rest = model.parameters().Sum(parameter => parameter.numel()) - shared.SelectMany(layer => layer.parameters()).Sum(parameter => parameter.numel());
        if (device.type == TorchSharp.DeviceType.CPU && parts > 1 && rest <= LargestRest && shared.OfType<Convolution>().Count() is > 0 and var count && count == Convolutions(model).Count())
            _crew = new Crew(parts);
    }

    /// <summary>Until it is disposed, no threads compute but those that have parts.</summary>
    public IDisposable? Alone() => _crew is null ? null : Crew.Share(1);

    /// <summary>Until it is disposed, for what others do in between, libtorch has its own threads again.</summary>
    public IDisposable? Together() => _crew is null ? null : Crew.Share(_crew.Threads);

    /// <summary>What the model makes of a batch.</summary>
    public Tensor Call(Tensor input, Precision precision = Precision.Float32)
    {
        Forget();
        _precision = precision;
        return Autocast.Call(precision, images => _pooling.Call(_crew is null ? _model.call : CallShared, images), input);
    }

    /// <summary>The parts' way back, for after the <c>backward()</c> of the loss, which has come to where they were joined.</summary>
    public void Backward()
    {
        using var scope = NewDisposeScope();
        List<(Output Output, Tensor[] Gradients)> reached =
            [.. from output in _outputs where output.Joined.grad is not null select (output, output.Joined.grad!.split([.. output.Parts.Select(part => part.shape[0])]))];
        if (reached.Count > 0)
        {
            List<Tensor> parameters = [.. reached.SelectMany(each => each.Output.Parameters).Distinct()];
            var gradients = new IList<Tensor>[reached[0].Gradients.Length];
            Run(gradients.Length, i => gradients[i] = autograd.grad([.. reached.Select(each => each.Output.Parts[i])], parameters, [.. reached.Select(each => each.Gradients[i])]));
            using var _ = no_grad();
            foreach (var (index, parameter) in parameters.Index())
            {
                var sum = gradients[0][index];
                foreach (var part in gradients[1..]) sum.add_(part[index]);
                if (parameter.grad is { } earlier) earlier.add_(sum);
                else parameter.grad = sum;
            }
            foreach (var gradient in gradients.SelectMany(part => part)) gradient.Dispose();
        }
        Forget();
    }

    public void Dispose()
    {
        Forget();
        _crew?.Dispose();
    }

    private static IEnumerable<Convolution> Convolutions(Module module) => module.modules().Prepend(module).OfType<Convolution>().Distinct();

    // How many layers are known to treat each image by itself, where that takes in all convolutions of the stack; else none.
    private static int Beginning(List<IModule<Tensor, Tensor>> layers)
    {
        // Not in place: where that takes away what a gradient needs, autograd.grad would end the process (torchsharp-aborts.md).
        var count = layers.TakeWhile(layer => ImageByImage.Contains(layer.GetType()) && SequentialLayers.IsFree(layer)
            && layer is not (Flatten { start_dim: < 1 } or ReLU { inplace: true } or LeakyReLU { inplace: true })).Count();
        return layers[..count].Exists(layer => layer is Conv2d) && !layers[count..].Cast<Module>().SelectMany(Convolutions).Any() ? count : 0;
    }

    private static Tensor Through(List<IModule<Tensor, Tensor>> layers, Tensor input) => layers.Aggregate(input, (x, layer) => layer.call(x));

    // The layers stand in one another's place during the call alone: the model is as its author wrote it before and after.
    private Tensor CallShared(Tensor input)
    {
        var stacks = SequentialLayers.Of(_model).Select(layers => (Layers: layers, Written: layers.ToArray())).ToList();
        foreach (var (layers, _) in stacks)
        {
            if (Beginning(layers) is not (> 0 and var count)) continue;
            var beginning = new Beginnings(this, layers[..count]);
            layers.RemoveRange(0, count);
            layers.Insert(0, beginning);
        }
        try
        {
            return _model.call(input);
        }
        finally
        {
            foreach (var (layers, written) in stacks)
            {
                layers.Clear();
                layers.AddRange(written);
            }
        }
    }

    private Tensor Share(List<IModule<Tensor, Tensor>> layers, Tensor input)
    {
        using var scope = NewDisposeScope();
        var before = _outputs.Find(output => ReferenceEquals(output.Handed, input));
        var inputs = before?.Parts ?? (input.requires_grad || input.dim() != 4 ? [input] : input.chunk(_crew!.Size));
        if (inputs.Length == 1 || _outputs.Exists(output => output.Parts.Length != inputs.Length)) return Through(layers, input).MoveToOuterDisposeScope();

        var parts = new Tensor[inputs.Length];
        try
        {
            Run(parts.Length, i =>
            {
                using var own = NewDisposeScope();
                parts[i] = Autocast.Call(_precision, images => Through(layers, images), inputs[i]).DetachFromDisposeScope();
            });
        }
        catch (AggregateException)
        {
            return Through(layers, input).MoveToOuterDisposeScope(); // The whole batch says better what is wrong with it than a part.
        }
        List<Tensor> parameters = [.. before?.Parameters ?? [], .. layers.Cast<Module>().SelectMany(layer => layer.parameters()).Where(parameter => parameter.requires_grad)];
        var joined = cat([.. parts.Select(part => part.detach())]);
        if (is_grad_enabled() && parameters.Count > 0) joined.requires_grad_();
        var output = new Output(joined.DetachFromDisposeScope(), joined.alias().MoveToOuterDisposeScope(), parts, parameters);
        _outputs.Add(output);
        return output.Handed;
    }

    private void Run(int parts, Action<int> work) => _crew!.Run(i => { if (i < parts) work(i); });

    private void Forget()
    {
        _outputs.ForEach(output => output.Dispose());
        _outputs.Clear();
    }

    /// <param name="Joined">What the layers have made of the whole batch: a leaf.</param>
    /// <param name="Handed">The same, as the model has it.</param>
    /// <param name="Parts">The same in parts, with the way back to the parameters.</param>
    /// <param name="Parameters">Those that have led to it and are trained.</param>
    private sealed record Output(Tensor Joined, Tensor Handed, Tensor[] Parts, List<Tensor> Parameters) : IDisposable
    {
        public void Dispose()
        {
            Joined.Dispose();
            foreach (var part in Parts) part.Dispose();
        }
    }

    /// <summary>Stands for the layers at the beginning of a <c>Sequential</c>.</summary>
    private sealed class Beginnings(BatchParts owner, List<IModule<Tensor, Tensor>> layers) : IModule<Tensor, Tensor>
    {
        public Tensor call(Tensor input) => owner.Share(layers, input);
    }
}
