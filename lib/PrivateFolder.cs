using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>Folders of the user's that nobody else can change, for files that are trusted when they are found again.</summary>
/// <remarks>The engine has its own (<c>runner/Documents</c>), as neither knows the other: what is mended in one is to be looked at in both.</remarks>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int WritableByOthers = 0b010, WritableByGroup = 0b010_000, Sticky = 1 << 9, TypeOfFile = 0xf000, Link = 0xa000;

    /// <summary>Makes the folder where it is missing, closed to everybody else.</summary>
    /// <param name="path">Its full path.</param>
    /// <returns>The path.</returns>
    /// <exception cref="IOException">It cannot be made, or somebody else can change it or put another in its place.</exception>
    public static string Make(string path)
    {
        if (!Path.IsPathFullyQualified(path)) throw new IOException($"There is no home folder to make {path} in.");
        try
        {
            if (OperatingSystem.IsWindows()) return Directory.CreateDirectory(path).FullName; // A profile is closed to others there.
            if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnly);
            RequireOwn(path, WritableByGroup | WritableByOthers);
            if (File.GetUnixFileMode(path) != OwnerOnly) File.SetUnixFileMode(path, OwnerOnly); // Which only its owner may.
            return path;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    // The user's or the system's, and so is all above it. What others can write to they can exchange, but for folders such as
    // /tmp, where everybody keeps what is theirs.
    private static void RequireOwn(string path, int forbidden)
    {
        for (var each = path; each is not null; (each, forbidden) = (Path.GetDirectoryName(each), WritableByOthers))
        {
            if (Look(each) is not var (owner, mode)) return;
            if (owner != 0 && owner != geteuid()) throw Refused(each, "it belongs to somebody else");
            if ((mode & TypeOfFile) == Link) RequireOwn(Path.GetFullPath(new FileInfo(each).LinkTarget!, Path.GetDirectoryName(each)!), forbidden);
            else if ((mode & forbidden) != 0 && (mode & Sticky) == 0) throw Refused(each, "others can write to it");
        }
    }

    private static IOException Refused(string path, string why) => new($"{path} is not used, because {why}.");

    /// <summary>Owner and mode of a file or folder, links not followed; null where the system has no such call.</summary>
    private static (uint Owner, int Mode)? Look(string path)
    {
        const int atWorkingDirectory = -100, linkItself = 0x100, typeModeAndOwner = 0b1011;
        try
        {
            var found = new byte[256];
            if (statx(atWorkingDirectory, path, linkItself, typeModeAndOwner, found) != 0) throw new IOException($"{path} cannot be looked at.");
            return (BitConverter.ToUInt32(found, 20), BitConverter.ToUInt16(found, 28));
        }
        catch (EntryPointNotFoundException)
        {
            return null; // Only Linux has it.
        }
    }

    [DllImport("libc", ExactSpelling = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int statx(int folder, string path, int flags, uint mask, byte[] found);

    [DllImport("libc", ExactSpelling = true)]
    private static extern uint geteuid();
}
