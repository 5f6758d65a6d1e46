using System.Text;

namespace Runner.Documents;

/// <summary>A file that is written whole or not at all.</summary>
/// <remarks>
/// It is written beside its place, under a name that nobody knows before, and renamed: whoever reads it finds the old contents
/// or the new, never a part. A link stays, and what it leads to is written. The mode stays, and the owner as far as the system
/// lets this user give files away.
/// </remarks>
internal static class WholeFile
{
    /// <summary>No file takes longer to write: what is as old was left by a process that was killed.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    // One for each path, as far as paths go: two that share one wait for each other, which costs nothing.
    private static readonly Lock[] Writing = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    /// <summary>Writes text as UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It is read-only, or not this user's to change.</exception>
    public static void Write(string path, string text) => Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes what another file holds.</summary>
    /// <inheritdoc cref="Write(string, string)"/>
    public static void Copy(string source, string path) => Write(path, file =>
    {
        using var from = File.OpenRead(source);
        from.CopyTo(file);
    });

    /// <param name="path">The file.</param>
    /// <param name="make">Writes the contents.</param>
    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string path, Action<Stream> make)
    {
        var target = RealPath.Of(path);
        lock (Writing[(uint)target.GetHashCode() % Writing.Length])
        {
            RequireWritable(target);
            RemoveAbandoned(target);
            var draft = $"{target}.{Path.GetRandomFileName()}.part";
            try
            {
                using (var file = new FileStream(draft, Options(target))) make(file);
                KeepOwnerAndMode(target, draft);
                File.Move(draft, target, overwrite: true);
            }
            catch
            {
                File.Delete(draft);
                throw;
            }
        }
    }

    // Renaming asks for no right to the file, only to its folder.
    private static void RequireWritable(string target)
    {
        if (!File.Exists(target)) return;
        if (FileOwner.Of(target) is { IsRegularFile: false }) throw new IOException($"{target} is no regular file.");
        var isReadOnly = OperatingSystem.IsWindows()
            ? File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly)
            : (File.GetUnixFileMode(target) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;
        if (isReadOnly) throw new UnauthorizedAccessException($"{target} is read-only.");
        new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
    }

    private static void RemoveAbandoned(string target)
    {
        foreach (var draft in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, $"{Path.GetFileName(target)}.*.part"))
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(draft) > Abandoned) File.Delete(draft);
    }

    // Until it has its mode, nobody else reads what may be private.
    private static FileStreamOptions Options(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && File.Exists(target)) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static void KeepOwnerAndMode(string target, string draft)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(target)) return;
        var mode = File.GetUnixFileMode(target);
        if (FileOwner.Of(target) is { } owner && FileOwner.Of(draft) is { } own && (owner.User, owner.Group) != (own.User, own.Group)) owner.Give(draft);
        File.SetUnixFileMode(draft, mode);
    }
}
