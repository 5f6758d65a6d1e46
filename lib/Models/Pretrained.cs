using NotebookLib.Data;

namespace NotebookLib.Models;

/// <summary>The course's own files with trained weights, in <c>data/pretrained</c>.</summary>
internal static class Pretrained
{
    /// <exception cref="FileNotFoundException">The folder, or the file in it, is missing.</exception>
    internal static string PathOf(string file)
    {
        var folder = CourseFolder.Find("data/pretrained");
        var path = Path.Combine(folder ?? "data/pretrained", file);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is missing: restore it from the course's repository, where it is checked in.", path);
    }
}
