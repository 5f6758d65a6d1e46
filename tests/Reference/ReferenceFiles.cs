using System.Runtime.CompilerServices;

namespace Tests.Reference;

/// <summary>Finds the values that an independent program computed, beside the script that computed them.</summary>
internal static class ReferenceFiles
{
    internal static string PathOf(string name) => Path.Combine(Folder(), name);

    /// <summary>A file of the repository, for example <c>images/photos/chelsea.png</c>.</summary>
    internal static string InRepository(string path) => Path.GetFullPath(Path.Combine(Folder(), "..", "..", path));

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
