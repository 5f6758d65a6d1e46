using Runner.Documents;

namespace Runner.Html;

/// <summary>
/// The files that a page may take along: those of the repository that its notebook lies in, or else of the notebook's folder.
/// What prose names is a stranger's word, and the page goes to others: nothing else of the machine may come with it.
/// </summary>
public static class Premises
{
    /// <summary>Whether a file may be taken along; what links lead to counts, not where they lie.</summary>
    /// <param name="folder">The folder of the notebook that names it.</param>
    /// <param name="root">A folder around it whose files may come too: one that is presented as a whole.</param>
    public static bool Hold(string file, string folder, string? root = null)
    {
        try
        {
            var real = RealPath.Of(file);
            return Below(real, Repository(folder) ?? RealPath.Of(folder)) || (root is not null && Below(real, RealPath.Of(root)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Links that lead in a circle or are somebody else's, or what nobody here may read.
        }
    }

    private static bool Below(string file, string folder)
    {
        var way = Path.GetRelativePath(folder, file);
        return !Path.IsPathRooted(way) && way.Split(Path.DirectorySeparatorChar).All(name => !name.StartsWith('.'));
    }

    // Neither the whole home nor a folder that everybody may write to is a repository of notebooks, whatever lies in it.
    private static string? Repository(string folder)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        for (var at = new DirectoryInfo(RealPath.Of(folder)); at.Parent is not null && at.FullName != home; at = at.Parent)
        {
            if (!Path.Exists(Path.Combine(at.FullName, ".git"))) continue;
            return OperatingSystem.IsWindows() || (at.UnixFileMode & UnixFileMode.OtherWrite) == 0 ? at.FullName : null;
        }

        return null;
    }
}
