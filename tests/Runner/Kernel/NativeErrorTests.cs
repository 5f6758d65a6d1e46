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

    [Fact]
    public async Task A_model_that_a_training_failed_of_so_is_trained_again_by_the_next_cell_with_all_threads()
    {
        await TorchAsync(
            """
            using System.Linq;
            using NotebookLib.Data;
            using NotebookLib.Training;
            using static TorchSharp.torch.nn;
            set_num_threads(2);
            class Dense : Module<Tensor, Tensor>
            {
                public Dense() : base("Dense") { }
                public override Tensor forward(Tensor x) => x.matmul(ones(676, 2));
            }
            var model = Sequential(Conv2d(1, 4, 3), ReLU(), MaxPool2d(2), Flatten(), new Dense());
            var sgd = optim.SGD(model.parameters(), 0.1);
            History Fit(int size) => Trainer.Fit(new(new ImageDataset(zeros(16, 1, size, size), zeros(16, ScalarType.Int64), ["a", "b"]), 16), model, CrossEntropyLoss(), sgd, 1, verbose: false);
            """);

        Assert.Contains("(16x900 and 676x2)", (await kernel.RunAsync("Fit(32)")).Error.Message);
        Assert.Equal("Conv2d ReLU MaxPool2d Flatten Dense", (await kernel.RunAsync("string.Join(\" \", model.children().Select(layer => layer.GetType().Name))")).Value);
        Assert.Equal("1 epochs, 2 threads", (await kernel.RunAsync("$\"{Fit(28).Epochs} epochs, {get_num_threads()} threads\"")).Value);
    }
}
