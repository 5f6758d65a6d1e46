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

    private static IEnumerable<string> Upward(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
