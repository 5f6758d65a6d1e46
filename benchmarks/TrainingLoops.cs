using NotebookLib.Data;
using NotebookLib.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchData = TorchSharp.torch.utils.data;

namespace Benchmarks;

/// <summary>Ways to train one epoch with the same work: a step a batch, mean loss and accuracy at the end.</summary>
internal sealed class TrainingLoops(ImageDataset dataset, int batchSize, Module<Tensor, Tensor> model, optim.Optimizer optimizer)
{
    private readonly Module<Tensor, Tensor, Tensor> _crossEntropy = CrossEntropyLoss();
    private TorchSharp.Modules.DataLoader? _loader;

    /// <summary>An epoch in the way of that name, as its mean loss.</summary>
    public Func<double> Named(string way) => way switch
    {
        "fit" => () => Fit(Precision.Float32),
        "fit-bfloat16" => () => Fit(Precision.BFloat16),
        "by-hand" => ByHand,
        "dataloader" => () => Loader(() => new Samples(dataset), "image"),
        "torchvision" => () => Loader(TorchVision, "data"),
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, null),
    };

    /// <summary>The library's loop.</summary>
    private double Fit(Precision precision) =>
        Trainer.Fit(new Batches(dataset, batchSize, seed: 1), model, _crossEntropy, optimizer, epochs: 1, verbose: false, precision: precision).Loss[0];

    /// <summary>What one writes by hand over tensors in memory.</summary>
    private double ByHand()
    {
        using var order = randperm(dataset.Count);
        var loss = 0.0;
        model.train();
        for (long start = 0; start < dataset.Count; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var index = order.narrow(0, start, Math.Min(batchSize, dataset.Count - start));
            loss += Step(dataset.Images.index_select(0, index), dataset.Labels.index_select(0, index));
        }
        return loss / dataset.Count;
    }

    /// <summary>TorchSharp's <c>DataLoader</c>, for as many batches as the others have.</summary>
    private double Loader(Func<TorchData.Dataset> samples, string image)
    {
        _loader ??= TorchData.DataLoader(samples(), batchSize, shuffle: true);
        var loss = 0.0;
        model.train();
        foreach (var batch in _loader.Take(dataset.Count / batchSize))
        {
            using var scope = NewDisposeScope();
            loss += Step(batch[image], batch["label"]);
        }
        return loss / dataset.Count;
    }

    // Loss and accuracy are read off each step, as one does who writes the loop.
    private double Step(Tensor images, Tensor labels)
    {
        var logits = model.call(images);
        var loss = _crossEntropy.call(logits, labels);
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        _ = logits.argmax(1).eq(labels).sum().item<long>();
        return loss.item<float>() * labels.shape[0];
    }

    // It unpacks its files where they lie, so it gets them in a folder of their own.
    private static TorchData.Dataset TorchVision()
    {
        var root = Directory.CreateTempSubdirectory("benchmark-").FullName;
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, "fashion-mnist")).FullName;
            foreach (var file in Directory.GetFiles(Path.Combine(RunnerProcess.Root, "data", "fashion-mnist"), "*.gz"))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            return torchvision.datasets.FashionMNIST(root, train: true, download: true);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>Samples that are ready: the loader only gathers them.</summary>
    private sealed class Samples(ImageDataset dataset) : TorchData.Dataset
    {
        public override long Count => dataset.Count;

        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["image"] = dataset.Images[index], ["label"] = dataset.Labels[index] };
    }
}
