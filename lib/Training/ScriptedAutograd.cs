using TorchSharp;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>What TorchSharp has no method for, or one that would end the process where libtorch throws (<c>torchsharp-aborts.md</c>); TorchScript knows it.</summary>
internal static class ScriptedAutograd
{
    private const string Source =
        """
        def gradients(outputs: List[Tensor], inputs: List[Tensor], output_gradients: List[Tensor]) -> List[Tensor]:
            given: List[Optional[Tensor]] = []
            for gradient in output_gradients:
                given.append(gradient)
            found: List[Tensor] = []
            for gradient in torch.autograd.grad(outputs, inputs, given):
                assert gradient is not None
                found.append(gradient)
            return found

        def version(x: Tensor) -> int:
            return -1 if x.is_inference() else x._version()

        """;

    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(Source));

    /// <summary>PyTorch's <c>torch.autograd.grad</c>.</summary>
    public static Tensor[] Gradients(IEnumerable<Tensor> outputs, IEnumerable<Tensor> inputs, IEnumerable<Tensor> outputGradients) =>
        (Tensor[])Script.Value.invoke("gradients", outputs.ToArray(), inputs.ToArray(), outputGradients.ToArray());

    /// <summary>How often the tensor was changed in place; -1 if that is not counted, in inference mode.</summary>
    public static long Version(Tensor x) => Script.Value.invoke<Scalar>("version", x).ToInt64();
}
