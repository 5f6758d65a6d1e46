using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using TorchSharp;

namespace NotebookLib.Models;

/// <summary>A tensor as the header of a safetensors file announces it.</summary>
/// <param name="Name">The tensor's name, for a network's weights the parameter's path, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its sizes; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin, counted from the start of the file.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record SafeTensorInfo(string Name, torch.ScalarType Type, IReadOnlyList<long> Shape, long Offset, long Length);

/// <summary>Reads, checks and writes the header of a safetensors file.</summary>
/// <remarks>The file is: the header's length in 8 little-endian bytes; the header, a JSON object that gives every
/// tensor's type, shape and byte range; then the bytes of all tensors, without a gap or an overlap.</remarks>
internal static class SafeTensorsHeader
{
    private const int LengthSize = sizeof(ulong);
    private const int MaxSize = 100_000_000;
    private const string Metadata = "__metadata__";

    private static readonly Dictionary<string, (torch.ScalarType Type, int Size)> Types = new()
    {
        ["F64"] = (torch.ScalarType.Float64, 8),
        ["F32"] = (torch.ScalarType.Float32, 4),
        ["F16"] = (torch.ScalarType.Float16, 2),
        ["BF16"] = (torch.ScalarType.BFloat16, 2),
        ["I64"] = (torch.ScalarType.Int64, 8),
        ["I32"] = (torch.ScalarType.Int32, 4),
        ["I16"] = (torch.ScalarType.Int16, 2),
        ["I8"] = (torch.ScalarType.Int8, 1),
        ["U8"] = (torch.ScalarType.Byte, 1),
        ["BOOL"] = (torch.ScalarType.Bool, 1),
    };

