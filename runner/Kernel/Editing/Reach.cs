using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runner.Kernel.Editing;

/// <summary>What can be named at a place.</summary>
internal static class Reach
{
    /// <summary>What stands before the dot of a member's access.</summary>
    public static ExpressionSyntax? Receiver(SyntaxNode? access) => access switch
    {
        MemberAccessExpressionSyntax member => member.Expression,
        QualifiedNameSyntax name => name.Left,
        MemberBindingExpressionSyntax binding =>
            binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault(each => each.WhenNotNull.Span.Contains(binding.SpanStart))?.Expression,
        _ => null,
    };

    /// <summary>What can stand behind the dot.</summary>
    public static IEnumerable<ISymbol> Members(SemanticModel model, ExpressionSyntax receiver, int position)
    {
        var symbols = model.GetSymbolInfo(receiver);
        if ((symbols.Symbol ?? symbols.CandidateSymbols.FirstOrDefault()) is INamespaceOrTypeSymbol container)
        {
            return receiver.FirstAncestorOrSelf<UsingDirectiveSyntax>() is { StaticKeyword.RawKind: 0, Alias: null }
                ? model.LookupNamespacesAndTypes(position, container).OfType<INamespaceSymbol>()
                : container is INamespaceSymbol ? model.LookupNamespacesAndTypes(position, container) : model.LookupStaticMembers(position, container);
        }

        var type = model.GetTypeInfo(receiver).Type;
        if (receiver.Parent is ConditionalAccessExpressionSyntax && type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] }) type = value;
        return type is null or IErrorTypeSymbol ? [] : Names(model, position, type).Where(member => !member.IsStatic && member is not ITypeSymbol && Symbols.IsForEditors(member));
    }

    /// <param name="type">Whose; null for all that needs no dot.</param>
    public static IEnumerable<ISymbol> Names(SemanticModel model, int position, ITypeSymbol? type) => model.LookupSymbols(position, type, includeReducedExtensionMethods: type is not null);
}
