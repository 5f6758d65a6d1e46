using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runner.Documents;

namespace Runner.Kernel.Editing;

/// <summary>What is known of the name at a place of a cell, or of the call whose arguments are being typed there.</summary>
internal sealed class Inspection
{
    private readonly CSharpCells _cells;
    private readonly string _text;
    private readonly int _offset;
    private readonly SemanticModel _model;
    private readonly SyntaxToken _token;

    public Inspection(CSharpCells cells, string text, int offset)
    {
        (_cells, _text) = (cells, text);
        _offset = Math.Clamp(offset, 0, text.Length);
        _model = cells.Understand(CellText.OnlyCSharp(text, out _));
        _token = _model.SyntaxTree.GetRoot().FindToken(_offset);
        if (!IsName(_token) && _token.GetPreviousToken() is var before && before.Span.End == _offset && IsName(before)) _token = before;
    }

    public string Markdown => _token.Span.Start <= _offset && _offset <= _token.Span.End && Named() is { } symbol ? Describe(symbol) : DescribeCall();

    private static bool IsName(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsPredefinedType(token.Kind());

    private ISymbol? Named()
    {
        if (!IsName(_token) || _token.Parent is not { } node) return null;
        var found = _model.GetSymbolInfo(node);
        return _model.GetDeclaredSymbol(node) ?? found.Symbol ?? found.CandidateSymbols.FirstOrDefault();
    }

    private string Describe(ISymbol symbol)
    {
        var kind = Symbols.Kind(symbol) is "variable" or "parameter" or "field" ? $"({Symbols.Kind(symbol)}) " : "";
        return Paragraphs($"```csharp\n{kind}{Symbols.Signature(symbol)}\n```", Documentation.Summary(symbol), Value(symbol));
    }

    // Only values that take no code of the notebook to show: a cell may be running.
    private string? Value(ISymbol symbol) =>
        symbol is IFieldSymbol { ContainingType.IsScriptClass: true } && _cells.Variables.FirstOrDefault(variable => variable.Name == symbol.Name) is { Value: string or IConvertible } variable
            ? $"Now `{SymbolDisplay.FormatPrimitive(variable.Value, quoteStrings: true, useHexadecimalNumbers: false) ?? $"{variable.Value}"}`"
            : null;

    private string DescribeCall()
    {
        var call = new Signatures(_cells, _text, _offset);
        if (call.Methods is not [var first, ..] methods) return "";

        var parameter = call.ParameterOf(first) is >= 0 and var index ? first.Parameters[index] : null;
        var note = parameter is null ? null : Documentation.Parameter(first, parameter.Name) is { } text ? $"`{parameter.Name}`: {text}" : $"`{Symbols.Signature(parameter)}`";
        return Paragraphs($"```csharp\n{string.Join('\n', methods.Select(Symbols.Signature))}\n```", note, Documentation.Summary(first));
    }

    private static string Paragraphs(params IEnumerable<string?> parts) => string.Join("\n\n", parts.Where(part => !string.IsNullOrEmpty(part)));
}
