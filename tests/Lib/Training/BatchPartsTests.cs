using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Training;

/// <summary>Each core takes a part of the batch through the layers, and the numbers are those of the whole batch.</summary>
[Collection(SeedCollection.Name)]
public sealed class BatchPartsTests : IDisposable
{
    private const int Threads = 4;
    private readonly int _before = get_num_threads();

    public BatchPartsTests() => set_num_threads(Threads);

    public void Dispose() => set_num_threads(_before);

    [Theory]
    [InlineData("one stack", true)]
    [InlineData("a stack and more", true)]
    [InlineData("two stacks", true)]
    [InlineData("two stacks and what is between them", true)]
    [InlineData("a stack twice", true)]
    [InlineData("a stack and its input again", true)]
    [InlineData("a stack that is not used", true)]
    [InlineData("dropout at the end", true)]
    [InlineData("a first layer that is not trained", true)]
    [InlineData("no layer but the last is trained", true)]
    [InlineData("stacks in a stack", true)]
    [InlineData("images flattened into one", true)]
    [InlineData("a stack on what it has made", true)]
    [InlineData("a first stack without gradients", true)]
    [InlineData("a change in place", true)]
    [InlineData("a change in place between two stacks", true)]
    [InlineData("a ReLU in place before pooling", true)]
    [InlineData("a stack gone through layer by layer", true)]
    [InlineData("a model and a layer that ask for parameters", true)]
    [InlineData("a stack with a forward of its own", false)]
    [InlineData("batch normalisation", false)]
    [InlineData("dropout at the beginning", false)]
    [InlineData("a layer that works in place", false)]
    [InlineData("another layer that works in place", false)]
    [InlineData("a convolution that stands alone", false)]
    [InlineData("a hook", false)]
    [InlineData("a large rest", false)]
    public void A_training_in_parts_ends_with_the_weights_of_one_by_hand(string kind, bool isShared)
    {
        using var dataset = FashionMnist.Load(train: false).Take((3 * 40) + 19); // The last batch has two parts.
        using var fitted = Make(kind);
        using var byHand = Make(kind);
        using var loss = CrossEntropyLoss();
        using var ours = optim.SGD(fitted.parameters(), learningRate: 0.05, momentum: 0.9);
        using var theirs = optim.SGD(byHand.parameters(), learningRate: 0.05, momentum: 0.9);

        Seeds.SeedEverything(2);
        Trainer.Fit(new(dataset, 40, shuffle: false), fitted, loss, ours, epochs: 2, verbose: false, onBatch: _ => Assert.Equal(Threads, get_num_threads()), cancellationToken: TestContext.Current.CancellationToken);
        Seeds.SeedEverything(2);
        byHand.train();
        foreach (var (images, labels) in Enumerable.Range(0, 2).SelectMany(_ => new Batches(dataset, 40, shuffle: false)))
        {
            using var scope = NewDisposeScope();
            theirs.zero_grad();
            loss.call(byHand.call(images), labels).backward();
            theirs.step();
        }

        // libtorch sums up a channel's mean with fewer digits where the maps are laid out channels-last.
        var tolerance = kind == "batch normalisation" ? 0.03 : 1e-4;
        Assert.All(fitted.parameters().Zip(byHand.parameters()), pair => Assert.True(pair.First.allclose(pair.Second, 1e-3, tolerance), $"{kind}: {string.Join("x", pair.First.shape)}"));
        Assert.Equal(isShared ? [1] : [Threads], fitted.ThreadsSeen);
        Assert.Equal(Threads, get_num_threads());

        byHand.eval();
        using (no_grad())
        {
            using var whole = loss.call(byHand.call(dataset.Images), dataset.Labels);
            Assert.Equal(whole.item<float>(), Trainer.Evaluate(fitted, new(dataset, 40)).Loss, tolerance);
        }
    }

    [Fact]
    public void A_training_in_parts_repeats_to_the_last_digit()
    {
        Assert.Equal(Losses(), Losses());

        static List<double> Losses()
        {
            Seeds.SeedEverything(1);
            using var dataset = FashionMnist.Load(train: false).Take(600);
            using var model = new Convnet();
            using var loss = CrossEntropyLoss();
            using var adam = optim.Adam(model.parameters(), lr: 1e-3);
            return Trainer.Fit(new(dataset, 64), model, loss, adam, epochs: 3, validation: new(dataset, 100), verbose: false, cancellationToken: TestContext.Current.CancellationToken) is var history
                ? [.. history.Loss, .. history.ValidationLoss] : [];
        }
    }

