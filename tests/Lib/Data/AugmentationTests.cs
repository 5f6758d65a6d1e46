using NotebookLib.Data;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

public sealed class AugmentationTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_shift_moves_each_image_by_itself_within_its_reach_and_fills_with_black()
    {
        var images = zeros(500, 1, 7, 7);
        images[.., 0, 3, 3] = ones(1);
        var changed = Augmentation.RandomShift(2, seed: 1)(images);

        Assert.Equal(images.shape, changed.shape);
        Assert.All(changed.sum([1, 2, 3]).data<float>(), sum => Assert.Equal(1, sum));
        var places = changed.flatten(1).argmax(1).data<long>().Select(place => (place / 7, place % 7)).ToList();
        Assert.Equal(25, places.Distinct().Count());
        Assert.All(places, place => Assert.True(place.Item1 is >= 1 and <= 5 && place.Item2 is >= 1 and <= 5));
    }

    [Fact]
    public void The_same_seed_gives_batches_the_same_changes_and_every_epoch_new_ones()
    {
        using var data = new ImageDataset(rand(20, 1, 6, 6), zeros(20, ScalarType.Int64), ["a"]);
        float[] Epoch(Batches batches) => [.. batches.SelectMany(batch => batch.Images.data<float>().ToArray())];
        Batches Make(long seed) => new(data, 8, seed: 1, transform: Augmentation.RandomShift(1, seed: seed));

        var batches = Make(seed: 5);
        var first = Epoch(batches);
        Assert.Equal(first, Epoch(Make(seed: 5)));
        Assert.NotEqual(first, Epoch(batches));
        Assert.NotEqual(first, Epoch(Make(seed: 6)));
    }
}
