namespace Runner.Documents;

/// <summary>Folders of the user's that nobody else can look into or change: for caches, drafts, and whatever is trusted when it is found again.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder for the data of the user's programs, which may still be to be made; empty where the user has no home.</summary>
    public static string OfUser => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

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
            RequireOwn(path, isAbove: false);
            if (File.GetUnixFileMode(path) != OwnerOnly) File.SetUnixFileMode(path, OwnerOnly); // Which only its owner may.
            return path;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    // The user's or the system's, and so is all above it: what others can write to they can exchange.
    private static void RequireOwn(string path, bool isAbove)
    {
        for (var each = path; each is not null; (each, isAbove) = (Path.GetDirectoryName(each), true))
        {
            if (FileOwner.Of(each) is not { } owner) continue;
            if (!owner.IsTrusted) throw new IOException($"{each} is not used, because it belongs to somebody else.");
            if (owner.IsLink) RequireOwn(Path.GetFullPath(new FileInfo(each).LinkTarget!, Path.GetDirectoryName(each)!), isAbove);
            else if (owner.IsOpenToOthers || (!isAbove && owner.IsOpenToGroup)) throw new IOException($"{each} is not used, because others can write to it.");
        }
    }
}
