using NotebookLib;
using TorchSharp;

namespace Tests.Lib;

public class LibtorchTests
{
    [Fact]
    public void TorchSharp_computes_once_loaded()
    {
        Libtorch.Load();
        using var sum = torch.ones(2, 3).sum();
        Assert.Equal(6f, sum.item<float>());
    }

    [Fact]
    public void Bytes_that_are_no_library_are_refused() =>
        Assert.Throws<BadImageFormatException>(() => Libtorch.WithWeakVersion("not an ELF file"u8, "GLIBCXX_3.4.32"));
}
