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

    // What TorchSharp ships asks for the version on Linux; VER_FLG_WEAK is bit 1 (System V ABI, symbol versioning).
    [Fact]
    public void One_bit_makes_the_version_weak_and_nothing_else_changes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "an ELF library is a Linux one");
        var library = File.ReadAllBytes(Directory.GetFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories)[0]);
        var patched = Libtorch.WithWeakVersion(library, "GLIBCXX_3.4.32");

        var (was, now) = Assert.Single(library.Zip(patched), pair => pair.First != pair.Second);
        Assert.Equal(2, was ^ now);
        Assert.Throws<BadImageFormatException>(() => Libtorch.WithWeakVersion(library, "GLIBCXX_9.9"));
    }

    [Fact]
    public void Bytes_that_are_no_library_are_refused() =>
        Assert.Throws<BadImageFormatException>(() => Libtorch.WithWeakVersion("not an ELF file"u8, "GLIBCXX_3.4.32"));
}
