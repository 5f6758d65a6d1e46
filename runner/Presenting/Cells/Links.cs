using System.Text.RegularExpressions;
using Runner.Documents;
using Runner.Html;

namespace Runner.Presenting.Cells;

/// <summary>Where the links of a notebook, or of a page beside it, lead while it is presented.</summary>
/// <param name="File">The file that they stand in.</param>
/// <param name="Name">Its name on the shelf: its path below the folder, with <c>/</c>.</param>
/// <param name="Way">What the address of the page that shows it begins with, and those of the notebooks that it leads to: <c>notebook</c>, <c>slides</c>, …</param>
public sealed partial record Links(string File, string Name, string Way)
{
    /// <summary>What a page that is read begins with.</summary>
    public const string Reading = "page";

    private string Folder => Path.GetDirectoryName(File)!;

    /// <summary>The folder that is presented.</summary>
    private string Root => Path.Combine([Folder, .. Name.Split('/')[1..].Select(_ => "..")]);

    /// <summary>HTML of the file, which loads nothing and whose links lead to what is presented.</summary>
    public string Enclose(string html) => new Offline(Folder, link: Resolve, root: Root).Enclose(html);

    /// <summary>The same for the audience: of the links only those to other sites lead somewhere.</summary>
    public static string EncloseForAudience(string html, string folder, string? root = null) => new Offline(folder, link: Elsewhere, root: root).Enclose(html);

    /// <summary>The address that a link's leads on to; null where it leads to nothing that is shown here.</summary>
    public string? Resolve(string address)
    {
        if (Scheme().IsMatch(address)) return Elsewhere(address);
        if (address.StartsWith('#')) return $"/{Way}/{Offline.Escape(Name)}{address}";

        if (Offline.Combine(Folder, address) is not { } path || Path.GetRelativePath(Root, path).Replace('\\', '/') is not { } name || name.StartsWith("../", StringComparison.Ordinal)) return null;
        var way = Notebook.IsIn(path) ? Way == Reading ? "notebook" : Way : name.EndsWith(".md", StringComparison.Ordinal) ? Reading : null;
        return way is null ? null : $"/{way}/{Offline.Escape(name)}{Fragment().Match(address)}";
    }

    private static string? Elsewhere(string address) => Scheme().Match(address).Value.ToLowerInvariant() is "https:" or "http:" or "mailto:" ? address : null;

    [GeneratedRegex("^(?:[a-z][a-z0-9+.-]*:|//)", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex("#.*")]
    private static partial Regex Fragment();
}
