using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using NotebookLib.Models;
using static TorchSharp.torch;

namespace Make;

/// <summary>
/// Takes the weights of a MobileNetV2 and of a detector's head out of the npm package <c>@mediapipe/objectron</c>.
/// </summary>
/// <remarks>
/// The package's asset file holds a label map and a TensorFlow Lite model. <c>layers.json</c> beside this file says where in
/// it the numbers of each convolution begin: half-precision, little-endian, first the weight with its output channels,
/// height, width and input channels, and elsewhere the bias. Nothing else of TensorFlow Lite's format needs to be read.
/// </remarks>
public static class MobileNet
{
    private const string Asset = "package/objectron_solution_packed_assets.data";
    private const string Sha256 = "470986ca5df183f41698da6de74b027d838fe289d77b5ab094497d350bee664e";

    private sealed record Layer(string Name, int[] Shape, int Weight, int Bias);

    public static void Convert(string package, string folder)
    {
        var asset = Read(package);
        using var layout = typeof(MobileNet).Assembly.GetManifestResourceStream("layers.json")!;
        foreach (var (file, layers) in JsonSerializer.Deserialize<Dictionary<string, Layer[]>>(layout, JsonSerializerOptions.Web)!)
        {
            using var scope = NewDisposeScope();
            Dictionary<string, Tensor> tensors = [];
            foreach (var layer in layers)
            {
                var (weight, bias) = Convert(asset, layer);
                tensors.Add($"{layer.Name}.weight", weight);
                tensors.Add($"{layer.Name}.bias", bias);
            }
            var path = Path.Combine(folder, $"{file}.safetensors");
            SafeTensors.Save(tensors, path, metadata: new Dictionary<string, string>
            {
                ["source"] = "npm:@mediapipe/objectron@0.4.1675468480",
                ["license"] = "Apache-2.0",
            });
            Console.WriteLine($"{path}: {tensors.Count} tensors, {tensors.Values.Sum(tensor => tensor.NumberOfElements):N0} numbers");
        }
    }

    private static byte[] Read(string package)
    {
        using var file = File.OpenRead(package);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var archive = new TarReader(unpacked);
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.Name != Asset) continue;
            using var asset = new MemoryStream();
            entry.DataStream!.CopyTo(asset);
            var sha256 = System.Convert.ToHexStringLower(SHA256.HashData(asset.GetBuffer().AsSpan(0, (int)asset.Length)));
            return sha256 == Sha256
                ? asset.ToArray()
                : throw new InvalidDataException($"{Asset} in {package} has the SHA-256 {sha256}, not {Sha256}: this is another version of the package.");
        }
        throw new InvalidDataException($"{package} has no {Asset}: this is another package.");
    }

    // TensorFlow orders a weight as output, height, width, input channel, and a depthwise one as 1, height, width, channel.
    private static (Tensor Weight, Tensor Bias) Convert(byte[] asset, Layer layer)
    {
        var depthwise = layer.Name.EndsWith(".depthwise", StringComparison.Ordinal);
        var weight = Numbers(asset, layer.Weight, layer.Shape).permute(depthwise ? [3, 0, 1, 2] : [0, 3, 1, 2]);
        return (weight.contiguous(), Numbers(asset, layer.Bias, [(int)weight.shape[0]]));
    }

    private static Tensor Numbers(byte[] asset, int offset, int[] shape) =>
        tensor(MemoryMarshal.Cast<byte, Half>(asset.AsSpan(offset))[..shape.Aggregate(1, (product, size) => product * size)].ToArray(),
            [.. shape.Select(size => (long)size)]);
}
