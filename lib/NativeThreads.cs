using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>
/// Lets libtorch's threads yield the core when they have waited for each other a little while.
/// </summary>
/// <remarks>
/// A step of training is hundreds of short parallel regions, and the threads meet at the end of each. libgomp lets them spin
/// there for up to milliseconds: where other work wants the cores, they burn the time that the thread they wait for needs.
/// A few thousand rounds are as fast on a quiet machine, and several times as fast on a busy one (<c>benchmarks/</c>).
/// See <c>GOMP_SPINCOUNT</c> in the manual of GNU libgomp; it is read once, when the library loads.
/// </remarks>
internal static class NativeThreads
{
    private const string Spins = "GOMP_SPINCOUNT", Policy = "OMP_WAIT_POLICY";

    /// <summary>To be called before libtorch is loaded; does nothing where the user has decided.</summary>
    public static void YieldSoon()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Policy) is { Length: > 0 }) return;
        try
        {
            // .NET's own copy of the environment is not what a native library reads.
            _ = setenv(Spins, "5000", overwrite: 0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc: its threads stay as they are.
        }
    }

    [DllImport("libc", ExactSpelling = true)]
    private static extern int setenv([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
