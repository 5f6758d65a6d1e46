using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runner.Kernel.Editing;

/// <summary>What a call, complete or not, may mean.</summary>
internal static class Calls
{
    /// <summary>The methods or constructors that a call may be of, the one that fits what is there first.</summary>
    public static IReadOnlyList<IMethodSymbol> Candidates(SemanticModel model, SyntaxNode call)
    {
        IEnumerable<ISymbol> all = call switch
        {
            InvocationExpressionSyntax invocation => model.GetMemberGroup(invocation.Expression),
            BaseObjectCreationExpressionSyntax creation => (model.GetTypeInfo(creation).Type as INamedTypeSymbol)?.InstanceConstructors ?? [],
            _ => [],
        };
        var chosen = model.GetSymbolInfo(call);
        return [.. chosen.CandidateSymbols.Prepend(chosen.Symbol).Concat(all).OfType<IMethodSymbol>()
            .Where(method => model.IsAccessible(call.SpanStart, method))
            .DistinctBy(Symbols.Signature)];
    }
}
