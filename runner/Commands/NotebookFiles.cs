using System.CommandLine;
using Runner.Documents;

namespace Runner.Commands;

/// <summary>What verbs about files have in common: folders stand for the notebooks in them, and a bad file is an error that names it.</summary>
internal static class NotebookFiles
{
    /// <summary>The <c>.dib</c> files of a folder in order, or the file itself.</summary>
    public static IEnumerable<string> Below(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.dib", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [path];

    /// <summary>Does something with each file; where that fails, says on the error output which file, which line and why, and goes on.</summary>
    /// <param name="action">False where it did not hold.</param>
    /// <returns>The exit code: 0 if all held.</returns>
    public static int ForEach(ParseResult parsed, IEnumerable<string> paths, Func<string, bool> action)
    {
        var held = true;
        foreach (var path in paths) held &= Try(parsed, path, action);
        return held ? 0 : 1;
    }

    private static bool Try(ParseResult parsed, string path, Func<string, bool> action)
    {
        try
        {
            return action(path);
        }
        catch (NotebookFormatException e)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"{path}({e.Line}): {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"{path}: {(File.Exists(path) ? e.Message : "there is no such file")}");
        }

        return false;
    }
}
