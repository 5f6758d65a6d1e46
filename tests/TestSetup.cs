using System.Runtime.CompilerServices;
using NotebookLib;

namespace Tests;

internal static class TestSetup
{
    // Tests may touch TorchSharp before the library: load libtorch first, as setup.dib does for notebooks.
    [ModuleInitializer]
    internal static void LoadLibtorch() => Libtorch.Load();
}
