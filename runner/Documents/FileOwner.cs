using System.Runtime.InteropServices;

namespace Runner.Documents;

/// <summary>Whose a file or folder is, and who can change it; links are not followed.</summary>
internal readonly record struct FileOwner(uint User, uint Group, int Mode)
{
    private const int TypeOfFile = 0xf000, Folder = 0x4000, RegularFile = 0x8000, Link = 0xa000;

    /// <summary>Whether it is this user's or the system's.</summary>
    public bool IsTrusted => User == 0 || User == geteuid();

    public bool IsLink => (Mode & TypeOfFile) == Link;

    public bool IsRegularFile => (Mode & TypeOfFile) == RegularFile;

    /// <summary>Whether everybody can make files in it, and nobody change those of others: <c>/tmp</c>.</summary>
    public bool IsShared => (Mode & (TypeOfFile | Sticky | WritableByOthers)) == (Folder | Sticky | WritableByOthers);

    public bool IsOpenToOthers => (Mode & WritableByOthers) != 0 && !IsShared;

    public bool IsOpenToGroup => (Mode & WritableByGroup) != 0;

    private const int WritableByOthers = 0b010, WritableByGroup = 0b010_000, Sticky = 1 << 9;

    /// <summary>That of a path; null where there is nothing, or the system does not tell.</summary>
    public static FileOwner? Of(string path)
    {
        const int workingDirectory = -100, linkItself = 0x100, typeModeUserAndGroup = 0b11011;
        try
        {
            var found = new byte[256];
            return statx(workingDirectory, path, linkItself, typeModeUserAndGroup, found) == 0
                ? new(BitConverter.ToUInt32(found, 20), BitConverter.ToUInt32(found, 24), BitConverter.ToUInt16(found, 28))
                : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null; // Only Linux has it.
        }
    }

    /// <summary>Makes a file this user's and group's, as far as that is allowed: without being root, at most the group.</summary>
    public void Give(string path)
    {
        if (chown(path, User, Group) != 0) _ = chown(path, uint.MaxValue, Group);
    }

    [DllImport("libc", ExactSpelling = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int statx(int folder, string path, int flags, uint mask, byte[] found);

    [DllImport("libc", ExactSpelling = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int chown(string path, uint user, uint group);

    [DllImport("libc", ExactSpelling = true)]
    private static extern uint geteuid();
}
