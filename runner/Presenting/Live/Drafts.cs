using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Runner.Documents;

namespace Runner.Presenting.Live;

/// <summary>A notebook with edits that its file lacks.</summary>
/// <param name="File">The file's full path.</param>
/// <param name="OnDisk">What the file held when the edits were made.</param>
/// <param name="Text">The notebook as it would be saved.</param>
public sealed record Draft(string File, string OnDisk, string Text, DateTimeOffset Time);

/// <summary>Unsaved edits, kept in a folder that only the user can enter so that the end of the server loses none.</summary>
public sealed class Drafts(string folder)
{
    /// <summary>In the user's folder for the state of programs.</summary>
    public static Drafts OfUser() => new(StateOfUser("drafts"));

    /// <summary>A folder in the user's folder for the state of programs, which may still be to be made.</summary>
    public static string StateOfUser(string name) => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? state
        : OperatingSystem.IsLinux() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state")
        : PrivateFolder.OfUser,
        "NotebookLib", name);

    /// <summary>The draft of a file, or null where there is none.</summary>
    public Draft? Find(string file)
    {
        try
        {
            if (!File.Exists(PathOf(file))) return null;
            PrivateFolder.Make(folder);
            return JsonSerializer.Deserialize<Draft>(File.ReadAllText(PathOf(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps a draft, in place of an earlier one of its file.</summary>
    public void Keep(Draft draft)
    {
        PrivateFolder.Make(folder);
        WholeFile.Write(PathOf(draft.File), JsonSerializer.Serialize(draft));
    }

    /// <summary>Forgets a file's draft.</summary>
    public void Forget(string file)
    {
        if (File.Exists(PathOf(file))) File.Delete(PathOf(file));
    }

    private string PathOf(string file) => Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(file)}-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(file)))[..16].ToLowerInvariant()}.json");
}
