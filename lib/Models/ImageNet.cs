using NotebookLib.Data;
using static TorchSharp.torch;

namespace NotebookLib.Models;

/// <summary>
/// The networks of the history with the weights that torchvision publishes for them: they tell a thousand kinds of things
/// apart. The weights are too large for the course's repository, so they come from a file of your own or the network.
/// </summary>
public static class ImageNet
{
    /// <summary>The names of the 1,000 classes, in the order of the logits.</summary>
    public static IReadOnlyList<string> Classes => field ??= File.ReadAllLines(CourseFolder.PathOf("data/imagenet", "classes.txt"));

    /// <summary>Gives a network its published weights.</summary>
    /// <param name="network">One of <c>torchvision.models</c> for 1,000 classes, best made with <see cref="Initialisation.SkipInit"/>; it is
    /// left in evaluation mode.</param>
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
}