    /// <exception cref="InvalidDataException">The header breaks the format; the message names file and tensor.</exception>
    internal static (List<SafeTensorInfo> Tensors, Dictionary<string, string> Metadata) Read(Stream file, string path)
    {
        if (file.Length < LengthSize) throw Damaged(path, $"it has {file.Length} bytes, too few for a safetensors file.");
        Span<byte> length = stackalloc byte[LengthSize];
        file.ReadExactly(length);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (size > MaxSize) throw Damaged(path, $"it announces a header of {size:N0} bytes; {MaxSize:N0} is the format's limit. Is it a safetensors file?");
        if (size > (ulong)(file.Length - LengthSize)) throw Damaged(path, $"it announces a header of {size:N0} bytes but has only {file.Length:N0} in all: it was cut short, or is no safetensors file.");

        var header = new byte[size];
        file.ReadExactly(header);
        if (header is not [(byte)'{', ..]) throw Damaged(path, "its header does not begin with '{'. Is it a safetensors file?");
        try
        {
            using var json = JsonDocument.Parse(header, new() { MaxDepth = 8, AllowDuplicateProperties = false });
            return Check(json.RootElement, dataStart: LengthSize + (long)size, file.Length, path);
        }
        // JsonDocument reports text that is not Unicode only when it is asked for, and then as InvalidOperationException.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Damaged(path, $"its header is not the JSON it should be: {e.Message}", e);
        }
    }

    private static (List<SafeTensorInfo>, Dictionary<string, string>) Check(JsonElement header, long dataStart, long fileLength, string path)
    {
        List<SafeTensorInfo> tensors = [];
        Dictionary<string, string> metadata = [];
        foreach (var property in header.EnumerateObject())
        {
            if (property.Name != Metadata) tensors.Add(CheckTensor(property, dataStart, fileLength, path));
            else metadata = property.Value.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "");
        }

        var end = dataStart;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Length))
        {
            if (tensor.Offset < end) throw Damaged(path, $"tensor {Quoted(tensor.Name)} overlaps the one before it.");
            if (tensor.Offset > end) throw Damaged(path, $"before tensor {Quoted(tensor.Name)} are bytes that belong to no tensor.");
            end = tensor.Offset + tensor.Length;
        }
        if (end != fileLength) throw Damaged(path, "after the last tensor are bytes that belong to no tensor.");
        return (tensors, metadata);
    }

    private static SafeTensorInfo CheckTensor(JsonProperty property, long dataStart, long fileLength, string path)
    {
        var name = Quoted(property.Name);
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !property.Value.TryGetProperty("shape", out var sizes) || !TryGetNumbers(sizes, out var shape)
            || !property.Value.TryGetProperty("data_offsets", out var offsets) || !TryGetNumbers(offsets, out var range)
            || range is not [var begin, var end])
        {
            throw Damaged(path, $"tensor {name} is not described by dtype, shape and data_offsets.");
        }

        if (!Types.TryGetValue(dtype.GetString()!, out var type))
            throw Damaged(path, $"tensor {name} has the dtype {Quoted(dtype.GetString()!)}; {string.Join(", ", Types.Keys)} can be read.");
        if (begin > end || end > fileLength - dataStart)
            throw Damaged(path, $"tensor {name} is said to be bytes {begin:N0} to {end:N0} of {fileLength - dataStart:N0}: the file is damaged or was cut short.");

        // The elements of all sizes but zeros are counted too: libtorch multiplies them for an empty tensor's strides.
        Int128 bytes = type.Size, span = type.Size;
        foreach (var dimension in shape)
        {
            bytes *= dimension;
            span *= Math.Max(dimension, 1);
            if (span > long.MaxValue) throw Damaged(path, $"tensor {name} has a shape with more elements than any memory.");
        }
        if (bytes != end - begin)
            throw Damaged(path, $"tensor {name} of shape [{string.Join(", ", shape)}] and dtype {dtype} needs {bytes:N0} bytes but has {end - begin:N0}.");
        return new(property.Name, type.Type, shape, dataStart + begin, end - begin);
    }

    // The longest list of sizes that is read; no network comes near it, and each size costs libtorch memory.
    private const int MaxDimensions = 64;

    private static bool TryGetNumbers(JsonElement element, out long[] numbers)
    {
        numbers = [];
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() > MaxDimensions) return false;
        numbers = [.. element.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) ? number : -1)];
        return numbers.All(number => number >= 0);
    }

    /// <summary>The length and the header of a file that holds these tensors in this order.</summary>
    internal static byte[] Write(IEnumerable<(string Name, torch.ScalarType Type, long[] Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[LengthSize]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject(Metadata);
                foreach (var (key, value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            var offset = 0L;
            foreach (var (name, type, shape) in tensors)
            {
                if (name == Metadata) throw new ArgumentException($"A tensor cannot be named {Metadata}: the format keeps that name for itself.");
                json.WriteStartObject(name);
                json.WriteString("dtype", NameOf(type));
                WriteNumbers("shape", shape);
                var end = offset + (shape.Aggregate(1L, (product, size) => product * size) * SizeOf(type));
                WriteNumbers("data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }
            json.WriteEndObject();

            void WriteNumbers(string name, long[] numbers)
            {
                json.WriteStartArray(name);
                foreach (var number in numbers) json.WriteNumberValue(number);
                json.WriteEndArray();
            }
        }
        // Spaces up to a multiple of 8, so that the numbers behind the header are aligned in memory.
        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', (int)(-buffer.Length & 7))));
        var bytes = buffer.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)(bytes.Length - LengthSize));
        return bytes;
    }

    internal static int SizeOf(torch.ScalarType type) => Types[NameOf(type)].Size;

    private static string NameOf(torch.ScalarType type) =>
        Types.FirstOrDefault(pair => pair.Value.Type == type).Key
        ?? throw new ArgumentException($"Tensors of type {type} cannot be saved; {string.Join(", ", Types.Values.Select(known => known.Type))} can.");

    private static InvalidDataException Damaged(string path, string what, Exception? cause = null) => new($"{path}: {what}", cause);

    private static string Quoted(string name) => name.Length <= 100 ? $"'{name}'" : $"'{name[..100]}…'";
}
