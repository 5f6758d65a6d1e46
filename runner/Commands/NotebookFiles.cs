using System.CommandLine;
using Runner.Documents;

namespace Runner.Commands;

/// <summary>What verbs about files have in common: folders stand for the notebooks in them, and a bad file is an error that names it.</summary>
internal static class NotebookFiles
{
    /// <summary>The notebooks that paths stand for, each once; of folders it says how many they hold.</summary>
    /// <param name="isMeant">Which files of a folder are meant; without it all its notebooks.</param>
    /// <param name="leaveOut">A folder that is passed over: where their reports go.</param>
    public static IReadOnlyList<string> Find(ParseResult parsed, IEnumerable<string> paths, Func<string, bool>? isMeant = null, string? leaveOut = null)
    {
        return [.. paths.SelectMany(Below).DistinctBy(Path.GetFullPath)];

        IEnumerable<string> Below(string path)
        {
            if (!Directory.Exists(path)) return [path];
            List<string> found = [.. NotebookFolder.FilesIn(path, leaveOut).Where(isMeant ?? Notebook.IsIn)];
            parsed.InvocationConfiguration.Output.WriteLine(Count(found.Count, path));
            return found;
        }
    }

    /// <summary>How many notebooks a folder holds, in words.</summary>
    public static string Count(int count, string folder) => $"{count switch { 0 => "No notebooks", 1 => "1 notebook", _ => $"{count} notebooks" }} in {folder} and below.";

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
