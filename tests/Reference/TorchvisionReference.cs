using System.Text.Json;

namespace Tests.Reference;

/// <summary>What torchvision says of a network; written by torchvision_models.py.</summary>
internal sealed record TorchvisionReference(
    long Parameters, long InputSize, double Gain, float[] Logits, Dictionary<string, long[]> State)
{
    internal static TorchvisionReference Read(string network) =>
        JsonSerializer.Deserialize<TorchvisionReference>(
            File.ReadAllText(ReferenceFiles.PathOf($"torchvision/{network}.json")),
            JsonSerializerOptions.Web)!;
}
