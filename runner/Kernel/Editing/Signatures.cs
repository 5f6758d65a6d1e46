using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Kernel.Editing;

/// <summary>The call whose arguments are being typed at a place of a cell.</summary>
internal sealed class Signatures
{
    private readonly int _offset;
    private readonly SemanticModel _model;
    private readonly BaseArgumentListSyntax? _arguments;

    public Signatures(CSharpCells cells, string text, int offset)
    {
        _offset = Math.Clamp(offset, 0, text.Length);
        _model = cells.Understand(CellText.OnlyCSharp(text, out _));
        var token = _model.SyntaxTree.GetRoot().FindToken(_offset);
        var left = token.SpanStart < _offset ? token : token.GetPreviousToken();
        _arguments = left.Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>().FirstOrDefault(IsOpen);
    }

    /// <summary>What the call may be of, the one that fits first; none outside of a call.</summary>
    public IReadOnlyList<IMethodSymbol> Methods => _arguments is { Parent: { } call } ? Calls.Candidates(_model, call) : [];

    /// <summary>Which parameter of a method is being typed, by its name or its place; -1 for none of them.</summary>
    public int ParameterOf(IMethodSymbol method)
    {
        if (_arguments is null) return -1;
        var index = _arguments.Arguments.GetSeparators().Count(comma => comma.SpanStart < _offset);
        if (index < _arguments.Arguments.Count && _arguments.Arguments[index].NameColon?.Name.Identifier.ValueText is { } name) return method.Parameters.IndexOf(method.Parameters.FirstOrDefault(each => each.Name == name)!);
        return index < method.Parameters.Length ? index : method.Parameters is [.., { IsParams: true }] ? method.Parameters.Length - 1 : -1;
    }

    public SignaturesFound Find(string requestId) => Methods is [var first, ..] methods
        ? new(requestId, [.. methods.Select(Describe)], 0, ParameterOf(first))
        : new(requestId, [], 0, -1);

    private static CallSignature Describe(IMethodSymbol method) => new(Symbols.Signature(method), Documentation.Summary(method),
        [.. method.Parameters.Select(parameter => new CallParameter(Symbols.Signature(parameter), Documentation.Parameter(method, parameter.Name)))]);

    private bool IsOpen(BaseArgumentListSyntax list) => list.SpanStart < _offset && (list.GetLastToken() is not { RawKind: (int)SyntaxKind.CloseParenToken } end || _offset <= end.SpanStart);
}
