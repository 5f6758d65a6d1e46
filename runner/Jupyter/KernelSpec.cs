using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Documents;

namespace Runner.Jupyter;

/// <summary>What tells Jupyter's front ends that there is this kernel, and how to start it.</summary>
/// <remarks><see href="https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs">Kernel specs</see></remarks>
public static class KernelSpec
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder in which Jupyter looks for a user's kernels.</summary>
    /// <remarks><see href="https://docs.jupyter.org/en/stable/use/jupyter-directories.html">Jupyter's directories</see></remarks>
    public static string UserFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var data = Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } given ? given
            : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
            : Path.Combine(Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } shared ? shared : Path.Combine(home, ".local", "share"), "jupyter");
        return Path.Combine(data, "kernels");
    }

    /// <summary>Whether this names a kernel, and so a folder among the others: not <c>..</c>, which is one above them.</summary>
    public static bool IsName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && name.Any(char.IsAsciiLetterOrDigit);

    /// <summary>Writes the spec.</summary>
    /// <param name="folder">The folder of kernels.</param>
    /// <param name="name">What notebooks call this kernel.</param>
    /// <param name="program">The command line that starts this program.</param>
    /// <param name="replace">Whether to take the place of another program's kernel of that name.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ArgumentException">This is no name of a kernel.</exception>
    /// <exception cref="IOException">There is one of another program already, or the folder cannot be written to.</exception>
    public static string Install(string folder, string name, IReadOnlyList<string> program, bool replace)
    {
        if (!IsName(name)) throw new ArgumentException($"{name} is no name of a kernel.", nameof(name));
        var file = Path.Combine(folder, name, "kernel.json");
        if (!replace && File.Exists(file) && !IsOurs(file))
            throw new IOException($"{file} belongs to another program. Give --name another name, or --replace to take its place.");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        WholeFile.Write(file, new JsonObject
        {
            ["argv"] = new JsonArray([.. program.Select(word => JsonValue.Create(word)), "jupyter", "start", "{connection_file}"]),
            ["display_name"] = Ipynb.KernelDisplayName,
            ["language"] = Ipynb.Language,
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject { ["notebooklib"] = true },
        }.ToJsonString(Indented) + "\n");
        return file;
    }

    private static bool IsOurs(string file)
    {
        try
        {
            return (bool?)JsonNode.Parse(File.ReadAllText(file))?["metadata"]?["notebooklib"] == true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
