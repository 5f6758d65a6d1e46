using NotebookLib.Data;
using NotebookLib.Training;
using Tests.Lib.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

[Collection(SeedCollection.Name)]
public sealed class BatchesTests : IDisposable
{
    // The one pixel of image i is i / 10, its label i.
    private readonly ImageDataset _dataset = new(arange(10, ScalarType.Float32).div(10).view(10, 1, 1, 1), arange(10, ScalarType.Int64), [.. "abcdefghij".Select(c => $"{c}")]);

    public void Dispose() => _dataset.Dispose();

    [Theory]
    [InlineData(60_000, 64, 938)]
    [InlineData(10_000, 64, 157)]
    [InlineData(128, 64, 2)]
    [InlineData(1, 64, 1)]
    public void The_last_short_batch_is_kept(int samples, int batchSize, int count)
    {
        using var dataset = new ImageDataset(zeros(samples, 1, 1, 1), zeros(samples, ScalarType.Int64), ["only"]);
        var batches = new Batches(dataset, batchSize);
        Assert.Equal((count, samples), (batches.Count, batches.SampleCount));

        var sizes = batches.Select(batch => (int)batch.Images.shape[0]).ToList();
        Assert.Equal((count, samples), (sizes.Count, sizes.Sum()));
        Assert.All(sizes.SkipLast(1), size => Assert.Equal(batchSize, size));
    }

    [Fact]
    public void Without_shuffling_the_samples_come_as_they_lie()
    {
        var batches = new Batches(_dataset, 4, shuffle: false);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], Epoch(batches));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], Epoch(batches));
    }

    [Fact]
    public void Shuffling_shows_every_sample_once_with_its_own_label_in_another_order_each_epoch()
    {
        var batches = new Batches(_dataset, 4, seed: 1);
        var epochs = Enumerable.Range(0, 5).Select(_ => Epoch(batches)).ToList();

        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 10), epoch.Order()));
        Assert.Equal(5, epochs.Select(epoch => string.Join(",", epoch)).Distinct().Count());
        foreach (var (images, labels) in batches)
            Assert.Equal(labels.data<long>().Select(label => label / 10f), images.data<float>().ToArray());
    }

    [Fact]
    public void The_same_seed_gives_the_same_orders_and_another_seed_others()
    {
        var (first, second, other) = (new Batches(_dataset, 4, seed: 1), new Batches(_dataset, 4, seed: 1), new Batches(_dataset, 4, seed: 2));
        Assert.Equal([.. Epoch(first), .. Epoch(first)], (int[])[.. Epoch(second), .. Epoch(second)]);
        Assert.NotEqual(Epoch(new(_dataset, 4, seed: 1)), Epoch(other));
    }

    [Fact]
    public void Seeding_everything_seeds_the_shuffle_that_has_no_seed_of_its_own()
    {
        Assert.Equal(Seeded(7), Seeded(7));
        Assert.NotEqual(Seeded(7), Seeded(8));

        int[] Seeded(int seed)
        {
            Seeds.SeedEverything(seed);
            return Epoch(new(_dataset, 4));
        }
    }

    [Fact]
    public void A_batch_lives_until_the_next_one_is_asked_for()
    {
        Batch previous = default;
        foreach (var batch in new Batches(_dataset, 4))
        {
            Assert.False(batch.Images.IsInvalid);
            Assert.True(previous.Images is null || previous.Images.IsInvalid);
            previous = batch;
        }
        Assert.True(previous.Images.IsInvalid);
    }

    [Fact]
    public void The_first_batch_can_be_taken_and_looked_at()
    {
        var (images, labels) = new Batches(_dataset, 4, shuffle: false).First();
        using (images)
        using (labels)
            Assert.Equal([0L, 1, 2, 3], labels.data<long>().ToArray());
    }

    [Fact]
    public void Batches_come_on_the_device_asked_for() =>
        Assert.All(new Batches(_dataset, 4, device: META).Select(batch => (batch.Images.device_type, batch.Labels.device_type)),
            types => Assert.Equal((DeviceType.META, DeviceType.META), types));

    [Fact]
    public void A_transform_may_hand_its_images_on_as_they_are()
    {
        using var batch = new Batches(_dataset, 4, shuffle: false, transform: images => images).First().Images;
        Assert.False(batch.IsInvalid);
    }

    [Fact]
    public void What_a_transform_makes_on_the_way_is_freed()
    {
        var live = new List<long>();
        foreach (var _ in new Batches(_dataset, 4, transform: images => (images - 0.5) / 0.5)) live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Single(live.Distinct());
    }

    [Fact]
    public void Batches_that_are_kept_live()
    {
        var batches = new Batches(_dataset, 4, shuffle: false);
        Assert.Equal([0, 4, 8], batches.ToList().Select(batch => batch.Labels[0].item<long>()));
        Assert.Equal([0, 4, 8], batches.ToArray().Select(batch => batch.Labels[0].item<long>()));
        Assert.Equal([8L, 9], batches.Last().Labels.data<long>());
        Assert.Equal([4L, 5, 6, 7], batches.OrderByDescending(batch => batch.Labels[0].item<long>()).ElementAt(1).Labels.data<long>());
    }

    // torch.utils.data.DataLoader(dataset, batch_size=4, drop_last=True) of 10 samples: len() is 2.
    [Fact]
    public void The_last_short_batch_can_be_dropped()
    {
        var batches = new Batches(_dataset, 4, shuffle: false, dropLast: true);
        Assert.Equal((2, 8), (batches.Count, batches.SampleCount));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Epoch(batches));
        Assert.Equal(10, new Batches(_dataset, 5, dropLast: true).SampleCount);
        Assert.Contains("fewer than one batch of 11", Assert.Throws<ArgumentException>(() => new Batches(_dataset, 11, dropLast: true)).Message);
    }

    [Fact]
    public void An_empty_dataset_and_an_empty_batch_are_refused()
    {
        using var nothing = _dataset.Take(0);
        Assert.Contains("no images", Assert.Throws<ArgumentException>(() => new Batches(nothing)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Batches(_dataset, 0));
    }

    private static int[] Epoch(Batches batches) => [.. batches.SelectMany(batch => batch.Labels.data<long>().Select(label => (int)label).ToList())];
}