    [Fact]
    public void What_is_wrong_with_a_batch_is_said_of_the_whole_batch_and_the_threads_are_as_before()
    {
        using var dataset = FashionMnist.Load(train: false).Take(64);
        using var model = Sequential(Conv2d(1, 4, 3), ReLU(), Flatten(), Linear(99, 10));
        using var loss = CrossEntropyLoss();
        using var sgd = optim.SGD(model.parameters(), learningRate: 0.1);
        var error = Assert.ThrowsAny<Exception>(() => Trainer.Fit(new(dataset, 64), model, loss, sgd, epochs: 1, verbose: false, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("(64x2704 and 99x10)", error.Message);
        Assert.Equal(Threads, get_num_threads());
        Assert.Equal(["Conv2d", "ReLU", "Flatten", "Linear"], model.children().Select(layer => layer.GetType().Name));
    }

    [Fact]
    public void What_the_way_back_fails_of_is_said_and_the_threads_are_as_before()
    {
        using var dataset = FashionMnist.Load(train: false).Take(64);
        using var model = new Network((parts, x) => { var y = parts[0].call(x); x.mul_(2); return y; }, Sequential(Conv2d(1, 4, 3), MaxPool2d(4), Flatten(), Linear(144, 10)));
        using var loss = CrossEntropyLoss();
        using var sgd = optim.SGD(model.parameters(), learningRate: 0.1);
        var error = Assert.ThrowsAny<Exception>(() => Trainer.Fit(new(dataset, 64), model, loss, sgd, epochs: 1, verbose: false, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("has been modified by an inplace operation", error.Message);
        Assert.Equal(Threads, get_num_threads());
    }

    [Fact]
    public void In_bfloat16_what_is_not_shared_is_computed_in_it_too()
    {
        Assert.SkipUnless(Devices.HaveBFloat16, "This processor has no bfloat16.");
        using var dataset = FashionMnist.Load(train: false).Take(64);
        var types = new List<ScalarType>();
        using var model = new Network(
            (parts, x) =>
            {
                x = parts[1].call(parts[0].call(x));
                types.Add(x.dtype);
                return x;
            },
            Sequential(Conv2d(1, 4, 3), MaxPool2d(4), Flatten()),
            Linear(144, 10));
        using var loss = CrossEntropyLoss();
        using var sgd = optim.SGD(model.parameters(), learningRate: 0.1);
        Trainer.Fit(new(dataset, 64), model, loss, sgd, epochs: 1, verbose: false, precision: Precision.BFloat16, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([ScalarType.BFloat16], types);
    }

    [Fact]
    public void A_training_on_another_thread_at_the_same_time_has_all_threads_too_and_keeps_them()
    {
        using var one = Make("one stack");
        using var other = Make("dropout at the beginning");
        var after = 0;
        using var both = new Network(
            (parts, x) =>
            {
                var beside = new Thread(() =>
                {
                    Fit(other);
                    after = get_num_threads();
                });
                beside.Start();
                beside.Join();
                return parts[0].call(x);
            },
            one);
        Fit(both);
        Assert.Equal([1], both.ThreadsSeen);
        Assert.Equal([Threads], other.ThreadsSeen);
        Assert.Equal(Threads, after);

        static void Fit(Network model)
        {
            using var dataset = FashionMnist.Load(train: false).Take(32);
            using var loss = CrossEntropyLoss();
            using var sgd = optim.SGD(model.parameters(), learningRate: 0.1);
            Trainer.Fit(new(dataset, 32), model, loss, sgd, epochs: 1, verbose: false, cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    private static Network Make(string kind)
    {
        Seeds.SeedEverything(1);
        Module<Tensor, Tensor>[] first = [Conv2d(1, 4, 3), ReLU(), MaxPool2d(2)], second = [Conv2d(4, 6, 3), ReLU(), MaxPool2d(2)], last = [Flatten(), Linear(150, 10)];
        var network = kind switch
        {
            "one stack" or "a first layer that is not trained" or "no layer but the last is trained" or "a hook" => InTurn(Sequential([.. first, .. second, .. last])),
            "a stack and more" => new((parts, x) => parts[1].call(parts[0].call(x).relu().flatten(1)) * 0.5, Sequential([.. first, .. second]), last[1]),
            "two stacks" => InTurn(Sequential(first), Sequential([.. second, .. last])),
            "two stacks and what is between them" => new((parts, x) => parts[1].call(parts[0].call(x).tanh()), Sequential(first), Sequential([.. second, .. last])),
            "a stack twice" => new((parts, x) => parts[1].call(parts[0].call(x) + parts[0].call(x.flip(3))), Sequential([.. first, .. second]), Sequential(last)),
            "a stack and its input again" => new((parts, x) => { var maps = parts[0].call(x); return parts[2].call(parts[1].call(maps)) * (1 + maps.mean([1, 2, 3]).unsqueeze(1)); }, Sequential(first), Sequential(second), Sequential(last)),
            "a stack that is not used" => new((parts, x) => { parts[1].call(x); return parts[0].call(x); }, Sequential([.. first, .. second, .. last]), Sequential(Conv2d(1, 1, 3), ReLU())),
            "dropout at the end" => InTurn(Sequential([.. first, .. second, Flatten(), Dropout(0.5), last[1]])),
            "a stack on what it has made" => new((parts, x) => parts[2].call(parts[1].call(parts[1].call(parts[0].call(x)))), Sequential(first), Sequential(Conv2d(4, 4, 3, padding: 1), Tanh()), Sequential(MaxPool2d(2), Flatten(), Linear(144, 10))),
            "a first stack without gradients" => new((parts, x) => { using (no_grad()) x = parts[0].call(x); return parts[1].call(x); }, Sequential(first), Sequential([.. second, .. last])),
            "a change in place" => new((parts, x) => parts[1].call(parts[0].call(x).mul_(0.5)), Sequential([.. first, .. second]), Sequential(last)),
            "a change in place between two stacks" => new((parts, x) => { x = parts[0].call(x); x.mul_(0.5); return parts[1].call(x); }, Sequential(first), Sequential([.. second, .. last])),
            "a ReLU in place before pooling" => new((parts, x) => { x = parts[0].call(x); return parts[2].call(parts[1].call(x)) * (1 + x.mean([1, 2, 3]).unsqueeze(1)); }, Sequential(first[0]), Sequential(ReLU(inplace: true), MaxPool2d(4)), Sequential(Flatten(), Linear(144, 10))),
            "a stack gone through layer by layer" => new((parts, x) => Enumerable.Range(0, 8).Aggregate(x, (maps, i) => ((Sequential)parts[0])[i].call(maps) * (1 + (0.1 * i))), Sequential([.. first, .. second, .. last])),
            "a model and a layer that ask for parameters" => AskingForParameters(),
            "a stack with a forward of its own" => InTurn(new Doubling([.. first, .. second, .. last])),
            "another layer that works in place" => InTurn(Sequential([first[0], Tanh(inplace: true), first[2], .. second, .. last])),
            "stacks in a stack" => InTurn(Sequential(Sequential([.. first, .. second]), Sequential(last))),
            "images flattened into one" => new((parts, x) => parts[1].call(parts[0].call(x).view(-1, 150)), Sequential([.. first, .. second, Flatten(0)]), last[1]),
            "batch normalisation" => InTurn(Sequential([first[0], BatchNorm2d(4), first[1], first[2], .. second, .. last])),
            "a layer that works in place" => InTurn(Sequential([first[0], ReLU(inplace: true), first[2], .. second, .. last])),
            "dropout at the beginning" => InTurn(Sequential([Dropout(0.2), .. first, .. second, .. last])),
            "a convolution that stands alone" => InTurn(first[0], Sequential([first[1], first[2], .. second, .. last])),
            "a large rest" => InTurn(Sequential([.. first, .. second, Flatten(), Dropout(0.1), Linear(150, 4_000), Linear(4_000, 10)])),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        if (kind == "a first layer that is not trained") Freeze(1);
        if (kind == "no layer but the last is trained") Freeze(2);
        if (kind == "a hook") ((Module<Tensor, Tensor>)first[1]).register_forward_hook((_, _, output) => output * 0.5);
        return network;

        Network AskingForParameters()
        {
            Sequential? stack = null;
            stack = Sequential([.. first, .. second, new Network((_, x) => x * (stack!.parameters().Count() - 5)), .. last]);
            return new((parts, x) => parts[0].call(x) * (parts[0].children().Count() - 8), stack);
        }

        void Freeze(int convolutions)
        {
            foreach (var parameter in network.parameters().Take(2 * convolutions)) parameter.requires_grad = false;
        }
    }

    private static Network InTurn(params Module<Tensor, Tensor>[] parts) => new((all, x) => all.Aggregate(x, (maps, part) => part.call(maps)), parts);

    /// <summary>A <c>Sequential</c> that goes through its layers as it likes.</summary>
    private sealed class Doubling(params Module<Tensor, Tensor>[] layers) : Sequential(layers)
    {
        public override Tensor forward(Tensor tensor) => Enumerable.Range(0, Count).Aggregate(tensor, (x, i) => this[i].call(x) * 2);
    }

    /// <summary>A learner's own model, which may do with its parts what it likes.</summary>
    private sealed class Network : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor>[] _parts;
        private readonly Func<Module<Tensor, Tensor>[], Tensor, Tensor> _forward;

        public Network(Func<Module<Tensor, Tensor>[], Tensor, Tensor> forward, params Module<Tensor, Tensor>[] parts)
            : base(nameof(Network))
        {
            (_forward, _parts) = (forward, parts);
            foreach (var (index, part) in parts.Index()) register_module($"part{index}", part);
        }

        /// <summary>How many threads libtorch has had for what the model itself asks for.</summary>
        public SortedSet<int> ThreadsSeen { get; } = [];

        public override Tensor forward(Tensor input)
        {
            ThreadsSeen.Add(get_num_threads());
            return _forward(_parts, input);
        }
    }
}
