using NotebookLib.Data;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

public sealed class PatchesTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    // A pixel of the first picture says where it is: row + column / 100; the second is its negative.
    private readonly Tensor[] _pictures;

    public PatchesTests()
    {
        var places = arange(20, ScalarType.Float32).view(1, 20, 1) + (arange(30, ScalarType.Float32).view(1, 1, 30) / 100);
        _pictures = [places, -places];
    }

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Pieces_are_cut_from_anywhere_in_their_picture_and_lie_picture_by_picture()
    {
        using var pieces = Patches.Cut(_pictures, ["plus", "minus"], size: 4, perClass: 200, seed: 1, equalize: false);

        Assert.Equal([400L, 1, 4, 4], pieces.Images.shape);
        Assert.Equal(Enumerable.Repeat(0L, 200).Concat(Enumerable.Repeat(1L, 200)), pieces.Labels.data<long>());
        Assert.Equal(pieces.Labels.data<long>(), pieces.Images[.., 0, 3, 3].lt(0).to_type(ScalarType.Int64).data<long>());
        var steps = pieces.Images[..200, 0, 1, 1] - pieces.Images[..200, 0, 0, 0];
        Assert.All(steps.data<float>(), step => Assert.Equal(1.01f, step, 1e-4f));
        var corners = pieces.Images[..200, 0, 0, 0].data<float>().ToArray();
        Assert.Equal((0, 16), ((int)corners.Min(), (int)corners.Max()));
    }

    [Fact]
    public void Equalised_pieces_have_one_brightness_and_one_contrast()
    {
        using var pieces = Patches.Cut([rand(1, 40, 40), rand(1, 40, 40) / 10], ["bright", "dark"], size: 16, perClass: 5, seed: 1);
        Assert.All(pieces.Images.mean([1, 2, 3]).data<float>(), mean => Assert.Equal(0.5f, mean, 0.001f));
        Assert.All(pieces.Images.std([1, 2, 3]).data<float>(), deviation => Assert.Equal(0.2f, deviation, 0.001f));
    }

    [Fact]
    public void The_same_seed_cuts_the_same_pieces()
    {
        float[] Cut(int seed)
        {
            using var pieces = Patches.Cut(_pictures, ["plus", "minus"], size: 4, perClass: 3, seed);
            return pieces.Images.data<float>().ToArray();
        }

        Assert.Equal(Cut(1), Cut(1));
        Assert.NotEqual(Cut(1), Cut(2));
    }

    [Fact]
    public void A_picture_smaller_than_a_piece_is_refused_with_both_sizes() =>
        Assert.Contains("20x30 pixels is smaller than a piece of 21x21", Assert.Throws<ArgumentException>(() =>
            Patches.Cut(_pictures, ["plus", "minus"], size: 21, perClass: 1, seed: 1)).Message);
}
