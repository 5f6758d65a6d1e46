using static TorchSharp.torch;

namespace NotebookLib.Models;

/// <summary>
/// An open safetensors file: what it holds is known at once, and tensors are read one by one when asked for.
/// </summary>
public sealed class SafeTensorsFile : IDisposable
{
    // Tensors cross as spans, whose length is an int: larger ones cross in pieces of this many elements.
    private const long PieceSize = 1 << 26;

    private readonly FileStream _file;
    private readonly Dictionary<string, SafeTensorInfo> _tensors;

    /// <summary>Opens a file and checks all that it says about its tensors; reads none of them.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file breaks the format or was cut short; the message says where.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public SafeTensorsFile(string path)
    {
        _file = File.OpenRead(path);
        try
        {
            (var tensors, Metadata) = SafeTensorsHeader.Read(_file, path);
            _tensors = tensors.ToDictionary(tensor => tensor.Name);
            Tensors = tensors;
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<SafeTensorInfo> Tensors { get; }

    /// <summary>Free text about the file, by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>A new tensor on the CPU; the caller owns it.</returns>
    /// <exception cref="KeyNotFoundException">The file has no tensor of that name.</exception>
    /// <exception cref="EndOfStreamException">The file has become shorter since it was opened.</exception>
    public Tensor Read(string name)
    {
        if (!_tensors.TryGetValue(name, out var info))
            throw new KeyNotFoundException($"{_file.Name} has no tensor '{name}'.");

        using var scope = NewDisposeScope();
        // A stored bool may be any byte, but libtorch trusts it to be 0 or 1: it is read as a number and compared.
        var isBool = info.Type == ScalarType.Bool;
        var tensor = empty([.. info.Shape], isBool ? ScalarType.Byte : info.Type);
        var flat = tensor.view(-1);
        _file.Position = info.Offset;
        for (var at = 0L; at < flat.NumberOfElements; at += PieceSize)
            _file.ReadExactly(flat.narrow(0, at, Math.Min(PieceSize, flat.NumberOfElements - at)).bytes);
        return (isBool ? tensor.ne(0) : tensor).MoveToOuterDisposeScope();
    }

    /// <summary>Closes the file. Tensors that were read stay.</summary>
    public void Dispose() => _file.Dispose();

    internal static void Write(Stream file, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.cpu().contiguous().view(-1);
        for (var at = 0L; at < flat.NumberOfElements; at += PieceSize)
            file.Write(flat.narrow(0, at, Math.Min(PieceSize, flat.NumberOfElements - at)).bytes);
    }
}
