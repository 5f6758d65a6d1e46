using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runner.Protocol;

namespace Runner.Kernel.Editing;

/// <summary>What the referenced assemblies have in namespaces, whether a <c>using</c> names these or not.</summary>
internal static class Elsewhere
{
    // Of the framework alone there are thousands: an assembly is walked once, and only when it has a name that is looked for.
    private static readonly ConditionalWeakTable<IAssemblySymbol, INamedTypeSymbol[]> Walked = [];

    /// <summary>Public types by their names.</summary>
    public static IEnumerable<INamedTypeSymbol> Types(Compilation last, Func<string, bool> isMeant) =>
        from assembly in Assemblies(last)
        where assembly.TypeNames.Any(isMeant)
        from type in Types(assembly)
        where isMeant(type.Name) && Symbols.IsForEditors(type)
        select type;

    /// <summary>Types with extension methods of a name that take a receiver of this type.</summary>
    public static IEnumerable<INamedTypeSymbol> Extending(Compilation last, string name, ITypeSymbol receiver) =>
        from assembly in Assemblies(last)
        where assembly.MightContainExtensionMethods
        from type in Types(assembly)
        where type.MightContainExtensionMethods && type.MemberNames.Contains(name) && type.GetMembers(name).OfType<IMethodSymbol>().Any(method =>
            method is { IsExtensionMethod: true, DeclaredAccessibility: Accessibility.Public } && method.ReduceExtensionMethod(receiver) is not null)
        select type;

    /// <summary>Puts a <c>using</c> behind those that are there, else to the top, but for a line that says how the cell is run.</summary>
    public static CodeEdit Using(string text, SyntaxNode root, string space)
    {
        var before = root is CompilationUnitSyntax { Usings: [.., var last] } ? last.Span.End
            : CellMark.Of(text) is { Skip: null, Raises: null } ? -1
            : text.Length - text.AsSpan().TrimStart().Length;
        if (before < 0) return new(0, 0, $"using {space};\n");
        return text.IndexOf('\n', Math.Min(before, text.Length)) is >= 0 and var end ? new(end + 1, end + 1, $"using {space};\n") : new(text.Length, text.Length, $"\nusing {space};");
    }

    private static IEnumerable<IAssemblySymbol> Assemblies(Compilation last) =>
        from submission in CSharpCells.Submissions((CSharpCompilation)last)
        from reference in submission.References
        let assembly = submission.GetAssemblyOrModuleSymbol(reference) as IAssemblySymbol
        where assembly is not null
        select assembly;

    private static INamedTypeSymbol[] Types(IAssemblySymbol assembly)
    {
        return Walked.GetValue(assembly, each => [.. Walk(each.GlobalNamespace)]);

        static IEnumerable<INamedTypeSymbol> Walk(INamespaceSymbol space) => space.GetNamespaceMembers().SelectMany(Walk)
            .Concat(space.IsGlobalNamespace ? [] : space.GetTypeMembers().Where(type => type.DeclaredAccessibility == Accessibility.Public));
    }
}
