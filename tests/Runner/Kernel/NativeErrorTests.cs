using Tests.Reference;

namespace Tests.Runner.Kernel;

/// <summary>C++ exceptions that TorchSharp lets through.</summary>
public sealed class NativeErrorTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private async Task<CellOutput> TorchAsync(string code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), ".NET has an exception there");
        await kernel.RunAsync($"#r \"nuget: TorchSharp-cpu, 0.107.0\"\n#r \"{ReferenceFiles.InRepository("bin/NotebookLib.dll")}\"\nusing TorchSharp;\nusing static TorchSharp.torch;\nNotebookLib.Libtorch.Load();");
        return await kernel.RunAsync(code);
    }

    [Theory]
    [InlineData("ones(2, 3).matmul(ones(2, 3))", "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", "matmul")]
    [InlineData("ones(2, 3).cummax(9)", "Dimension out of range (expected to be in range of [-2, 1], but got 9)", "cummax")]
    [InlineData("await System.Threading.Tasks.Task.Run(() => ones(2, 3).matmul(ones(4, 5)))", "(2x3 and 4x5)", "matmul")]
    public async Task A_shape_that_does_not_fit_fails_the_cell_and_keeps_what_was_declared(string operation, string message, string name)
    {
        await TorchAsync("var kept = ones(2, 2) * 7;");

        var output = await kernel.RunAsync($"var before = 1;\n{operation}");

        Assert.Contains(message, output.Error.Message);
        Assert.Equal(2, output.Error.Position!.Line);
        Assert.Contains(output.Error.Trace, line => line.Contains($"Tensor.{name}("));
        Assert.Equal("29", (await kernel.RunAsync("kept.matmul(kept).mean().ToSingle() / 98 * 28 + before")).Value);
    }

    [Fact]
    public async Task What_libtorch_keeps_for_a_thread_lasts_from_cell_to_cell()
    {
        await TorchAsync("set_grad_enabled(false);");

        Assert.Equal("False", (await kernel.RunAsync("is_grad_enabled()")).Value);
        await kernel.RunAsync("set_grad_enabled(true);");
    }
}
