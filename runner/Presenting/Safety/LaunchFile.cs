namespace Runner.Presenting.Safety;

/// <summary>
/// A page for the browser that <c>present</c> opens, which leads on to the address with the token: every user of a machine
/// can read what programs are started with, and only this one the file, in a folder of its own.
/// </summary>
public sealed class LaunchFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notebooks-"); // Its owner's alone.

    /// <summary>Writes the page.</summary>
    /// <exception cref="IOException">There is no room for it.</exception>
    public LaunchFile(string address)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "open.html");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var page = new StreamWriter(Path, options);
        page.Write($"<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\"refresh\" content=\"0;url={System.Net.WebUtility.HtmlEncode(address)}\"><title>Opening</title><script>location.replace(document.querySelector(\"[http-equiv]\").content.slice(\"0;url=\".length))</script>");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The token that it holds was used, or ends with the server.
        }
    }
}
