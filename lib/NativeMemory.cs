using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>
/// Lets the C library keep the memory of freed tensors for the next batch.
/// </summary>
/// <remarks>
/// glibc hands every freed block of megabytes back to the system, and a training step frees dozens: the next step then
/// pays a page fault for each 4 KiB of its feature maps, a third of the whole training time where faults are dear (a virtual
/// machine). Memory does not grow by it: what is kept is what the largest step has used.
/// See <c>mallopt(3)</c>; variables such as <c>MALLOC_TRIM_THRESHOLD_</c> that the user has set are left in force.
/// </remarks>
internal static class NativeMemory
{
    private const int TrimThreshold = -1, MmapThreshold = -3;
    private const int LargestMmapThreshold = 32 << 20;

    public static void KeepFreedBlocks()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            if (!IsSet("MALLOC_MMAP_THRESHOLD_")) _ = mallopt(MmapThreshold, LargestMmapThreshold);
            if (!IsSet("MALLOC_TRIM_THRESHOLD_")) _ = mallopt(TrimThreshold, int.MaxValue);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc (musl): its own allocator stays as it is.
        }
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    [DllImport("libc", ExactSpelling = true)]
    private static extern int mallopt(int option, int value);
}
