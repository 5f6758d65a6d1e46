using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Training;

/// <summary>
/// Refuses, for as long as it lives, what batch normalisation cannot normalise in training: one value for each channel, as of
/// a batch of one image that has come down to 1x1. It has no spread, and libtorch makes NaN of the running variance where
/// PyTorch raises <c>ValueError: Expected more than 1 value per channel when training</c>.
/// </summary>
internal sealed class BatchNormSizes : IDisposable
{
    private readonly List<Action> _removals;

    public BatchNormSizes(Module model) => _removals =
    [
        .. from layer in model.named_modules()
           where layer.module is BatchNorm
           let hook = ((BatchNorm)layer.module).register_forward_pre_hook((norm, input) => Checked(layer.name, norm.training, input))
           select (Action)hook.remove,
    ];

    public void Dispose() => _removals.ForEach(remove => remove());

    private static Tensor Checked(string name, bool isTraining, Tensor input)
    {
        if (!isTraining || input.dim() < 2 || input.numel() / Math.Max(input.shape[1], 1) > 1) return input;
        throw new InvalidOperationException(
            $"The batch normalisation '{name}' expects more than one value per channel when training, and got an input of shape [{string.Join(", ", input.shape)}]: "
            + "a batch of one has no spread. Where the last batch of an epoch holds one image, give Batches dropLast: true, or another batch size.");
    }
}
