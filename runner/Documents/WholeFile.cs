namespace Runner.Documents;

/// <summary>A file that is written whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file and renames: whoever reads it finds the old contents or the new, never a part.</summary>
    public static void Write(string path, string text) => Write(path, partial => File.WriteAllText(partial, text));

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Copy(string source, string path) => Write(path, partial => File.Copy(source, partial, overwrite: true));

    /// <inheritdoc cref="Write(string, string)"/>
    /// <param name="make">Writes the file that it is given.</param>
    public static void Write(string path, Action<string> make)
    {
        var partial = $"{path}.{Environment.ProcessId}.part";
        try
        {
            make(partial);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
