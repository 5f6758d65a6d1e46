using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Kernel.Editing;

/// <summary>What can be typed at a place of a cell: names in reach, members after a dot, keywords, magic commands.</summary>
internal sealed class Completions
{
    private static readonly string[] ContextualKeywords = ["async", "await", "dynamic", "nameof", "record", "required", "var", "when", "where", "with", "yield"];

    private readonly IEnumerable<(string Name, string Description)> _magics;
    private readonly string _text;
    private readonly string _code;
    private readonly int _start;
    private readonly int _end;
    private readonly SemanticModel _model;
    private readonly SyntaxNode _root;
    private readonly SyntaxToken _left;

    /// <param name="magics">The magic commands that there are.</param>
    public Completions(CSharpCells cells, IEnumerable<(string Name, string Description)> magics, string text, int offset)
    {
        _magics = magics;
        _text = text;
        _start = _end = Math.Clamp(offset, 0, text.Length);
        while (_start > 0 && SyntaxFacts.IsIdentifierPartCharacter(text[_start - 1])) _start--;
        while (_end < text.Length && SyntaxFacts.IsIdentifierPartCharacter(text[_end])) _end++;

        // A line that is being typed mostly lacks its end, and the parser would then take the next line for it.
        var code = _code = CellText.OnlyCSharp(text, out _);
        var lineEnd = code.AsSpan(_end).IndexOfAny('\r', '\n') is var length and >= 0 ? _end + length : code.Length;
        var word = _start == _end && _start > 0 && text[_start - 1] == '.' ? "x" : "";
        var stop = code.AsSpan(_end, lineEnd - _end).IsWhiteSpace() ? ";" : "";
        _model = cells.Understand(code.Insert(_end, word + stop));
        _root = _model.SyntaxTree.GetRoot();
        _left = _root.FindToken(_start);
        if (_left.SpanStart >= _start) _left = _left.GetPreviousToken();
    }

    private string Word => _text[_start.._end];

    public CompletionsFound Find(string requestId)
    {
        var line = _text.LastIndexOf('\n', Math.Max(_start - 1, 0)) is var at and >= 0 && _start > 0 ? at + 1 : 0;
        IEnumerable<CompletionItem> items =
            _text.AsSpan(line, _start - line) is "#!" ? _magics.Select(magic => new CompletionItem(magic.Name, "magic", magic.Description))
            : IsText() || IsNewName() ? []
            : _left.Kind() is SyntaxKind.DotToken or SyntaxKind.MinusGreaterThanToken && Reach.Receiver(_left.Parent) is { } receiver ? Reach.Members(_model, receiver, _start).SelectMany(Items)
            : _left.IsKind(SyntaxKind.OverrideKeyword) ? Overrides.Items(_model, _left)
            : Initialized() is { } type ? InReach(type).Where(IsSettable).Concat(IsCollection(type) ? InReach(null) : []).SelectMany(Items)
            : _left.IsKind(SyntaxKind.NewKeyword) ? _model.LookupNamespacesAndTypes(_start).SelectMany(Items)
            : [.. ParameterNames(), .. InReach(null).SelectMany(Items), .. Keywords(), .. Word == "" ? [] : Snippets.Beginning(_root.FindToken(_start)), .. FromElsewhere()];
        return new(requestId, _start, _end, [
            .. from item in items.GroupBy(item => (item.Text, item.Kind == "snippet")).SelectMany(named => named.First() is { Using: null } inReach ? [inReach] : named.DistinctBy(item => item.Using))
               let rank = Rank(item)
               where rank < int.MaxValue
               orderby rank, item.Text
               select item]);
    }

