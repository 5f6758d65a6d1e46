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
        var real = Real(file);
        return Below(real, Repository(folder) ?? Real(folder)) || (root is not null && Below(real, Real(root)));
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
        for (var at = new DirectoryInfo(Real(folder)); at.Parent is not null && at.FullName != home; at = at.Parent)
        {
            if (!Path.Exists(Path.Combine(at.FullName, ".git"))) continue;
            return OperatingSystem.IsWindows() || (at.UnixFileMode & UnixFileMode.OtherWrite) == 0 ? at.FullName : null;
        }

        return null;
    }

    /// <summary>The path without links, whichever of its folders is one.</summary>
    private static string Real(string path)
    {
        var whole = Path.GetFullPath(path);
        var real = Path.GetPathRoot(whole)!;
        var names = new Stack<string>(Names(whole[real.Length..]).Reverse());
        for (var links = 0; names.TryPop(out var name);)
        {
            var next = new FileInfo(Path.Combine(real, name));
            if (next.LinkTarget is not { } target)
            {
                real = next.FullName;
                continue;
            }

            if (++links > 40) throw new IOException($"{path}: too many links lead on from one to the next.");
            var led = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(led)!;
            foreach (var each in Names(led[real.Length..]).Reverse()) names.Push(each);
        }

        return real;

        static string[] Names(string rest) => rest.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
    }
}
