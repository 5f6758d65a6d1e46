using System.Text.RegularExpressions;

namespace Runner.Html;

/// <summary>The files of <c>Html/assets</c>, which the runner carries inside itself.</summary>
public static partial class Asset
{
    /// <summary>A file's text, by its path below the folder: <c>katex/katex.min.js</c>.</summary>
    public static string Text(string path)
    {
        using var reader = new StreamReader(Open(path));
        return reader.ReadToEnd();
    }

    /// <summary>A style sheet's text with the fonts that it names inside it, so that it needs no other file.</summary>
    public static string StyleSheet(string path)
    {
        var folder = path[..(path.LastIndexOf('/') + 1)];
        var modern = OlderFont().Replace(Text(path), "");
        return FontFile().Replace(modern, match => $"url(data:font/woff2;base64,{Base64(folder + match.Groups[1].Value)})");
    }

    private static string Base64(string path)
    {
        using var stream = Open(path);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Convert.ToBase64String(memory.GetBuffer(), 0, (int)memory.Length);
    }

    private static Stream Open(string path) =>
        typeof(Asset).Assembly.GetManifestResourceStream($"assets/{path}") ?? throw new FileNotFoundException($"The runner carries no asset '{path}'.");

    [GeneratedRegex(@",url\([^)]*\.(?:woff|ttf)\) format\(""[a-z]*""\)")]
    private static partial Regex OlderFont();

    [GeneratedRegex(@"url\(([^):]*\.woff2)\)")]
    private static partial Regex FontFile();
}
