using NotebookLib.Data;
using NotebookLib.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Models;

public class LinearProbeTests
{
    // Exclusive or: no line separates its corners (three of four are the best it gets), yet |x - y| is the answer.
    [Fact]
    public void A_layer_that_unfolds_the_answer_is_told_from_pixels_that_do_not()
    {
        using var network = Sequential(Flatten(), Linear(2, 2, hasBias: false), ReLU(), Linear(2, 2));
        using (no_grad())
        {
            using var weights = tensor(new float[,] { { 1, -1 }, { -1, 1 } });
            network.Layer("1").parameters().Single().copy_(weights);
        }
        using var corners = new ImageDataset(
            tensor(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }).view(4, 1, 1, 2), tensor([0L, 1L, 1L, 0L]), ["same", "different"]);

        var accuracies = LinearProbe.ProbeAccuracies(network, corners, corners, "2");

        Assert.Equal(["pixels", "2"], accuracies.Select(a => a.Name));
        Assert.True(accuracies[0].Accuracy <= 0.75);
        Assert.Equal(1.0, accuracies[1].Accuracy);
    }

    // What 1,000 images of three colours say without any network: the largest channel.
    [Fact]
    public void Classes_that_a_plane_separates_are_found_in_more_images_than_a_batch()
    {
        using var labels = randint(3, [1000], ScalarType.Int64);
        var images = functional.one_hot(labels, 3).to_type(ScalarType.Float32).view(1000, 3, 1, 1) + (0.1 * rand(1000, 3, 1, 1));
        using var data = new ImageDataset(images, labels.clone(), ["red", "green", "blue"]);
        using var few = data.Sample(10, seed: 0);
        using var network = Sequential(Flatten());

        Assert.Equal(1.0, LinearProbe.ProbeAccuracies(network, few, data).Single().Accuracy);
    }
}
