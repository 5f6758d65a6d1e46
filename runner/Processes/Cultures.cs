using System.Globalization;
using System.Runtime.InteropServices;

namespace Runner.Processes;

/// <summary>
/// Whether cells know the cultures of the world. The runner itself speaks none; a kernel process is to behave as a console program
/// on the same machine, which needs the library ICU and does not start without it.
/// </summary>
internal static class Cultures
{
    /// <summary>The runtime's variable for programs that do without.</summary>
    public const string Variable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    private const int OldestIcu = 50, NewestIcu = 99;

    /// <summary>Whether the machine has them. Windows and macOS always do.</summary>
    public static bool AreThere { get; } = !OperatingSystem.IsLinux()
        || Enumerable.Range(OldestIcu, NewestIcu - OldestIcu + 1).Reverse().Select(version => $"libicuuc.so.{version}").Prepend("libicuuc.so").Any(Loads);

    /// <summary>Whether this process knows none.</summary>
    public static bool AreMissingHere => CultureInfo.GetCultures(CultureTypes.AllCultures).Length <= 1;

    private static bool Loads(string library)
    {
        if (!NativeLibrary.TryLoad(library, out var handle)) return false;
        NativeLibrary.Free(handle);
        return true;
    }
}
