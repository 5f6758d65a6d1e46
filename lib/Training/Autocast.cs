using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>What a training computes its forward and backward passes in. The weights are float32 either way.</summary>
public enum Precision
{
    /// <summary>32 bits, 24 of them for the digits: about seven decimals.</summary>
    Float32,

    /// <summary>16 bits: the range of float32, but only 8 bits for the digits, two to three decimals. Processors that have it
    /// convolve up to twice as fast with it.</summary>
    BFloat16,
}

/// <summary>PyTorch's <c>torch.autocast("cpu", dtype=torch.bfloat16)</c>: while it lives, convolutions and dense layers that this
/// thread calls on the CPU round their inputs and weights to bfloat16. What libtorch needs in float32 it computes so.</summary>
/// <remarks>TorchSharp has no method for it, so its three C++ functions are called by the names that compilers gave them.</remarks>
internal sealed class Autocast : IDisposable
{
    private const sbyte Cpu = (sbyte)DeviceType.CPU;
    private static readonly Lazy<(SetEnabled Enable, SetType Type, Action Clear)> Native = new(() => (
        Function<SetEnabled>("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z"),
        Function<SetType>("_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE", "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z"),
        new(Function<ClearCache>("_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ"))));

    [ThreadStatic]
    private static int _alive;

    private Autocast()
    {
        _alive++;
        Native.Value.Type(Cpu, (sbyte)ScalarType.BFloat16);
        Native.Value.Enable(Cpu, 1);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void SetEnabled(sbyte device, byte enabled);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void SetType(sbyte device, sbyte type);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void ClearCache();

    /// <summary>Whether this processor multiplies in bfloat16: AVX-512 BF16, or AMX.</summary>
    public static bool IsFast => X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7
        && ((X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0 || (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0);

    /// <exception cref="PlatformNotSupportedException">bfloat16 is asked for and would bring nothing there.</exception>
    public static void Require(Precision precision, Device device)
    {
        if (precision == Precision.Float32 || (device.type == DeviceType.CPU && IsFast)) return;
        throw new PlatformNotSupportedException(
            $"precision: {nameof(Precision)}.{precision} trains on a processor with AVX-512 BF16 or AMX, and not on {(device.type == DeviceType.CPU ? "this one" : $"the device '{device}'")}: "
            + $"leave it out, or give it only where {nameof(Devices)}.{nameof(Devices.HaveBFloat16)} is true.");
    }

    /// <summary>A model's logits, float32, computed in the precision asked for.</summary>
    public static Tensor Call(Precision precision, Func<Tensor, Tensor> model, Tensor input)
    {
        if (precision == Precision.Float32) return model(input);
        using var rounded = new Autocast();
        return model(input).to_type(ScalarType.Float32);
    }

    public void Dispose()
    {
        if (--_alive > 0) return; // A part of a batch ends, and the call of the model goes on.
        Native.Value.Enable(Cpu, 0);
        Native.Value.Clear(); // The rounded weights: the next step finds others.
    }

    private static T Function<T>(string itanium, string microsoft)
        where T : Delegate
        => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(Libtorch.Cpu, OperatingSystem.IsWindows() ? microsoft : itanium));
}
