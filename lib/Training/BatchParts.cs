using NotebookLib.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Training;

/// <summary>Calls a model so that each core takes a part of the batch through its convolutional layers, forward and backward.</summary>
/// <remarks>
/// libtorch shares every single operation out among its threads, which meet at the end of each: a hundred times in a step, and where other work wants
/// the cores, each time all wait for the one that was put aside. Here they meet twice. Shared are the layers at the beginning of a <c>Sequential</c>
/// that treat each image by itself, without chance (so no batch normalisation, no dropout), and that nobody listens to by a hook. What comes out of them is joined
/// from leaves of the graph; what the model and the loss do with it is theirs, and its gradient goes back through the parts.
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
    private readonly SequentialLayers _layers;
    private readonly Crew? _crew;
    private readonly List<Output> _outputs = [];
    private Precision _precision;

    public BatchParts(Module<Tensor, Tensor> model, Device device, int batchSize)
    {
        (_model, _layers) = (model, new SequentialLayers(model, Rearrange));
        var parts = Math.Min(Crew.AskThreads(), batchSize / SmallestPart);
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
        return Autocast.Call(precision, images => _layers.Call(_model, images), input);
    }

    /// <summary>The parts' way back, for after the <c>backward()</c> of the loss, which has come to where they were joined.</summary>
    public void Backward()
    {
        using var scope = NewDisposeScope();
        var reached = _outputs.FindAll(output => output.Leaves[0].grad is not null);
        if (reached.Count > 0)
        {
            List<Tensor> parameters = [.. reached.SelectMany(output => output.Parameters).Distinct()];
            var gradients = new Tensor[reached[0].Parts.Length][];
            Run(gradients.Length, i =>
            {
                using var own = NewDisposeScope();
                gradients[i] = ScriptedAutograd.Gradients(reached.Select(output => output.Parts[i]), parameters, reached.Select(output => output.Leaves[i].grad!));
                foreach (var gradient in gradients[i]) gradient.DetachFromDisposeScope();
            });
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
        _layers.Dispose();
        _crew?.Dispose();
    }

    private static IEnumerable<Convolution> Convolutions(Module module) => module.SelfAndModules().OfType<Convolution>().Distinct();

    // How many layers are known to treat each image by itself, where that takes in all convolutions of the stack; else none.
    private static int Beginning(List<IModule<Tensor, Tensor>> layers)
    {
        // Not in place: then what a part fails of could not be said of the whole batch, whose values it has changed.
        var count = layers.TakeWhile(layer => ImageByImage.Contains(layer.GetType()) && SequentialLayers.IsFree(layer)
            && layer is not (Flatten { start_dim: < 1 } or ReLU { inplace: true } or LeakyReLU { inplace: true } or GELU { inplace: true } or Sigmoid { inplace: true } or Tanh { inplace: true })).Count();
        return layers[..count].Exists(layer => layer is Conv2d) && !layers[count..].Cast<Module>().SelectMany(Convolutions).Any() ? count : 0;
    }

    private static Tensor Through(List<IModule<Tensor, Tensor>> layers, Tensor input) => layers.Aggregate(input, (x, layer) => layer.call(x));

    private void Rearrange(List<IModule<Tensor, Tensor>> layers)
    {
        if (_crew is not null && Beginning(layers) is > 0 and var count)
        {
            var beginning = new Beginnings(this, layers, layers[..count]);
            for (var i = 0; i < count; i++) layers[i] = beginning;
        }
        PoolingFirst.Rearrange(layers);
    }

    private Tensor Share(List<IModule<Tensor, Tensor>> layers, Tensor input)
    {
        using var scope = NewDisposeScope();
        // What another stack has made of the parts, unless the model has changed it in place since.
        var before = _outputs.Find(output => ReferenceEquals(output.Handed, input) && ScriptedAutograd.Version(input) is >= 0 and var version && version == output.Version);
        var inputs = before?.Parts ?? (input.requires_grad || input.dim() != 4 ? [input] : input.chunk(_crew!.Size));
        if (inputs.Length == 1 || _outputs.Exists(output => output.Parts.Length != inputs.Length)) return Through(layers, input).MoveToOuterDisposeScope();

        var isRecorded = is_grad_enabled();
        var parts = new Tensor[inputs.Length];
        try
        {
            Run(parts.Length, i =>
            {
                using var own = NewDisposeScope();
                using var mode = set_grad_enabled(isRecorded); // libtorch keeps it for each thread.
                // Weights are laid out for a training; where only a way forward is wanted, images lead the others there.
                var images = isRecorded || before is not null ? inputs[i] : ChannelsLast.Of(inputs[i]);
                var made = Autocast.Call(_precision, x => Through(layers, x), images);
                parts[i] = (isRecorded ? made : made.contiguous()).DetachFromDisposeScope();
            });
        }
        catch (Exception)
        {
            foreach (var part in parts) part?.Dispose();
            return Through(layers, input).MoveToOuterDisposeScope(); // The whole batch says better what is wrong with it than a part.
        }
        List<Tensor> parameters = [.. before?.Parameters ?? [], .. layers.Cast<Module>().SelectMany(layer => layer.parameters()).Where(parameter => parameter.requires_grad)];
        Tensor[] leaves = [.. parts.Select(part => part.detach().DetachFromDisposeScope())];
        foreach (var leaf in leaves) leaf.requires_grad = isRecorded && parameters.Count > 0;
        var handed = cat(leaves).MoveToOuterDisposeScope();
        _outputs.Add(new Output(handed, ScriptedAutograd.Version(handed), leaves, parts, isRecorded ? parameters : []));
        return handed;
    }

    private void Run(int parts, Action<int> work) => _crew!.Run(i => { if (i < parts) work(i); });

    private void Forget()
    {
        _outputs.ForEach(output => output.Dispose());
        _outputs.Clear();
    }

    /// <param name="Handed">What the layers have made of the whole batch, as the model has it.</param>
    /// <param name="Version">How often that was changed in place when the model got it.</param>
    /// <param name="Leaves">What it was joined from: leaves of the graph, where its gradient arrives.</param>
    /// <param name="Parts">The same, with the way back to the parameters.</param>
    /// <param name="Parameters">Those that have led to it and are trained.</param>
    private sealed record Output(Tensor Handed, long Version, Tensor[] Leaves, Tensor[] Parts, List<Tensor> Parameters) : IDisposable
    {
        public void Dispose()
        {
            foreach (var part in Leaves.Concat(Parts)) part.Dispose();
        }
    }

    /// <summary>Stands for each of the layers at the beginning of a <c>Sequential</c>: in the place of the last it does what all do.</summary>
    private sealed class Beginnings(BatchParts owner, List<IModule<Tensor, Tensor>> layers, List<IModule<Tensor, Tensor>> written) : IModule<Tensor, Tensor>
    {
        private Tensor? _input;
        private int _calls;

        public Tensor call(Tensor input)
        {
            _input ??= input;
            if (++_calls < written.Count) return input.alias();
            for (var i = 0; i < written.Count; i++) layers[i] = written[i]; // Before a layer of the learner's is called, which may fail for good.
            List<IModule<Tensor, Tensor>> pooled = [.. written];
            PoolingFirst.Rearrange(pooled);
            return owner.Share(pooled, _input);
        }
    }
}