    /// <summary>The place lies in a comment, a text, a number or another language, where nothing is to be completed.</summary>
    private bool IsText()
    {
        if (_start < _end && char.IsAsciiDigit(_text[_start]) || _code[_start.._end] != Word) return true;
        var trivia = _root.FindTrivia(_start);
        if (trivia.SpanStart < _start && (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || trivia.IsKind(SyntaxKind.DisabledTextTrivia))) return true;
        var token = _root.FindToken(_start);
        return token.SpanStart <= _start && token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken && (token.SpanStart < _start || token.IsKind(SyntaxKind.InterpolatedStringTextToken));
    }

    /// <summary>The word is one that the code just declares.</summary>
    private bool IsNewName() => _start < _end && _root.FindToken(_start) is { Parent: { } parent } token && token.SpanStart == _start && parent switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier == token,
        SingleVariableDesignationSyntax or TypeParameterSyntax or BaseTypeDeclarationSyntax or ForEachStatementSyntax => true,
        ParameterSyntax { Type: not null } parameter => parameter.Identifier == token,
        MethodDeclarationSyntax method => method.Identifier == token,
        _ => false,
    };

    /// <summary>The type whose properties an object initializer sets here.</summary>
    private ITypeSymbol? Initialized() =>
        _left.Parent is InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation } ? _model.GetTypeInfo(creation).Type : null;

    private static bool IsCollection(ITypeSymbol type) => type.AllInterfaces.Any(each => each.SpecialType == SpecialType.System_Collections_IEnumerable);

    private static bool IsSettable(ISymbol member) => member is IPropertySymbol { IsStatic: false, IsIndexer: false, SetMethod: not null } or IFieldSymbol { IsStatic: false, IsReadOnly: false };

    private IEnumerable<ISymbol> InReach(ITypeSymbol? container) => Reach.Names(_model, _start, container);

    /// <summary>Names for arguments, while the call is still open.</summary>
    private IEnumerable<CompletionItem> ParameterNames() => _left.Parent is BaseArgumentListSyntax { Parent: { } call } && _left.Kind() is SyntaxKind.OpenParenToken or SyntaxKind.CommaToken
        ? from method in Calls.Candidates(_model, call)
          from parameter in method.Parameters
          select new CompletionItem($"{parameter.Name}:", "parameter", Symbols.Signature(parameter))
        : [];

    private static IEnumerable<CompletionItem> Items(ISymbol symbol) => symbol.CanBeReferencedByName ? [new(symbol.Name, Symbols.Kind(symbol), Symbols.Signature(symbol))] : [];

    private static IEnumerable<CompletionItem> Keywords() => SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText)
        .Where(keyword => !keyword.StartsWith("__", StringComparison.Ordinal)).Concat(ContextualKeywords).Select(keyword => new CompletionItem(keyword, "keyword"));

    /// <summary>Types of namespaces that no <c>using</c> names yet, once enough of their name is there to mean them.</summary>
    private IEnumerable<CompletionItem> FromElsewhere() => Word.Length < 3 ? [] :
        from type in Elsewhere.Types(_model.Compilation, name => name.StartsWith(Word, StringComparison.OrdinalIgnoreCase))
        let space = type.ContainingNamespace.ToDisplayString()
        select new CompletionItem(type.Name, Symbols.Kind(type), $"{Symbols.Signature(type)} of {space}", space, Also: Elsewhere.Using(_text, _root, space));

    /// <summary>How well a name fits the word, small is good; the largest number for not at all.</summary>
    private int Rank(CompletionItem item)
    {
        var (word, kind) = (Word, item.Kind switch { "variable" or "parameter" => 0, "keyword" => 2, "snippet" => 3, _ => 1 });
        return word == "" ? (item.Kind == "keyword" ? 30 : kind)
            : item.Using is not null ? 40
            : item.Text.StartsWith(word, StringComparison.Ordinal) ? kind
            : item.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 10 + kind
            : word.Length > 1 && item.Kind is not ("keyword" or "snippet") && item.Text.Contains(word, StringComparison.OrdinalIgnoreCase) ? 20 + kind
            : int.MaxValue;
    }
}
