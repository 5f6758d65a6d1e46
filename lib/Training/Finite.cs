using System.Globalization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Training;

/// <summary>Ends a training that has run away: no step is taken over a loss, and no epoch over weights, that are not finite.</summary>
internal static class Finite
{
    /// <exception cref="NotFiniteNumberException">The loss is infinite or not a number.</exception>
    public static void Require(double loss, string of)
    {
        if (double.IsFinite(loss)) return;
        throw new NotFiniteNumberException(
            $"{of} is {loss.ToString(CultureInfo.InvariantCulture)}, so the training was ended. Are all images and labels finite numbers? If so, a lower learning rate usually helps.", loss);
    }

    /// <exception cref="NotFiniteNumberException">A parameter is infinite or not a number, or a buffer such as a running variance is not a number.</exception>
    public static void Require(Module model, int epoch)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var spoilt = model.named_parameters().Where(each => !each.parameter.isfinite().all().item<bool>()).Select(each => each.name)
            .Concat(model.named_buffers().Where(each => each.buffer.is_floating_point() && each.buffer.isnan().any().item<bool>()).Select(each => each.name))
            .FirstOrDefault();
        if (spoilt is null) return;
        throw new NotFiniteNumberException(
            $"After epoch {epoch}, '{spoilt}' holds values that are not finite, so the training was ended: what the model computes is of no use any more. A lower learning rate usually helps.");
    }
}
