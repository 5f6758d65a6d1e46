using NotebookLib.Data;
using NotebookLib.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchData = TorchSharp.torch.utils.data;

namespace Benchmarks;

/// <summary>Three ways to train one epoch with the same work: a step a batch, mean loss and accuracy at the end.</summary>
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

    /// <summary>TorchSharp's <c>DataLoader</c>, which gathers a batch sample by sample.</summary>
    public static (double Loss, double Accuracy) Loader(ImageDataset dataset, Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        using var crossEntropy = CrossEntropyLoss();
        using var samples = new Samples(dataset);
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
        return (loss / dataset.Count, (double)right / dataset.Count);
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

    private sealed class Samples(ImageDataset dataset) : TorchData.Dataset
    {
        public override long Count => dataset.Count;

        public override Dictionary<string, Tensor> GetTensor(long index) =>
            new() { ["image"] = dataset.Images[index], ["label"] = dataset.Labels[index] };
    }
}
