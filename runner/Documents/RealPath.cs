namespace Runner.Documents;

/// <summary>Where a path leads once every link on it is followed.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // as the kernels of Linux and macOS

    /// <summary>The path without links; what does not exist may stand at its end.</summary>
    /// <exception cref="IOException">The links lead in a circle, or are somebody else's in a folder that everybody can write to.</exception>
    public static string Of(string path)
    {
        var links = 0;
        return Follow(Path.GetFullPath(path));

        string Follow(string each)
        {
            if (Path.GetDirectoryName(each) is not { } above) return each;
            var folder = Follow(above);
            var name = Path.GetFileName(each);
            if (name is "" or ".") return folder;
            if (name == "..") return Path.GetDirectoryName(folder) ?? folder;
            var here = Path.Combine(folder, name);
            if (new FileInfo(here).LinkTarget is not { } target) return here;
            if (++links > MostLinks) throw new IOException($"{path} leads in a circle.");
            if (FileOwner.Of(here) is { IsTrusted: false } && FileOwner.Of(folder) is { IsShared: true }) throw new IOException($"{here} is a link of somebody else's, which is not followed.");
            return Follow(Path.Combine(folder, target));
        }
    }

    /// <summary>Whether a file lies in a folder, or below it, once every link is followed.</summary>
    public static bool IsWithin(string folder, string file)
    {
        try
        {
            return Of(file).StartsWith(Path.TrimEndingDirectorySeparator(Of(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
