using NotebookLib.Data;
using static TorchSharp.torch;

namespace Tests.Lib.Data;

public class ResizeTests
{
    [Fact]
    public void A_fine_checkerboard_shrinks_to_grey_and_not_to_whichever_pixels_are_hit()
    {
        using var scope = NewDisposeScope();
        var board = (arange(36).view(-1, 1) + arange(36)).remainder(2).to(ScalarType.Float32).unsqueeze(0);
        var small = Images.Resize(board, 12, 12);
        Assert.Equal([1, 12, 12], small.shape);
        Assert.All(small.data<float>(), value => Assert.InRange(value, 0.35f, 0.65f));
    }

    [Fact]
    public void A_batch_is_stretched_to_any_size()
    {
        using var scope = NewDisposeScope();
        var stretched = Images.Resize(tensor([0f, 1f]).reshape(1, 1, 1, 2).expand(5, 1, 1, 2), 3, 4);
        Assert.Equal([5, 1, 3, 4], stretched.shape);
        // Pixel centres of four over two: 0.25 beyond the first centre, and so on by halves.
        Assert.Equal([0, 0.25f, 0.75f, 1], stretched[0, 0, 1].data<float>());
    }
}
