using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runner.Protocol;

namespace Runner.Kernel.Editing;

/// <summary>What a type can override, behind the word <c>override</c>: whole members, which call what they override.</summary>
internal static class Overrides
{
    private static readonly SymbolDisplayFormat Format = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeDefaultValue,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    public static IEnumerable<CompletionItem> Items(SemanticModel model, SyntaxToken word)
    {
        if (word.Parent?.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration || model.GetDeclaredSymbol(declaration) is not { } type) yield break;

        var modifiers = word.Parent.ChildTokens().Where(token => SyntaxFacts.IsAccessibilityModifier(token.Kind())).ToList();
        var first = word.Parent.ChildTokens().First();
        foreach (var member in Overridable(type))
        {
            var signature = member.ToMinimalDisplayString(model, word.SpanStart, Format);
            var accessibility = SyntaxFacts.GetText(member.DeclaredAccessibility == Accessibility.ProtectedOrInternal && !SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, type.ContainingAssembly) ? Accessibility.Protected : member.DeclaredAccessibility);
            yield return new(signature, Symbols.Kind(member), $"of {member.ContainingType.ToMinimalDisplayString(model, word.SpanStart)}",
                Snippet: Snippets.Escape($"{signature}{Body(member)}"), Also: modifiers is [] ? new(first.SpanStart, first.SpanStart, $"{accessibility} ") : null);
        }
    }

    private static IEnumerable<ISymbol> Overridable(INamedTypeSymbol type)
    {
        var done = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (var each = type; each is not null; each = each.BaseType)
        {
            foreach (var member in each.GetMembers().Where(member => !member.IsImplicitlyDeclared))
            {
                if (!SymbolEqualityComparer.Default.Equals(each, type) && member is IMethodSymbol { MethodKind: MethodKind.Ordinary } or IPropertySymbol
                    && (member.IsVirtual || member.IsAbstract || member.IsOverride) && !member.IsSealed && !done.Contains(member)
                    && member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal) yield return member;
                if (Overridden(member) is { } overridden) done.Add(overridden);
            }
        }
    }

    private static ISymbol? Overridden(ISymbol member) => member is IMethodSymbol method ? method.OverriddenMethod : (member as IPropertySymbol)?.OverriddenProperty;

    private static string Body(ISymbol member)
    {
        const string Nothing = "throw new NotImplementedException()";
        if (member is IMethodSymbol method)
        {
            var call = $"base.{method.Name}{(method.Arity > 0 ? $"<{string.Join(", ", method.TypeParameters.Select(each => each.Name))}>" : "")}({Arguments(method.Parameters)})";
            return $"\n{{\n\t{(method.IsAbstract ? Nothing : $"{(method.ReturnsVoid ? "" : method.RefKind == RefKind.None ? "return " : "return ref ")}{call}")};\n}}";
        }

        var property = (IPropertySymbol)member;
        var own = property.IsIndexer ? $"base[{Arguments(property.Parameters)}]" : $"base.{property.Name}";
        var get = property.GetMethod is null ? "" : $" get => {(property.IsAbstract ? Nothing : own)};";
        var set = property.SetMethod is null ? "" : $" {(property.SetMethod.IsInitOnly ? "init" : "set")} => {(property.IsAbstract ? Nothing : $"{own} = value")};";
        return $" {{{get}{set} }}";

        static string Arguments(IEnumerable<IParameterSymbol> parameters) => string.Join(", ", parameters.Select(each => (each.RefKind switch
        {
            RefKind.Ref => "ref ",
            RefKind.Out => "out ",
            _ => "",
        }) + (SyntaxFacts.GetKeywordKind(each.Name) == SyntaxKind.None ? each.Name : $"@{each.Name}")));
    }
}
