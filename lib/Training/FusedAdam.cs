using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>Takes the steps of TorchSharp's <see cref="Adam"/> by one native operation for all parameters.</summary>
/// <remarks>
/// TorchSharp takes a dozen operations for each parameter: 0.7 ms of CPU time for the network of lesson 7, a twentieth of its
/// training step, against 0.1 ms. libtorch's <c>_fused_adam_</c> has no method in TorchSharp, but TorchScript knows it. It works on the
/// optimiser's own state, so that whoever reads or changes that between steps finds what Adam itself would have left.
/// </remarks>
internal sealed class FusedAdam
{
    // The operation walks through memory, whatever the strides: a weight, its gradient and its averages must lie in the same order.
    private const string Source =
        """
        def lay_out(like: List[Tensor], tensors: List[Tensor]):
            for i in range(len(tensors)):
                if tensors[i].stride() != like[i].stride():
                    tensors[i].set_(torch.empty_like(like[i]).copy_(tensors[i]))
                    assert tensors[i].stride() == like[i].stride(), "a parameter that is a part of a larger tensor"

        def step(parameters: List[Tensor], gradients: List[Tensor], averages: List[Tensor], squares: List[Tensor], largest: List[Tensor],
                 steps: List[Tensor], numbers: Tensor):
            for tensors in [gradients, averages, squares, largest]:
                lay_out(parameters, tensors)
            torch._fused_adam_(parameters, gradients, averages, squares, largest, steps,
                lr=float(numbers[0]), beta1=float(numbers[1]), beta2=float(numbers[2]), weight_decay=float(numbers[3]), eps=float(numbers[4]),
                amsgrad=bool(numbers[5]), maximize=bool(numbers[6]))
            return 0

        """;

    // One for all trainings: the first steps of a script are slow.
    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(Source));

    private readonly Adam _adam;

    private FusedAdam(Adam adam) => _adam = adam;

    /// <returns>Null where the optimiser is not exactly that, or lies on a GPU, or holds a part of a larger tensor.</returns>
    public static FusedAdam? Of(optim.Optimizer optimizer) =>
        optimizer.GetType() == typeof(Adam) && optimizer.parameters().All(IsWhole) ? new((Adam)optimizer) : null;

    /// <summary>What the optimiser's own <c>step()</c> does.</summary>
    public void Step()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var states = _adam.state_dict().State.Cast<Adam.State>().GetEnumerator();
        foreach (var parameters in _adam.ParamGroups.Cast<ParamGroup>())
        {
            List<(Parameter Parameter, Tensor? Gradient, Adam.State State)> rows =
                [.. from parameter in parameters.Parameters where states.MoveNext() select (parameter, parameter.grad, states.Current)];
            foreach (var row in rows.Where(row => row.Gradient is not null).GroupBy(row => row.State.step))
                Step((Adam.Options)parameters.Options, row.Key + 1, [.. row]);
        }
    }

    private void Step(Adam.Options options, long count, (Parameter Parameter, Tensor? Gradient, Adam.State State)[] rows)
    {
        var step = tensor((float)count);
        // Numbers go as a tensor: one that is handed over by itself is freed by the next garbage collection, even while libtorch reads it.
        var numbers = tensor([
            options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.weight_decay!.Value, options.eps!.Value,
            options.amsgrad!.Value ? 1 : 0, options.maximize!.Value ? 1 : 0]);
        Script.Value.invoke(
            "step",
            Each(row => row.Parameter), Each(row => row.Gradient!), Each(row => row.State.exp_avg), Each(row => row.State.exp_avg_sq),
            options.amsgrad.Value ? Each(row => row.State.max_exp_avg_sq) : [],
            Each(_ => step),
            numbers);
        foreach (var row in rows) row.State.step = count;

        Tensor[] Each(Func<(Parameter Parameter, Tensor? Gradient, Adam.State State), Tensor> tensor) => [.. rows.Select(tensor)];
    }

    private static bool IsWhole(Parameter parameter)
    {
        using var like = empty_like(parameter);
        return parameter.device.type == TorchSharp.DeviceType.CPU && parameter.is_floating_point() && like.stride().SequenceEqual(parameter.stride());
    }
}
