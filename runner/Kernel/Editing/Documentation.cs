using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Runner.Kernel.Editing;

/// <summary>
/// What the documentation comments say: of a cell's own code, and of assemblies with an XML file beside them; the
/// framework's lies with the SDK's reference assemblies. The files are searched, not kept: they are large, and a person asks seldom.
/// </summary>
internal static partial class Documentation
{
    public static string? Summary(ISymbol symbol) => Text(Find(symbol)?.Element("summary"));

    public static string? Parameter(IMethodSymbol method, string name) => Text(Find(method)?.Elements("param").FirstOrDefault(element => (string?)element.Attribute("name") == name));

    private static XElement? Find(ISymbol symbol)
    {
        symbol = (symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol).OriginalDefinition;
        try
        {
            if (symbol.GetDocumentationCommentXml() is { Length: > 0 } own) return XElement.Parse(own);
            if (symbol.GetDocumentationCommentId() is not { } id || symbol.ContainingAssembly is null) return null;
            var needle = Encoding.UTF8.GetBytes($"<member name=\"{id}\">");
            return Files(symbol.ContainingAssembly).Select(file => Member(File.ReadAllBytes(file), needle)).FirstOrDefault(member => member is not null);
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Files(IAssemblySymbol assembly)
    {
        if (assembly.GetMetadata()?.GetModules() is not [{ } module, ..]) yield break;
        var name = Path.ChangeExtension(module.Name, ".xml");
        var loaded = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(each => !each.IsDynamic && each.GetName().Name == assembly.Name && each.Location != "");
        if (loaded is not null && Path.Combine(Path.GetDirectoryName(loaded.Location)!, name) is var beside && File.Exists(beside)) yield return beside;

        var framework = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        var packs = Path.Combine(framework.Parent!.Parent!.Parent!.FullName, "packs", "Microsoft.NETCore.App.Ref");
        if (!File.Exists(Path.Combine(framework.FullName, module.Name)) || !Directory.Exists(packs)) yield break;
        var newest = Directory.EnumerateFiles(packs, "System.Runtime.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault();
        if (newest is null) yield break;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(newest)!, "System.*.xml").OrderByDescending(file => file == newest || Path.GetFileName(file) == name)) yield return file;
    }

    private static XElement? Member(ReadOnlySpan<byte> file, ReadOnlySpan<byte> start)
    {
        if (file.IndexOf(start) is not (var at and >= 0)) return null;
        var member = file[at..];
        return XElement.Parse(Encoding.UTF8.GetString(member[..(member.IndexOf("</member>"u8) + "</member>".Length)]));
    }

    private static string? Text(XElement? element) => element is null ? null : Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string? Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" or "paramref" or "typeparamref" or "see" or "seealso" } code => $"`{Name(code)}`",
        XElement inner => $" {Text(inner)} ",
        _ => null,
    };

    private static string Name(XElement element) =>
        element.Value is { Length: > 0 } text ? text
        : (string?)element.Attribute("cref") is { } reference ? reference.Split('(')[0].Split('.', ':')[^1].Split('`')[0]
        : (string?)(element.Attribute("langword") ?? element.Attribute("name") ?? element.Attribute("href")) ?? "";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
