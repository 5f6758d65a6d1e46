using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NotebookLib.Models;

/// <summary>What a network begins with.</summary>
public static class Initialisation
{
    /// <summary>
    /// Makes a network without drawing its first weights, as <c>torch.nn.utils.skip_init</c> does for a layer: for weights that are
    /// loaded, or a network of which only size and speed matter.
    /// </summary>
    /// <remarks>Of VGG16's 138 million weights each layer draws its own and torchvision draws them once more: two to five seconds
    /// for numbers that nobody reads. No parameter of torchvision's turns that off. Made on the <c>meta</c> device, a network has
    /// shapes and no memory, so that drawing costs nothing; its layers then get tensors of zeros, a third of a second in all.</remarks>
    /// <param name="make">Makes the network, for example <c>() => torchvision.models.vgg16()</c>. While it runs, every tensor that is
    /// made without a device is on <c>meta</c>, those of other threads, too.</param>
    /// <returns>The network with weights of 0, on the device that tensors are made on by default. Batch normalisation is as it
    /// always begins.</returns>
    /// <exception cref="NotSupportedException">A tensor belongs to another kind of layer than convolution, dense layer and batch
    /// normalisation.</exception>
    public static T SkipInit<T>(Func<T> make) where T : nn.Module
    {
        var device = get_default_device();
        T network;
        set_default_device(META);
        try
        {
            network = make();
        }
        finally
        {
            set_default_device(device);
        }

        foreach (var layer in network.SelfAndModules()) Materialise(layer);
        return network.state_dict().FirstOrDefault(entry => entry.Value.is_meta).Key is not { } left
            ? network
            : throw new NotSupportedException($"{left} cannot be left without its first values: SkipInit knows convolutions, dense layers and batch normalisation.");
    }

    private static void Materialise(nn.Module layer)
    {
        switch (layer)
        {
            case Convolution conv:
                conv.weight = new(zeros(conv.weight.shape));
                if (conv.bias is not null) conv.bias = new(zeros(conv.bias.shape));
                break;
            case Linear linear:
                linear.weight = new(zeros(linear.weight.shape));
                if (linear.bias is not null) linear.bias = new(zeros(linear.bias.shape));
                break;
            case NormBase norm:
                if (norm.affine) (norm.weight, norm.bias) = (new(zeros(norm.num_features)), new(zeros(norm.num_features)));
                if (norm.track_running_stats)
                    (norm.running_mean, norm.running_var, norm.num_batches_tracked) = (zeros(norm.num_features), zeros(norm.num_features), tensor(0L));
                norm.reset_parameters();
                break;
        }
    }
}
