using NotebookLib.Data;
using NotebookLib.Training;
using static TorchSharp.torch;

namespace NotebookLib.Models;

/// <summary>
/// The networks of the history with the weights that torchvision publishes for them: they tell a thousand kinds of things
/// apart. The weights are too large for the course's repository, so they come from a file of your own or the network.
/// </summary>
public static class ImageNet
{
    private const int Size = 224;

    private static readonly Lazy<IReadOnlyList<string>> Names = new(() => CourseFolder.Find("data/imagenet") is { } folder
        ? File.ReadAllLines(Path.Combine(folder, "classes.txt"))
        : throw new FileNotFoundException("The course's file data/imagenet/classes.txt is not at or above the working directory."));

    /// <summary>The names of the 1,000 classes, in the order of the logits.</summary>
    public static IReadOnlyList<string> Classes => Names.Value;

    /// <summary>Gives a network its published weights.</summary>
    /// <param name="network">An <see cref="AlexNet"/>, <see cref="Vgg16"/>, <see cref="GoogLeNet"/> or <see cref="ResNet"/>
    /// for 1,000 classes; it is left in evaluation mode.</param>
    /// <param name="source">A safetensors file, its web address, or torchvision's name of the network, for example
    /// <c>resnet18</c>: then <c>resnet18.safetensors</c> is sought in <c>data/pretrained</c> and in the user's cache.</param>
    /// <param name="download">Whether a file that is not there yet may be brought from the network. It is kept in the
    /// cache, and a broken download goes on where it stopped.</param>
    /// <param name="cache">The folder of the cache; by default one of the user's.</param>
    /// <exception cref="IOException">The file is not there, or cannot be brought; the message says how to get it.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or holds another network's weights; the message says what differs.</exception>
    public static void LoadWeights(nn.Module network, string source, bool download = true, string? cache = null)
    {
        var path = WeightFiles.Locate(source, download, cache);
        // Files may lack a counter that no forward pass reads, and have the classifiers that only helped to train GoogLeNet.
        SafeTensors.Load(network, path, differs => new(
            [.. differs.Missing.Where(name => !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))],
            [.. differs.Unexpected.Where(name => !name.StartsWith("aux", StringComparison.Ordinal))],
            differs.MisShaped));
        network.eval();
    }

    /// <summary>Gives a network its published weights if they are there.</summary>
    /// <inheritdoc cref="LoadWeights"/>
    /// <param name="network">A network for 1,000 classes.</param>
    /// <param name="source">A safetensors file, its web address, or torchvision's name of the network.</param>
    /// <param name="reason">Why not, and how to get them; empty if they were loaded.</param>
    /// <param name="download">Whether a file that is not there yet may be brought from the network.</param>
    /// <param name="cache">The folder of the cache; by default one of the user's.</param>
    /// <returns>Whether the network has its weights now.</returns>
    public static bool TryLoadWeights(nn.Module network, string source, out string reason, bool download = true, string? cache = null)
    {
        try
        {
            LoadWeights(network, source, download, cache);
            reason = "";
            return true;
        }
        catch (IOException e)
        {
            reason = e.Message;
            return false;
        }
    }

    /// <summary>What a network takes a picture for.</summary>
    /// <param name="network">A network with its published weights, in any mode.</param>
    /// <param name="picture">(3 or 1, H, W), values in [0, 1].</param>
    /// <param name="top">How many classes to name.</param>
    /// <returns>The likeliest classes with their probabilities, the likeliest first.</returns>
    public static IReadOnlyList<(string Name, double Probability)> Classify(nn.Module<Tensor, Tensor> network, Tensor picture, int top = 5)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var evaluation = new EvaluationMode(network);
        // GoogLeNet's weights were trained elsewhere, on colours from -1 to 1.
        var prepared = network is GoogLeNet ? Prepare(picture, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]) : Preprocess(picture);
        var (probabilities, classes) = network.call(prepared.to(Devices.Of(network)))[0].softmax(0).cpu().topk(top);
        return [.. classes.data<long>().Zip(probabilities.data<float>(), (index, probability) => (Classes[(int)index], (double)probability))];
    }

    /// <summary>A picture as torchvision's networks want it: shrunk to 256 pixels on its shorter side, its middle cut out,
    /// and each colour shifted and scaled by its mean and standard deviation over ImageNet.</summary>
    /// <param name="picture">(3 or 1, H, W), values in [0, 1]; a grey channel is repeated.</param>
    /// <returns>(1, 3, 224, 224).</returns>
    public static Tensor Preprocess(Tensor picture) => Prepare(picture, mean: [0.485f, 0.456f, 0.406f], deviation: [0.229f, 0.224f, 0.225f]);

    private static Tensor Prepare(Tensor picture, float[] mean, float[] deviation)
    {
        const int shorterSide = 256;
        using var scope = NewDisposeScope();
        var (height, width) = (picture.shape[1], picture.shape[2]);
        var shorter = Math.Min(height, width);
        var (newHeight, newWidth) = ((int)(shorterSide * height / shorter), (int)(shorterSide * width / shorter));
        var middle = Images.Resize(picture, newHeight, newWidth)
            .narrow(1, (long)Math.Round((newHeight - Size) / 2.0), Size)
            .narrow(2, (long)Math.Round((newWidth - Size) / 2.0), Size);
        return ((middle - tensor(mean).view(3, 1, 1)) / tensor(deviation).view(3, 1, 1)).unsqueeze(0).MoveToOuterDisposeScope();
    }
}
