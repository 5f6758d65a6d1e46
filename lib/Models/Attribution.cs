using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NotebookLib.Models;

/// <summary>Which pixels a network looked at: pictures of a decision.</summary>
public static class Attribution
{
    /// <summary>
    /// How strongly each pixel sways a class's logit: the absolute gradient of the logit by the pixel, of the colour
    /// channels the largest.
    /// </summary>
    /// <remarks>K. Simonyan, A. Vedaldi and A. Zisserman, "Deep Inside Convolutional Networks: Visualising Image
    /// Classification Models and Saliency Maps", arXiv:1312.6034.</remarks>
    /// <param name="model">A classifier, (N, C, H, W) → (N, classes); used in evaluation mode.</param>
    /// <param name="images">The images (N, C, H, W).</param>
    /// <param name="target">The class asked about; by default the one predicted for each image.</param>
    /// <returns>(N, H, W), not negative, in logits a unit of pixel value.</returns>
    public static Tensor Saliency(Module<Tensor, Tensor> model, Tensor images, int? target = null)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        using var gradients = enable_grad();

        var pixels = images.detach().requires_grad_(true);
        var score = Score(model.call(pixels), target);
        return autograd.grad([score], [pixels])[0].abs().amax([1]).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Where a convolution saw what speaks for a class: its feature maps, each weighted by the mean gradient of the class's
    /// logit, summed, kept where positive, and enlarged to the image (Grad-CAM).
    /// </summary>
    /// <remarks>R. Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
    /// ICCV 2017, arXiv:1610.02391, equations 1 and 2.</remarks>
    /// <param name="model">A classifier, (N, C, H, W) → (N, classes); used in evaluation mode.</param>
    /// <param name="images">The images (N, C, H, W).</param>
    /// <param name="layer">The name of the layer whose maps are weighed, usually the last with height and width: <c>features.29</c>
    /// of VGG16, <c>layer4</c> of a ResNet.</param>
    /// <param name="target">The class asked about; by default the one predicted for each image.</param>
    /// <returns>(N, H, W) in [0, 1]: the strongest place of each image is 1, and all of it 0 where nothing speaks for the
    /// class.</returns>
    /// <exception cref="ArgumentException">There is no such layer, or it makes no feature maps.</exception>
    public static Tensor GradCam(Module<Tensor, Tensor> model, Tensor images, string layer, int? target = null)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        using var gradients = enable_grad();

        // From here on the network computes with the maps as if they were its input: the gradient stops at them.
        Tensor? maps = null;
        var hook = model.Layer(layer).register_forward_hook((_, _, output) =>
        {
            // The network's own scopes must not dispose them before the gradient is taken.
            maps?.Dispose();
            maps = output.detach().requires_grad_(true).DetachFromDisposeScope();
            return maps.clone(); // a layer that works in place must not change what the gradient is taken by
        });
        try
        {
            var score = Score(model.call(images), target);
            if (maps is null || maps.dim() != 4)
                throw new ArgumentException($"The layer \"{layer}\" makes no feature maps (N, C, H, W): Grad-CAM needs a layer before flattening.", nameof(layer));

            var weights = autograd.grad([score], [maps])[0].mean([2, 3], keepdim: true);
            var map = (weights * maps).sum(1, keepdim: true).relu().detach();
            map = functional.interpolate(map, images.shape[2..], mode: InterpolationMode.Bilinear, align_corners: false);
            return (map / map.amax([2, 3], keepdim: true).clamp_min(1e-12)).squeeze(1).MoveToOuterDisposeScope();
        }
        finally
        {
            hook.remove();
            maps?.Dispose();
        }
    }

    // Images do not mix in evaluation mode: the gradient of a sum over them is the gradient of each.
    private static Tensor Score(Tensor logits, int? target) =>
        (target is { } index ? logits[.., index] : logits.amax([1])).sum();
}
