using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>Where tensors are computed.</summary>
public static class Devices
{
    /// <summary>The fastest device here, and a line that says which.</summary>
    /// <returns>CUDA (NVIDIA), MPS (Apple silicon) or else the CPU.</returns>
    public static (Device Device, string Message) GetDevice() =>
        cuda.is_available() ? (CUDA, "Using CUDA GPU :)")
        : mps_is_available() ? (MPS, "Using MPS GPU :)")
        : (CPU, "Using CPU :(");

    /// <summary>Whether the CPU here computes in bfloat16, for <see cref="Precision.BFloat16"/>: AVX-512 BF16, or AMX.</summary>
    public static bool HaveBFloat16 => Autocast.IsFast;

    /// <summary>Where a model's parameters are; the CPU for a model without any.</summary>
    internal static Device Of(nn.Module model) => model.parameters().FirstOrDefault()?.device ?? CPU;
}
