using static TorchSharp.torch;

namespace NotebookLib.Models;

/// <summary>
/// Saves and loads named tensors, such as the weights of a network, in the safetensors format.
/// </summary>
/// <remarks>
/// The format is a list of names, types and shapes followed by plain numbers. Unlike Python's pickle, in which PyTorch
/// saves by default, it cannot carry code: a file from a stranger is as harmless as a picture.
/// See <see href="https://github.com/huggingface/safetensors">the format's description</see>.
/// </remarks>
public static class SafeTensors
{
    /// <summary>Saves all parameters and buffers of a network by name.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">The file, in a folder that is made where it is missing; one that exists is replaced once the new one is complete.</param>
    /// <param name="dtype">Converts floating-point tensors to this type: <c>Float16</c> halves the file. Null keeps each one's own.</param>
    /// <param name="metadata">Free text to go with the tensors, by key.</param>
    public static void Save(nn.Module module, string path, ScalarType? dtype = null, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(module.state_dict(), path, dtype, metadata);

    /// <summary>Saves tensors by name.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="path">The file, in a folder that is made where it is missing; one that exists is replaced once the new one is complete.</param>
    /// <param name="dtype">Converts floating-point tensors to this type. Null keeps each one's own.</param>
    /// <param name="metadata">Free text to go with the tensors, by key.</param>
    /// <exception cref="ArgumentException">A tensor has a type that the format does not know.</exception>
    public static void Save(IReadOnlyDictionary<string, Tensor> tensors, string path, ScalarType? dtype = null,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Wide numbers first, as in the reference implementation: every tensor then begins at a multiple of its own width.
        var ordered = tensors
            .Select(pair => (Name: pair.Key, Tensor: pair.Value, Type: dtype is { } type && pair.Value.is_floating_point() ? type : pair.Value.dtype))
            .OrderByDescending(item => SafeTensorsHeader.SizeOf(item.Type)).ThenBy(item => item.Name, StringComparer.Ordinal)
            .ToList();
        var header = SafeTensorsHeader.Write(ordered.Select(item => (item.Name, item.Type, item.Tensor.shape)), metadata);

        WholeFile.Write(path, file =>
        {
            file.Write(header);
            foreach (var (_, tensor, type) in ordered)
            {
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                SafeTensorsFile.Write(file, tensor.to(type));
            }
        });
    }

    /// <summary>Reads all tensors of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>New tensors on the CPU by name; the caller owns them.</returns>
    /// <exception cref="InvalidDataException">The file breaks the format or was cut short; the message says where.</exception>
    public static Dictionary<string, Tensor> Load(string path)
    {
        using var file = new SafeTensorsFile(path);
        using var scope = NewDisposeScope();
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor => file.Read(tensor.Name).MoveToOuterDisposeScope());
    }

    /// <summary>Loads the parameters and buffers of a network by name, converting each to the type and device that the network has.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">The file.</param>
    /// <param name="strict">Whether names and shapes must match one to one. If not, what fits is loaded, and the rest is
    /// left as it was and reported.</param>
    /// <returns>What was not loaded, and why.</returns>
    /// <exception cref="InvalidDataException">The file breaks the format; or, if strict, it does not match the network,
    /// which is then left as it was. The message lists what differs.</exception>
    public static LoadReport Load(nn.Module module, string path, bool strict = true) =>
        Load(module, path, differs => strict ? differs : LoadReport.Nothing);

    /// <param name="module">The network.</param>
    /// <param name="path">The file.</param>
    /// <param name="faults">What of the differences is not to be tolerated: then nothing is loaded.</param>
    internal static LoadReport Load(nn.Module module, string path, Func<LoadReport, LoadReport> faults)
    {
        using var file = new SafeTensorsFile(path);
        var state = module.state_dict();
        var stored = file.Tensors.ToDictionary(tensor => tensor.Name);
        var report = new LoadReport(
            Missing: [.. state.Keys.Where(name => !stored.ContainsKey(name))],
            Unexpected: [.. stored.Keys.Where(name => !state.ContainsKey(name))],
            MisShaped: [.. stored.Values
                .Where(tensor => state.TryGetValue(tensor.Name, out var own) && !own.shape.SequenceEqual(tensor.Shape))
                .Select(tensor => $"{tensor.Name}: [{string.Join(", ", tensor.Shape)}] in the file, [{string.Join(", ", state[tensor.Name].shape)}] in the network")]);
        if (faults(report) is { IsComplete: false } found)
            throw new InvalidDataException($"{path} does not match the network {Summary.Name(module)}.{Environment.NewLine}{found}");

        using var _ = no_grad();
        foreach (var (name, own) in state)
        {
            if (!stored.TryGetValue(name, out var tensor) || !own.shape.SequenceEqual(tensor.Shape)) continue;
            using var scope = NewDisposeScope();
            own.copy_(file.Read(name));
        }
        return report;
    }
}

/// <summary>What loading weights from a file left undone.</summary>
/// <param name="Missing">Names that the network has and the file has not.</param>
/// <param name="Unexpected">Names that the file has and the network has not.</param>
/// <param name="MisShaped">Names that both have with different shapes, with the shapes.</param>
public sealed record LoadReport(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> MisShaped)
{
    internal static readonly LoadReport Nothing = new([], [], []);

    /// <summary>Whether every tensor of the file went to a tensor of the network, and none was left over on either side.</summary>
    public bool IsComplete => Missing.Count + Unexpected.Count + MisShaped.Count == 0;

    /// <summary>The report as text, one line for each kind of difference.</summary>
    public override string ToString()
    {
        (string Kind, IReadOnlyList<string> Names)[] kinds = [("Missing", Missing), ("Unexpected", Unexpected), ("Mis-shaped", MisShaped)];
        return IsComplete
            ? "All tensors loaded."
            : string.Join(Environment.NewLine, from kind in kinds
                                               where kind.Names.Count > 0
                                               select $"{kind.Kind} ({kind.Names.Count}): {string.Join("; ", kind.Names)}");
    }
}
