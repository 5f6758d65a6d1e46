namespace Runner.Documents;

/// <summary>
/// The notebooks of a folder, by one rule for whoever goes through it: those below it too, but nothing hidden
/// (<c>.ipynb_checkpoints</c>), no build output, and no earlier run's report, whose copies are no sources.
/// </summary>
internal static class NotebookFolder
{
    /// <summary>The notebooks that are run and read, in order of their paths; see <see cref="Notebook.IsIn"/>.</summary>
    /// <param name="leaveOut">A folder that is passed over too: where the reports of these notebooks go.</param>
    public static IEnumerable<string> NotebooksIn(string folder, string? leaveOut = null) => FilesIn(folder, leaveOut).Where(Notebook.IsIn);

    /// <summary>All files, in order of their paths.</summary>
    public static IEnumerable<string> FilesIn(string folder, string? leaveOut = null) =>
        Below(new(folder), leaveOut is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(leaveOut)))
            .Select(file => Path.Combine(folder, Path.GetRelativePath(folder, file.FullName))).Order(StringComparer.Ordinal);

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder, string? leaveOut)
    {
        foreach (var each in folder.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.System }))
        {
            if (each.Name[0] == '.' || each.Attributes.HasFlag(FileAttributes.Hidden)) continue;
            if (each is FileInfo file) yield return file;
            else if (each is DirectoryInfo { LinkTarget: null } below && each.FullName != leaveOut && !IsOutput(below)) // a link may lead back up
                foreach (var inner in Below(below, leaveOut)) yield return inner;
        }
    }

    private static bool IsOutput(DirectoryInfo folder) => folder.Name is "bin" or "obj" or "node_modules"
        || (File.Exists(Path.Combine(folder.FullName, "junit.xml")) && File.Exists(Path.Combine(folder.FullName, "summary.md")));
}
