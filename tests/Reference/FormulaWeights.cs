using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Tests.Reference;

/// <summary>Weights by the formula of torchvision_models.py, so that both sides have the same without a file.</summary>
internal static class FormulaWeights
{
    internal static void Fill(nn.Module network, double gain)
    {
        using var _ = no_grad();
        Parallel.ForEach(network.state_dict(), entry =>
        {
            var (name, tensor) = entry;
            if (!name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) Fill(tensor, name, Scale(name, tensor.shape, gain));
        });
    }

    internal static Tensor Image(long size)
    {
        var image = empty(1, 3, size, size);
        Fill(image, "input", (-2, 4));
        return image;
    }

    private static (double Low, double Width) Scale(string name, long[] shape, double gain)
    {
        if (name.EndsWith("running_var", StringComparison.Ordinal)) return (0.5, 1);
        if (name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal)) return (-0.1, 0.2);
        if (shape.Length == 1) return (0.75, 0.5);
        var bound = Math.Sqrt(gain / shape.Skip(1).Aggregate((a, b) => a * b));
        return (-bound, 2 * bound);
    }

    private static void Fill(Tensor tensor, string name, (double Low, double Width) scale)
    {
        var seed = Encoding.UTF8.GetBytes(name).Aggregate(0x811C9DC5u, (hash, b) => (hash ^ b) * 0x01000193u);
        var values = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        for (var i = 0; i < values.Length; i++)
        {
            var x = ((uint)i * 0x9E3779B9u) + seed;
            x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
            x = (x ^ (x >> 13)) * 0xC2B2AE35u;
            x ^= x >> 16;
            values[i] = (float)(scale.Low + (scale.Width * (x / 4294967296.0)));
        }
    }
}
