using System.Runtime.InteropServices;

namespace Runner.Processes;

/// <summary>
/// Gives back what a process has freed and keeps for later, once it has done next to nothing for a while: where many learners
/// share a machine, most of their processes wait for somebody who reads.
/// </summary>
/// <param name="giveBack">What is done then.</param>
internal sealed partial class SpareMemory(Action giveBack)
{
    /// <summary>How often to look.</summary>
    public static readonly TimeSpan Often = TimeSpan.FromSeconds(20);

    /// <summary>In bytes; a process that waits allocates less in that time, and one that works far more.</summary>
    private const long NextToNothing = 1 << 20;

    // .NET's pools of arrays let go of what they have kept for a minute, of some at each collection of garbage.
    private const int FirstAgain = 5, LastAgain = 8;

    private long _allocated;
    private int _quiet;

    /// <summary>Of this process.</summary>
    public SpareMemory() : this(GiveBack)
    {
    }

    /// <summary>Watches this process until it is disposed of, whatever runs meanwhile.</summary>
    public static IDisposable Watch()
    {
        var spare = new SpareMemory();
        return new Timer(_ => spare.Look(), null, Often, Often);
    }

    /// <inheritdoc cref="Look(long)"/>
    public void Look() => Look(GC.GetTotalAllocatedBytes());

    /// <summary>Looks at what the process has done since the last time.</summary>
    /// <param name="allocated">How many bytes it has allocated since its start.</param>
    public void Look(long allocated)
    {
        _quiet = allocated - _allocated < NextToNothing ? _quiet + 1 : 0;
        _allocated = allocated;
        if (_quiet is 1 or (>= FirstAgain and <= LastAgain)) giveBack();
    }

    private static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            if (OperatingSystem.IsLinux()) Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc (musl), which keeps little.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nint kept);
}
