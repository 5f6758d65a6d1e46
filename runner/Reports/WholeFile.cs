namespace Runner.Reports;

/// <summary>A file that is written whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file and renames: whoever reads it finds the old contents or the new, never a part.</summary>
    public static void Write(string path, string text)
    {
        var partial = $"{path}.{Environment.ProcessId}.part";
        try
        {
            File.WriteAllText(partial, text);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
