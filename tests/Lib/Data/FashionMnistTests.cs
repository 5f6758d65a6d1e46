using NotebookLib.Data;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

public class FashionMnistTests
{
    [Fact]
    public void The_classes_have_the_lessons_names_in_the_order_of_the_labels() => Assert.Equal(
        ["T-Shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle Boot"], FashionMnist.Classes);

    // 6,000 and 1,000 images a class: the paper, section 2. Mean 0.2860 and standard deviation 0.3530 of the training pixels:
    // the constants that everybody normalises Fashion-MNIST by. First labels: the first rows of the CSV that the authors publish.
    [Fact]
    public void The_training_part_is_the_published_one()
    {
        using var scope = NewDisposeScope();
        using var dataset = FashionMnist.Load();

        Assert.Equal([60_000, 1, 28, 28], dataset.Images.shape);
        Assert.Equal((ScalarType.Float32, ScalarType.Int64), (dataset.Images.dtype, dataset.Labels.dtype));
        Assert.Equal((0f, 1f), (dataset.Images.min().item<float>(), dataset.Images.max().item<float>()));
        Assert.Equal(0.2860, dataset.Images.mean().item<float>(), 4);
        Assert.Equal(0.3530, dataset.Images.std().item<float>(), 4);
        Assert.Equal([9, 0, 0, 3, 0, 2, 7, 2, 5, 5], dataset.Labels[..10].data<long>().ToArray());
        Assert.Equal(Enumerable.Repeat(6_000L, 10), bincount(dataset.Labels).data<long>().ToArray());
        Assert.Same(FashionMnist.Classes, dataset.Classes);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(0, 0)]
    [InlineData(20_000, 10_000)]
    public void Of_a_part_the_first_images_can_be_read_alone(int count, int read)
    {
        using var scope = NewDisposeScope();
        using var whole = FashionMnist.Load(train: false);
        using var some = FashionMnist.Load(train: false, count: count);
        Assert.Equal([read, 1, 28, 28], some.Images.shape);
        Assert.True(some.Images.allclose(whole.Images[..read]));
        Assert.Equal(whole.Labels[..read].data<long>().ToArray(), some.Labels.data<long>().ToArray());
    }

    [Fact]
    public void The_test_part_has_a_thousand_images_a_class()
    {
        using var scope = NewDisposeScope();
        using var dataset = FashionMnist.Load(train: false);
        Assert.Equal([10_000, 1, 28, 28], dataset.Images.shape);
        Assert.Equal(Enumerable.Repeat(1_000L, 10), bincount(dataset.Labels).data<long>().ToArray());
    }
}
