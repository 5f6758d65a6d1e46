using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runner.Documents;

namespace Runner.Kernel.Editing;

/// <summary>What the names in the cells of a notebook mean, as the cells stand.</summary>
internal sealed class NotebookNames
{
    private readonly IReadOnlyList<string> _texts;
    private readonly IReadOnlyList<SemanticModel> _models;
    private readonly Dictionary<SyntaxTree, int> _cellOf;
    private readonly ILookup<string, (int Cell, SyntaxToken Token)> _tokens;

    /// <summary>Where something is declared.</summary>
    /// <param name="Cell">From 0; -1 for what no cell declares.</param>
    /// <param name="Elsewhere">What stands for it then.</param>
    public readonly record struct Place(int Cell, int Start, string? Elsewhere = null);

    /// <param name="file">The notebook.</param>
    /// <param name="texts">Of all its cells, magic commands included.</param>
    public NotebookNames(CSharpCells cells, string file, IReadOnlyList<string> texts)
    {
        _texts = texts;
        _models = cells.UnderstandAll(file, texts.Select(text => CellText.OnlyCSharp(text, out _)));
        _cellOf = _models.Index().ToDictionary(each => each.Item.SyntaxTree, each => each.Index);
        _tokens = _models.Index().SelectMany(each => each.Item.SyntaxTree.GetRoot().DescendantTokens(descendIntoTrivia: true).Where(IsName).Select(token => (each.Index, token))).ToLookup(each => each.token.ValueText);
    }

    public int Count => _models.Count;

    /// <summary>All places where a name stands, whatever it means there.</summary>
    public IEnumerable<(int Cell, SyntaxToken Token)> Named(string name) => _tokens[name];

    public IEnumerable<Diagnostic> Errors(int cell) => _models[cell].Compilation.GetDiagnostics().Where(each => each is { Severity: DiagnosticSeverity.Error, Location.IsInSource: true });

    /// <summary>A place of a cell, for people.</summary>
    public string Words(int cell, int offset) => $"cell {cell + 1}, line {_texts[cell].AsSpan(0, Math.Min(offset, _texts[cell].Length)).Count('\n') + 1}";

    /// <summary>The name at a place of a cell, or that ends there.</summary>
    public SyntaxToken? NameAt(int cell, int offset)
    {
        var root = _models[cell].SyntaxTree.GetRoot();
        var at = Math.Clamp(offset, 0, root.FullSpan.End);
        var token = root.FindToken(at, findInsideTrivia: true);
        if (!IsName(token) || token.SpanStart > at) token = root.FindToken(Math.Max(at - 1, 0), findInsideTrivia: true);
        return IsName(token) && token.SpanStart <= at && at <= token.Span.End ? token : null;
    }

    /// <summary>
    /// What a name means: of an override what it overrides, of an implementation what it implements, of a constructor its type. None where
    /// the compiler does not know.
    /// </summary>
    public ISymbol[] Meant(int cell, SyntaxToken token) => Symbol(_models[cell], token) is { } symbol and not IErrorTypeSymbol ? [.. Origins(symbol)] : [];

    /// <summary>Where it is declared; a record's parameter and its property are so in one place.</summary>
    public Place PlaceOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource) is { SourceTree: { } tree } location && _cellOf.TryGetValue(tree, out var cell)
        ? new(cell, location.SourceSpan.Start)
        : new(-1, 0, $"{symbol.ContainingAssembly?.Name} {symbol.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)}");

    /// <summary>The word at a place.</summary>
    public string TextAt(Place place) => NameAt(place.Cell, place.Start)?.ValueText ?? "";

    private static bool IsName(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken) && !token.IsMissing && token.Span.Length > 0;

    private static ISymbol? Symbol(SemanticModel model, SyntaxToken token)
    {
        if (token.Parent is not { } node) return null;
        if (node is not SimpleNameSyntax) return model.GetDeclaredSymbol(node);
        switch (node.Parent)
        {
            case NameEqualsSyntax { Parent: (UsingDirectiveSyntax or AnonymousObjectMemberDeclaratorSyntax) and var declaration }: return model.GetDeclaredSymbol(declaration);
            case NameColonSyntax { Parent: ArgumentSyntax { Parent: TupleExpressionSyntax } element }: return model.GetDeclaredSymbol(element);
        }
        var found = model.GetSymbolInfo(node);
        return node is IdentifierNameSyntax name && model.GetAliasInfo(name) is { } alias ? alias : found.Symbol ?? (found.CandidateSymbols is [var candidate] ? candidate : null);
    }

    private static IEnumerable<ISymbol> Origins(ISymbol symbol)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        symbol = symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor } special => special.ContainingType,
            IMethodSymbol { ReducedFrom: { } extension } => extension,
            IMethodSymbol { PartialDefinitionPart: { } definition } => definition,
            _ => symbol,
        };
        symbol = symbol.OriginalDefinition;
        ISymbol? overridden = symbol switch
        {
            IMethodSymbol method => method.OverriddenMethod,
            IPropertySymbol property => property.OverriddenProperty,
            IEventSymbol @event => @event.OverriddenEvent,
            _ => null,
        };
        if (overridden is not null) return Origins(overridden);
        var implemented = Implemented(symbol).ToList();
        return implemented.Count > 0 ? implemented.SelectMany(Origins) : [symbol];
    }

    private static IEnumerable<ISymbol> Implemented(ISymbol symbol) =>
        symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } or IPropertySymbol or IEventSymbol && symbol.ContainingType is { TypeKind: not TypeKind.Interface, IsScriptClass: false } type
            ? from each in type.AllInterfaces
              from member in each.GetMembers()
              where member.Kind == symbol.Kind && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), symbol)
              select member
            : [];
}
