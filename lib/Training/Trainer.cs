using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Notebook;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Training;

/// <summary>Trains and evaluates classifiers (lesson <c>07-fashion-mnist</c>).</summary>
public static class Trainer
{
    /// <summary>Trains a classifier by gradient descent, with a log and live progress.</summary>
    /// <param name="batches">The training data; one walk through it is one epoch.</param>
    /// <param name="model">Images (B, C, H, W) to logits (B, classes). Once trained it is in evaluation mode.</param>
    /// <param name="loss">Logits (B, classes) and labels (B) to the mean loss of the batch, for example cross-entropy.</param>
    /// <param name="optimizer">Holds the model's parameters and takes the steps.</param>
    /// <param name="epochs">How often to walk through the data.</param>
    /// <param name="device">Where to train; the model must be there already. By default where the model is.</param>
    /// <param name="validation">Data to evaluate on after each epoch.</param>
    /// <param name="onBatch">Called after each gradient descent step; <c>LiveCurves()</c> draws what happens.</param>
    /// <param name="onEpoch">Called after each epoch, when the history has its values.</param>
    /// <param name="verbose">Whether to write the log and show progress.</param>
    /// <param name="precision">What the passes are computed in; validation is in float32 always.</param>
    /// <param name="cancellationToken">Ends training after the batch under way, as interrupting the cell does.</param>
    /// <returns>Loss and accuracy of every finished epoch, taken from the one forward pass of each step.</returns>
    /// <remarks>On a CPU, convolution weights move to another place in memory for the training (and back after it), where they
    /// are computed with faster: a view of them that was taken before does not follow. Where a <c>Sequential</c> says ReLU and then max pooling, a
    /// step pools first, which gives the same numbers sooner; and each core takes its part of the batch through the layers that treat each image by
    /// itself, so that a training keeps its speed beside other work.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no epoch to train.</exception>
    /// <exception cref="InvalidOperationException">A batch leaves batch normalisation one value for each channel, which has no spread.</exception>
    /// <exception cref="PlatformNotSupportedException">bfloat16 is asked for where the processor does not have it.</exception>
    /// <exception cref="NotFiniteNumberException">A loss or weight is infinite or not a number.</exception>
    public static History Fit(
        Batches batches,
        Module<Tensor, Tensor> model,
        Module<Tensor, Tensor, Tensor> loss,
        optim.Optimizer optimizer,
        int epochs,
        Device? device = null,
        Batches? validation = null,
        Action<TrainingState>? onBatch = null,
        Action<TrainingState>? onEpoch = null,
        bool verbose = true,
        Precision precision = Precision.Float32,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        device ??= Devices.Of(model);
        Autocast.Require(precision, device);

        var interrupted = LiveOutput.Cancellation?.Invoke() ?? CancellationToken.None;
        using var state = new TrainingState(model, optimizer, epochs, batches, device);
        var log = verbose ? new TrainingLog(state) : null;
        using var layout = new ChannelsLast(model);
        var adam = FusedAdam.Of(optimizer);
        using var parts = new BatchParts(model, device, batches.BatchSize);
        using var alone = parts.Alone();
        using var sizes = new BatchNormSizes(model);

        while (state.NextEpoch())
        {
            model.train();
            foreach (var (images, labels) in batches)
            {
                using var scope = NewDisposeScope();
                Step(images.to(device), labels.to(device));
                Tell(onBatch);
                log?.AfterBatch();
                if (cancellationToken.IsCancellationRequested || interrupted.IsCancellationRequested) state.Stop();
                if (!state.Stopped) continue;
                images.Dispose(); // a walk that is broken off leaves its last batch to us
                labels.Dispose();
                break;
            }
            if (!state.FinishEpoch()) break;
            Finite.Require(state.History.Loss[^1], $"The mean loss of epoch {state.Epoch}");
            Finite.Require(model, state.Epoch);

            if (validation is not null)
            {
                state.AddValidation(Evaluate(parts, model, validation, loss, device));
                Finite.Require(state.History.ValidationLoss[^1], $"The validation loss of epoch {state.Epoch}");
            }
            log?.AfterEpoch();
            Tell(onEpoch);
        }

        model.eval();
        log?.AfterTraining();
        state.End();
        return state.History;

        void Step(Tensor x, Tensor y)
        {
            var logits = parts.Call(x, precision);
            var batchLoss = loss.call(logits, y);
            // A GPU would have to finish the batch for this; there the epoch's mean tells.
            if (device.type == DeviceType.CPU) Finite.Require(batchLoss.to_type(ScalarType.Float64).item<double>(), $"The loss of batch {state.Batch + 1} in epoch {state.Epoch}");
            optimizer.zero_grad();
            batchLoss.backward();
            parts.Backward();
            if (adam is null) optimizer.step();
            else adam.Step();
            state.Add(batchLoss, logits, y);
        }

        void Tell(Action<TrainingState>? listener)
        {
            if (listener is null) return;
            using var all = parts.Together();
            listener(state);
        }
    }

    /// <summary>Mean loss and accuracy of a classifier over a dataset, in evaluation mode and without gradients.</summary>
    /// <param name="model">Images (B, C, H, W) to logits (B, classes). Its mode is afterwards what it was.</param>
    /// <param name="batches">The data.</param>
    /// <param name="loss">Logits and labels to the mean loss of the batch; by default cross-entropy.</param>
    /// <param name="device">Where to compute; the model must be there already. By default where the model is.</param>
    /// <returns>The mean loss over the samples, and the share of them predicted right, in [0, 1].</returns>
    public static (double Loss, double Accuracy) Evaluate(
        Module<Tensor, Tensor> model, Batches batches, Module<Tensor, Tensor, Tensor>? loss = null, Device? device = null)
    {
        device ??= Devices.Of(model);
        using var crossEntropy = CrossEntropyLoss();
        using var parts = new BatchParts(model, device, batches.BatchSize);
        using var alone = parts.Alone();
        return Evaluate(parts, model, batches, loss ?? crossEntropy, device);
    }

    private static (double Loss, double Accuracy) Evaluate(
        BatchParts parts, Module<Tensor, Tensor> model, Batches batches, Module<Tensor, Tensor, Tensor> loss, Device device)
    {
        using var running = new RunningMean(device);
        using var evaluation = new EvaluationMode(model);
        using var _ = no_grad();
        foreach (var (images, labels) in batches)
        {
            using var scope = NewDisposeScope();
            var (x, y) = (images.to(device), labels.to(device));
            var logits = parts.Call(x);
            running.Add(loss.call(logits, y), logits, y);
        }
        return running.Read();
    }
}
