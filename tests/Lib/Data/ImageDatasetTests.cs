using NotebookLib.Data;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

public sealed class ImageDatasetTests : IDisposable
{
    private readonly ImageDataset _dataset = new(arange(6, ScalarType.Float32).div(6).view(6, 1, 1, 1), tensor(new long[] { 0, 1, 2, 0, 1, 2 }), ["Bag", "Coat", "Dress"]);

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void A_subset_holds_the_samples_asked_for_in_that_order()
    {
        using var subset = _dataset.Subset([5, 0, 0]);
        Assert.Equal([2L, 0, 0], Labels(subset));
        Assert.Equal([5 / 6f, 0, 0], subset.Images.data<float>().ToArray());
        Assert.Same(_dataset.Classes, subset.Classes);
    }

    [Theory]
    [InlineData(0, "", "012012")]
    [InlineData(2, "01", "2012")]
    [InlineData(99, "012012", "")]
    public void Taking_and_skipping_cut_the_dataset_in_two(int count, string taken, string skipped)
    {
        using var head = _dataset.Take(count);
        using var tail = _dataset.Skip(count);
        Assert.Equal((taken, skipped), (string.Concat(Labels(head)), string.Concat(Labels(tail))));
    }

    [Fact]
    public void The_images_of_a_class_are_found_by_its_name()
    {
        using var selection = _dataset.Where("Dress", "Bag");
        Assert.Equal([0L, 2, 0, 2], Labels(selection));
        Assert.Contains("\"Hat\"; there are Bag, Coat, Dress", Assert.Throws<ArgumentException>(() => _dataset.Where("Hat")).Message);
    }

    [Fact]
    public void A_selection_outlives_the_dataset()
    {
        ImageDataset first;
        using (var dataset = new ImageDataset(ones(3, 1, 2, 2), zeros(3, ScalarType.Int64), ["only"])) first = dataset.Take(2);
        using (first)
        using (var sum = first.Images.sum())
            Assert.Equal(8, sum.item<float>());
    }

    [Fact]
    public void What_a_function_makes_of_the_images_batch_by_batch_keeps_their_order_and_labels()
    {
        List<long> batches = [];
        using var mapped = _dataset.Map(
            images =>
            {
                batches.Add(images.shape[0]);
                return images.expand(-1, 2, -1, -1) * 6;
            },
            batchSize: 4);
        Assert.Equal([4L, 2], batches);
        Assert.Equal([6L, 2, 1, 1], mapped.Images.shape);
        Assert.Equal([0f, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5], mapped.Images.data<float>().Select(value => MathF.Round(value)));
        Assert.Equal(Labels(_dataset), Labels(mapped));
    }

    [Fact]
    public void A_function_that_returns_its_images_leaves_both_datasets_whole()
    {
        using var mapped = _dataset.Map(images => images);
        Assert.Equal(_dataset.Images.data<float>(), mapped.Images.data<float>());
    }

    [Fact]
    public void Images_and_labels_of_another_shape_or_type_are_refused_with_what_was_found()
    {
        using var scope = NewDisposeScope();
        AssertRefused(zeros(3, 4, 4), zeros(3, ScalarType.Int64), "(3, 4, 4)");
        AssertRefused(zeros(3, 1, 4, 4, ScalarType.Byte), zeros(3, ScalarType.Int64), "Byte");
        AssertRefused(zeros(3, 1, 4, 4), zeros(2, ScalarType.Int64), "(2)");
        AssertRefused(zeros(3, 1, 4, 4), zeros(3), "Float32");
        AssertRefused(zeros(3, 1, 4, 4), full(3, 2, ScalarType.Int64), "0..1");

        static void AssertRefused(Tensor images, Tensor labels, string found) =>
            Assert.Contains(found, Assert.Throws<ArgumentException>(() => new ImageDataset(images, labels, ["a", "b"])).Message);
    }

    private static long[] Labels(ImageDataset dataset) => [.. dataset.Labels.data<long>()];
}
