namespace NotebookLib;

/// <summary>A file that is written whole or not at all: beside its place, under a name that nobody knows before, and then renamed.</summary>
/// <remarks>The engine has its own (<c>runner/Documents</c>), as neither knows the other: what is mended in one is to be looked at in both.</remarks>
internal static class WholeFile
{
    /// <summary>Makes missing folders, and replaces an existing file. A link stays, and what it leads to is written; the mode stays, too.</summary>
    /// <param name="path">The file.</param>
    /// <param name="make">Writes the contents.</param>
    /// <exception cref="UnauthorizedAccessException">The file is read-only.</exception>
    public static void Write(string path, Action<Stream> make)
    {
        var full = Path.GetFullPath(path);
        var target = new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(target) && IsReadOnly(target)) throw new UnauthorizedAccessException($"{target} is read-only.");
        var draft = $"{target}.{Path.GetRandomFileName()}";
        try
        {
            using (var file = new FileStream(draft, FileMode.CreateNew)) make(file);
            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(draft, File.GetUnixFileMode(target));
            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    // To root nothing is, but for what its owner has said.
    private static bool IsReadOnly(string file) => OperatingSystem.IsWindows()
        ? File.GetAttributes(file).HasFlag(FileAttributes.ReadOnly)
        : (File.GetUnixFileMode(file) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;
}
