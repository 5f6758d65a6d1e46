using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Kernel.Editing;

/// <summary>What would mend a name that the compiler does not know: a <c>using</c>, another spelling, a declaration.</summary>
internal sealed class Fixes
{
    private readonly string _text;
    private readonly SemanticModel _model;
    private readonly SyntaxToken _token;

    public Fixes(CSharpCells cells, string text, int offset)
    {
        _text = text;
        _model = cells.Understand(CellText.OnlyCSharp(text, out _));
        _token = _model.SyntaxTree.GetRoot().FindToken(Math.Clamp(offset, 0, text.Length));
    }

    public IEnumerable<CodeFix> Find()
    {
        if (!_token.IsKind(SyntaxKind.IdentifierToken) || _token.Parent is not SimpleNameSyntax name) return [];
        var error = _model.GetDiagnostics(_token.Span).FirstOrDefault(each => each.Severity == DiagnosticSeverity.Error && each.Location.SourceSpan.OverlapsWith(_token.Span));
        return error?.Id switch
        {
            "CS0103" => [.. Declaration(name), .. Usings(TypesNamed(name)), .. Spellings(_model.LookupSymbols(_token.SpanStart))],
            "CS0246" => [.. Usings(TypesNamed(name)), .. Spellings(_model.LookupNamespacesAndTypes(_token.SpanStart))],
            "CS1061" => [.. Usings(Extending(name)), .. Spellings(Members(name))],
            "CS0117" or "CS0234" => Spellings(Members(name)),
            _ => [],
        };
    }

    /// <summary>What is assigned to may want to be declared.</summary>
    private IEnumerable<CodeFix> Declaration(SimpleNameSyntax name) =>
        name.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax } assignment && assignment.Left == name
            ? [new($"Declare '{_token.ValueText}'", new(_token.SpanStart, _token.SpanStart, "var "))]
            : [];

    private IEnumerable<INamedTypeSymbol> TypesNamed(SimpleNameSyntax name) =>
        from type in Elsewhere.Types(_model.Compilation, each => each == name.Identifier.ValueText || each == AttributeName(name)) where type.Arity == name.Arity select type;

    private static string? AttributeName(SimpleNameSyntax name) => name.Parent is AttributeSyntax ? $"{name.Identifier.ValueText}Attribute" : null;

    private IEnumerable<INamedTypeSymbol> Extending(SimpleNameSyntax name) =>
        Reach.Receiver(name.Parent) is { } receiver && _model.GetTypeInfo(receiver).Type is { } type ? Elsewhere.Extending(_model.Compilation, name.Identifier.ValueText, type) : [];

    private IEnumerable<ISymbol> Members(SimpleNameSyntax name) => Reach.Receiver(name.Parent) is { } receiver ? Reach.Members(_model, receiver, name.SpanStart) : [];

    private IEnumerable<CodeFix> Usings(IEnumerable<INamedTypeSymbol> types) =>
        from space in types.Select(type => type.ContainingNamespace.ToDisplayString()).Distinct().Order(StringComparer.Ordinal)
        select new CodeFix($"using {space};", Elsewhere.Using(_text, _model.SyntaxTree.GetRoot(), space));

    private IEnumerable<CodeFix> Spellings(IEnumerable<ISymbol> known) =>
        from near in Spelling.Nearest(_token.ValueText, known.Where(symbol => symbol.CanBeReferencedByName).Select(symbol => symbol.Name))
        select new CodeFix($"Change to '{near}'", new(_token.SpanStart, _token.Span.End, near));
}
