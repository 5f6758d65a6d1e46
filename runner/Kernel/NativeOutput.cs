using System.Runtime.InteropServices;
using System.Text;
using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>What is written past <see cref="Console"/>: by native code, and by processes that a cell starts. Who started this process reads it.</summary>
internal static partial class NativeOutput
{
    private static readonly Stream[] Streams = [Console.OpenStandardOutput(), Console.OpenStandardError()];

    /// <summary>Marks where the output of a cell ends.</summary>
    public static void Mark(string requestId)
    {
        Flush();
        foreach (var stream in Streams)
        {
            try
            {
                stream.Write(Encoding.UTF8.GetBytes(Wire.EndMark(requestId)));
            }
            catch (IOException)
            {
                // A cell has closed it: then nothing comes from there.
            }
        }
    }

    // C keeps what it writes to a pipe until there is enough of it.
    private static void Flush()
    {
        if (OperatingSystem.IsWindows()) FlushWindows(0);
        else FlushUnix(0);
    }

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int FlushUnix(nint allStreams);

    [LibraryImport("ucrtbase", EntryPoint = "fflush")]
    private static partial int FlushWindows(nint allStreams);
}
