using NotebookLib.Data;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

public sealed class SampleTests : IDisposable
{
    // Ten images of each of four classes; an image's one pixel is its number.
    private readonly ImageDataset _data = new(
        arange(40, ScalarType.Float32).view(40, 1, 1, 1), arange(40, ScalarType.Int64).remainder(4), ["a", "b", "c", "d"]);

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Only_some_classes_are_numbered_anew_in_the_order_given()
    {
        using var only = _data.Only("d", "b");
        Assert.Equal(["d", "b"], only.Classes);
        Assert.Equal(20, only.Count);
        Assert.Equal(only.Images.data<float>().Select(image => image % 4 == 3 ? 0L : 1L), only.Labels.data<long>());
        Assert.Throws<ArgumentException>(() => _data.Only("e"));
    }

    [Fact]
    public void A_sample_holds_as_many_of_each_class_and_none_twice_and_repeats_by_seed()
    {
        using var sample = _data.Sample(perClass: 3, seed: 7);
        Assert.Equal([0L, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], sample.Labels.data<long>());
        var images = sample.Images.data<float>().ToArray();
        Assert.Equal(12, images.Distinct().Count());
        Assert.Equal(images.Select(image => (long)image % 4), sample.Labels.data<long>());

        using var again = _data.Sample(perClass: 3, seed: 7);
        using var other = _data.Sample(perClass: 3, seed: 8);
        Assert.Equal(images, again.Images.data<float>());
        Assert.NotEqual(images, other.Images.data<float>());
    }
}
