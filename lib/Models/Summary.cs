using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NotebookLib.Models;

/// <summary>What a model is made of.</summary>
public static class Summary
{
    /// <summary>The number of parameters: weights and biases.</summary>
    /// <param name="model">The model, or a layer.</param>
    /// <param name="trainableOnly">Only those that training changes (that require a gradient), or all.</param>
    public static long CountParameters(nn.Module model, bool trainableOnly = true) =>
        model.parameters().Where(parameter => parameter.requires_grad || !trainableOnly).Sum(parameter => parameter.numel());

    /// <summary>A model as PyTorch's <c>print(model)</c> writes it: a line a layer, with its settings.</summary>
    /// <param name="model">The model, or a layer.</param>
    /// <remarks>A layer keeps <c>2</c> and <c>(2, 2)</c> apart in PyTorch and not in TorchSharp: pooling with equal sides is
    /// written as one number, adaptive pooling as two, as torchvision's models are.</remarks>
    public static string Describe(nn.Module model)
    {
        var children = Children(model).ToList();
        return children.Count == 0
            ? $"{Name(model)}({Settings(model)})"
            : $"{Name(model)}(\n{string.Join("\n", children.Select(child => Indent($"({child.Name}): {Describe(child.Module)}")))}\n)";

        static string Indent(string text) => $"  {text.Replace("\n", "\n  ")}";
    }

    /// <summary>The layers of a model in the order in which they compute: output shape, parameters, multiply-adds.</summary>
    /// <param name="model">The model; its mode is afterwards what it was.</param>
    /// <param name="inputShape">The shape of one input without the batch, for example 1, 28, 28.</param>
    /// <remarks>Runs the model once on zeros. A function called in <c>forward</c> is no layer and has no line.</remarks>
    public static LayerTable Table(nn.Module<Tensor, Tensor> model, params long[] inputShape) => new(model, inputShape);

    /// <summary>The layers directly inside a module, with their names, in the order in which they were added.</summary>
    internal static IEnumerable<(string Name, nn.Module Module)> Children(nn.Module module) =>
        // A ModuleList names its layers only once the module around it is registered; its items are there always.
        module is IEnumerable<nn.Module> list ? list.Select((item, i) => ($"{i}", item)) : module.named_children();

    /// <summary>The name of a module's class, without generic arguments.</summary>
    internal static string Name(nn.Module module) => module.GetType().Name.Split('`')[0];

    private static string Settings(nn.Module module) => module switch
    {
        Convolution conv => Join(
            $"{conv.in_channels}, {conv.out_channels}, kernel_size={Tuple(conv.kernel_size)}, stride={Tuple(conv.stride)}",
            conv.padding_type is { } type ? $"padding={type.ToString().ToLowerInvariant()}" : Unless(conv.padding!.All(p => p == 0), $"padding={Tuple(conv.padding!)}"),
            Unless(conv.dilation.All(d => d == 1), $"dilation={Tuple(conv.dilation)}"),
            Unless(conv.output_padding.All(p => p == 0), $"output_padding={Tuple(conv.output_padding)}"),
            Unless(conv.groups == 1, $"groups={conv.groups}"),
            Unless(conv.bias is not null, "bias=False"),
            Unless(conv.padding_mode == PaddingModes.Zeros, $"padding_mode={conv.padding_mode.ToString().ToLowerInvariant()}")),
        Linear linear => $"in_features={linear.in_features}, out_features={linear.out_features}, bias={Bool(linear.bias is not null)}",
        NormBase norm => $"{norm.num_features}, eps={Number(norm.eps)}, momentum={Number(norm.momentum)}, affine={Bool(norm.affine)}, track_running_stats={Bool(norm.track_running_stats)}",
        LocalResponseNorm norm => $"{norm.size}, alpha={Number(norm.alpha)}, beta={Number(norm.beta)}, k={Number(norm.k)}",
        MaxPool2d pool => $"kernel_size={Side(pool.kernel_size)}, stride={Side(pool.stride ?? pool.kernel_size)}, padding={Side(pool.padding ?? [0])}, dilation={Side(pool.dilation ?? [1])}, ceil_mode={Bool(pool.ceil_mode)}",
        AvgPool2d pool => $"kernel_size={Side(pool.kernel_size)}, stride={Side(pool.stride ?? pool.kernel_size)}, padding={Side(pool.padding ?? [0])}",
        AdaptiveAvgPool2d pool => $"output_size={Tuple(pool.output_size)}",
        Flatten flatten => $"start_dim={flatten.start_dim}, end_dim={flatten.end_dim}",
        Softmax softmax => $"dim={softmax.dim}",
        LogSoftmax softmax => $"dim={softmax.dim}",
        Dropout dropout => $"p={Number(dropout.p)}, inplace={Bool(dropout.inplace)}",
        Dropout2d dropout => $"p={Number(dropout.p)}, inplace={Bool(dropout.inplace)}",
        ReLU relu => Unless(!relu.inplace, "inplace=True"),
        ReLU6 relu => Unless(!relu.inplace, "inplace=True"),
        _ => "",
    };

    private static string Join(params IEnumerable<string> parts) => string.Join(", ", parts.Where(part => part.Length > 0));

    private static string Unless(bool usual, string setting) => usual ? "" : setting;

    private static string Bool(bool value) => value ? "True" : "False";

    private static string Tuple(long[] values) => values.Length == 1 ? $"({values[0]},)" : $"({string.Join(", ", values)})";

    private static string Side(long[] values) => values.Distinct().Count() == 1 ? $"{values[0]}" : Tuple(values);

    private static string Number(double? value)
    {
        if (value is null) return "None";
        var text = value.Value.ToString(CultureInfo.InvariantCulture).ToLowerInvariant();
        return text.All(c => char.IsAsciiDigit(c) || c == '-') ? $"{text}.0" : text;
    }
}
