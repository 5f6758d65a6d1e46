using System.Collections;
using System.Globalization;
using System.Net;
using NotebookLib.Notebook;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NotebookLib.Models;

/// <summary>What one layer makes of one input.</summary>
/// <param name="Name">Its path in the model, for example <c>layer_stack.0</c>.</param>
/// <param name="Layer">Its class, for example <c>Conv2d</c>.</param>
/// <param name="OutputShape">The shape of its output for one input, without the batch: (C, H, W).</param>
/// <param name="Parameters">Its weights and biases; 0 where the same layer was counted before.</param>
/// <param name="MultiplyAdds">The multiplications, each with an addition, of a convolution or dense layer; 0 for others, transposed convolutions among them.</param>
public sealed record LayerRow(string Name, string Layer, IReadOnlyList<long> OutputShape, long Parameters, long MultiplyAdds);

/// <summary>The layers of a model in the order in which they compute; shows itself as a table.</summary>
[TypeFormatterSource(typeof(HtmlAndText))]
public sealed class LayerTable : IReadOnlyList<LayerRow>, ISelfShowing
{
    private readonly List<LayerRow> _rows = [];
    private readonly Dictionary<string, (string Class, long[] OutputShape)> _parts = [];
    private readonly string _caption;
    private readonly long _parameters, _multiplyAdds;

    // One pass of zeros, with a hook on every layer that has no layers inside.
    internal LayerTable(nn.Module<Tensor, Tensor> model, long[] inputShape)
    {
        _caption = $"{Summary.Name(model)}, input {Shape(inputShape)}";
        _parameters = Summary.CountParameters(model, trainableOnly: false);

        var seen = new HashSet<nn.Module>();
        var hooks = Leaves(model, "").DistinctBy(leaf => leaf.Layer).Select(leaf => leaf.Layer.register_forward_hook((_, _, output) =>
        {
            _rows.Add(new(leaf.Name, Summary.Name(leaf.Layer), output.shape[1..],
                seen.Add(leaf.Layer) ? Summary.CountParameters(leaf.Layer, trainableOnly: false) : 0, MultiplyAdds(leaf.Layer, output)));
            return output;
        })).ToList();
        hooks.AddRange(Summary.Children(model).Where(child => child.Module is nn.Module<Tensor, Tensor>).Select(child =>
            ((nn.Module<Tensor, Tensor>)child.Module).register_forward_hook((_, _, output) =>
            {
                _parts[child.Name] = (Summary.Name(child.Module), output.shape[1..]);
                return output;
            })));

        try
        {
            using var evaluation = new EvaluationMode(model);
            using var _ = no_grad();
            using var scope = NewDisposeScope();
            model.call(zeros([1, .. inputShape], device: model.parameters().FirstOrDefault()?.device));
        }
        finally
        {
            hooks.ForEach(hook => hook.remove());
        }
        _multiplyAdds = _rows.Sum(row => row.MultiplyAdds);
    }

    private LayerTable(LayerTable whole, string what, IEnumerable<LayerRow> rows) =>
        (_caption, _parts, _parameters, _multiplyAdds, _rows) = ($"{whole._caption}, {what}", whole._parts, whole._parameters, whole._multiplyAdds, [.. rows]);

    /// <summary>Only the layers with parameters, those that a network's name counts: 16 of VGG16. The totals stay those of all.</summary>
    public LayerTable WithParameters() => new(this, "layers with parameters", _rows.Where(row => row.Parameters > 0));

    /// <summary>One row for each part directly inside the model, such as a block or a stack of them, with what its layers add up
    /// to: for networks whose layers fill pages.</summary>
    public LayerTable Outline() => new(this, "part by part", _rows.GroupBy(row => row.Name.Split('.')[0])
        .Select(part => (part, whole: _parts.TryGetValue(part.Key, out var seen) ? seen : ("ModuleList", [.. part.Last().OutputShape]))) // a list is no layer that runs
        .Select(each => new LayerRow(each.part.Key, each.whole.Class, each.whole.OutputShape,
            each.part.Sum(row => row.Parameters), each.part.Sum(row => row.MultiplyAdds))));

    /// <inheritdoc/>
    public int Count => _rows.Count;

    /// <inheritdoc/>
    public LayerRow this[int index] => _rows[index];

    /// <inheritdoc/>
    public IEnumerator<LayerRow> GetEnumerator() => _rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The table as text, with totals in the last line.</summary>
    public override string ToString()
    {
        string[][] lines = [Header, .. Cells(), Totals()];
        var widths = Header.Index().Select(column => lines.Max(line => line[column.Index].Length)).ToArray();
        return string.Join("\n", [_caption, .. lines.Select(line => string.Join("  ", line.Select((cell, i) =>
            i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))))]);
    }

    /// <inheritdoc/>
    public string ToHtml()
    {
        return $"""<table style="color:inherit;border-collapse:collapse;font-variant-numeric:tabular-nums"><caption style="text-align:left;font-weight:bold">{WebUtility.HtmlEncode(_caption)}</caption><thead>{Line(Header, "th")}</thead><tbody>{string.Concat(Cells().Select(cells => Line(cells, "td")))}</tbody><tfoot>{Line(Totals(), "th")}</tfoot></table>""";

        static string Line(string[] cells, string tag) => $"<tr>{string.Concat(cells.Select((cell, i) =>
            $"""<{tag} style="padding:0.15em 0.8em;border-bottom:1px solid #8888;text-align:{(i < 2 ? "left" : "right")}">{WebUtility.HtmlEncode(cell)}</{tag}>"""))}</tr>";
    }

    private static string[] Header => ["Name", "Layer", "Output shape", "Parameters", "Multiply-adds"];

    private IEnumerable<string[]> Cells() =>
        _rows.Select(row => (string[])[row.Name, row.Layer, Shape(row.OutputShape), Number(row.Parameters), Number(row.MultiplyAdds)]);

    private string[] Totals() => ["Total", "", "", Number(_parameters), Number(_multiplyAdds)];

    private static IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> Leaves(nn.Module module, string path)
    {
        var children = Summary.Children(module).ToList();
        if (children.Count == 0) return module is nn.Module<Tensor, Tensor> layer ? [(path, layer)] : [];
        return children.SelectMany(child => Leaves(child.Module, path.Length == 0 ? child.Name : $"{path}.{child.Name}"));
    }

    // Every element of the output is one dot product.
    private static long MultiplyAdds(nn.Module layer, Tensor output) => layer switch
    {
        Convolution { transposed: false } conv => output.numel() * (conv.in_channels / conv.groups) * conv.kernel_size.Aggregate(1L, (area, side) => area * side),
        Linear linear => output.numel() * linear.in_features,
        _ => 0,
    };

    private static string Shape(IEnumerable<long> shape) => $"({string.Join(", ", shape)})";

    private static string Number(long number) => number == 0 ? "–" : number.ToString("N0", CultureInfo.InvariantCulture);
}
