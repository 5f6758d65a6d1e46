namespace NotebookLib.Data;

/// <summary>Finds a folder of the course wherever a notebook runs: in <c>notebooks/</c>, at the top, or in a build's output.</summary>
internal static class CourseFolder
{
    /// <summary>
    /// The folder, sought upward from the working directory and then from the library's own place; null where there is none.
    /// </summary>
    /// <param name="relative">Its path below the top of the course, for example <c>data/fashion-mnist</c>.</param>
    public static string? Find(string relative) =>
        Upward(Environment.CurrentDirectory)
            .Concat(Upward(Path.GetDirectoryName(typeof(CourseFolder).Assembly.Location) is { Length: > 0 } library ? library : AppContext.BaseDirectory))
            .Select(folder => Path.Combine(folder, Path.Combine(relative.Split('/'))))
            .FirstOrDefault(Directory.Exists);

    /// <summary>The path of a file that is checked in.</summary>
    /// <param name="folder">The folder's path below the top of the course.</param>
    /// <param name="file">Its name.</param>
    /// <exception cref="FileNotFoundException">The folder, or the file in it, is missing.</exception>
    public static string PathOf(string folder, string file)
    {
        var path = Path.Combine(Find(folder) ?? folder, file);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is missing: restore it from the course's repository, where it is checked in.", path);
    }

    private static IEnumerable<string> Upward(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
