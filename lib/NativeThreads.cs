using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>
/// Lets libtorch's threads yield the core when they have waited for each other a little while, and has no more of them than
/// this process may have cores.
/// </summary>
/// <remarks>
/// A step of training is hundreds of short parallel regions, and the threads meet at the end of each. libgomp lets them spin
/// there for up to milliseconds: where other work wants the cores, they burn the time that the thread they wait for needs.
/// A few thousand rounds are as fast on a quiet machine, and several times as fast on a busy one (<c>benchmarks/</c>).
/// A container's share of processor time (<c>cpu.max</c>), which .NET counts its processors by, is unknown to libgomp: with a thread for each
/// core of the machine, all of them would stand still together when the share is used up.
/// See <c>GOMP_SPINCOUNT</c> and <c>OMP_NUM_THREADS</c> in the manual of GNU libgomp; they are read once, when the library loads.
/// </remarks>
internal static class NativeThreads
{
    private const string Spins = "GOMP_SPINCOUNT", Policy = "OMP_WAIT_POLICY", Threads = "OMP_NUM_THREADS";
    private const int ProcessorsOnline = 84;

    /// <summary>To be called before libtorch is loaded; does nothing where the user has decided.</summary>
    public static void Share()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            // .NET's own copy of the environment is not what a native library reads.
            if (Environment.GetEnvironmentVariable(Policy) is not { Length: > 0 }) _ = setenv(Spins, "5000", overwrite: 0);
            if (Environment.ProcessorCount < sysconf(ProcessorsOnline)) _ = setenv(Threads, $"{Environment.ProcessorCount}", overwrite: 0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc: its threads stay as they are.
        }
    }

    [DllImport("libc", ExactSpelling = true)]
    private static extern nint sysconf(int name);

    [DllImport("libc", ExactSpelling = true)]
    private static extern int setenv([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
