using NotebookLib.Data;
using NotebookLib.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchData = TorchSharp.torch.utils.data;

namespace Benchmarks;

/// <summary>Ways to train one epoch with the same work: a step a batch, mean loss and accuracy at the end.</summary>
internal static class TrainingLoops
{
    private const int BatchSize = 64;

    /// <summary>The library's loop.</summary>
    public static (double Loss, double Accuracy) Fit(ImageDataset dataset, Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        using var crossEntropy = CrossEntropyLoss();
        var history = Trainer.Fit(new Batches(dataset, BatchSize, seed: 1), model, crossEntropy, optimizer, epochs: 1, verbose: false);
        return (history.Loss[0], history.Accuracy[0]);
    }

    /// <summary>What one writes by hand over tensors in memory.</summary>
    public static (double Loss, double Accuracy) ByHand(ImageDataset dataset, Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        using var crossEntropy = CrossEntropyLoss();
        using var order = randperm(dataset.Count);
        var (loss, right) = (0.0, 0L);
        model.train();
        for (long start = 0; start < dataset.Count; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var index = order.narrow(0, start, Math.Min(BatchSize, dataset.Count - start));
            var images = dataset.Images.index_select(0, index);
            var labels = dataset.Labels.index_select(0, index);
            var (batchLoss, batchRight) = Step(images, labels, model, optimizer, crossEntropy);
            loss += batchLoss * labels.shape[0];
            right += batchRight;
        }
        return (loss / dataset.Count, (double)right / dataset.Count);
    }

    /// <summary>TorchSharp's <c>DataLoader</c> as the lesson uses PyTorch's: each sample is made from its bytes when asked for.</summary>
    public static (double Loss, double Accuracy) LoaderFromBytes(ImageDataset dataset, Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        using var bytes = dataset.Images.mul(255).to_type(ScalarType.Byte);
        using var samples = new Samples(dataset.Count, index => bytes[index].to_type(ScalarType.Float32).div_(255), index => dataset.Labels[index]);
        return Loader(samples, dataset.Count, model, optimizer);
    }

    /// <summary>TorchSharp's <c>DataLoader</c> over samples that are ready: it only gathers them.</summary>
    public static (double Loss, double Accuracy) LoaderFromTensors(ImageDataset dataset, Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        using var samples = new Samples(dataset.Count, index => dataset.Images[index], index => dataset.Labels[index]);
        return Loader(samples, dataset.Count, model, optimizer);
    }

    private static (double Loss, double Accuracy) Loader(Samples samples, long count, Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        using var crossEntropy = CrossEntropyLoss();
        using var loader = TorchData.DataLoader(samples, BatchSize, shuffle: true);
        var (loss, right) = (0.0, 0L);
        model.train();
        foreach (var batch in loader)
        {
            using var scope = NewDisposeScope();
            var (batchLoss, batchRight) = Step(batch["image"], batch["label"], model, optimizer, crossEntropy);
            loss += batchLoss * batch["label"].shape[0];
            right += batchRight;
        }
        return (loss / count, (double)right / count);
    }

    private static (double Loss, long Right) Step(
        Tensor images, Tensor labels, Module<Tensor, Tensor> model, optim.Optimizer optimizer, Module<Tensor, Tensor, Tensor> crossEntropy)
    {
        var logits = model.call(images);
        var loss = crossEntropy.call(logits, labels);
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return (loss.item<float>(), logits.argmax(1).eq(labels).sum().item<long>());
    }

    private sealed class Samples(long count, Func<long, Tensor> image, Func<long, Tensor> label) : TorchData.Dataset
    {
        public override long Count => count;

        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["image"] = image(index), ["label"] = label(index) };
    }
}
