using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runner.Protocol;

namespace Runner.Kernel.Editing;

/// <summary>
/// Gives what is named at a place of a notebook another name wherever the compiler takes it for the same. It is tried first: where the
/// cells would no longer compile, or a name would mean something else than before, nothing is changed.
/// </summary>
internal sealed class Renaming
{
    private const int MostCharacters = 4_000_000, MostCells = 2_000;

    private readonly CSharpCells _cells;
    private readonly RenameRequest _asked;
    private readonly NotebookNames _before;

    public Renaming(CSharpCells cells, RenameRequest asked)
    {
        (_cells, _asked) = (cells, asked);
        _before = new(cells, asked.File, asked.Cells.Count <= MostCells && asked.Cells.Sum(text => (long)text.Length) <= MostCharacters ? asked.Cells : []);
    }

    public RenameFound Find()
    {
        try
        {
            return new(_asked.Id, Edits());
        }
        catch (Refused refused)
        {
            return new(_asked.Id, [], refused.Message);
        }
    }

    private CellEdit[] Edits()
    {
        if (_before.Count == 0) throw new Refused($"The notebook is too long to rename in: it has more than {MostCells} cells or {MostCharacters / 1_000_000} million characters.");
        if (_asked.Cell < 0 || _asked.Cell >= _before.Count || _before.NameAt(_asked.Cell, _asked.Offset) is not { } chosen) throw new Refused("There is no name here.");

        var old = chosen.ValueText;
        if (_before.Meant(_asked.Cell, chosen) is not [_, ..] meant) throw new Refused($"What '{old}' is here, the compiler cannot tell; a cell above may have to run first.");
        foreach (var symbol in meant) RefuseWhatIsElsewhere(symbol, old);
        RefuseMagic(meant, old);
        if (_asked.Name == old) return [];

        var edits = new List<CellEdit>();
        var places = meant.Select(_before.PlaceOf).ToHashSet();
        foreach (var (cell, token) in _before.Named(old))
        {
            var found = _before.Meant(cell, token);
            if (found is [] && IsUnsure(token, meant)) throw new Refused($"What '{old}' is in {_before.Words(cell, token.SpanStart)}, the compiler cannot tell; a cell above it may have to run first, or to declare it.");
            if (found.Select(_before.PlaceOf).Any(places.Contains)) edits.Add(new(cell, token.SpanStart, token.Span.End, _asked.Name is { } name ? Written(token, old, name) : token.Text));
        }

        if (_asked.Name is { } wanted) Try(edits, old, wanted);
        return [.. edits];
    }

    // A member of an object or tuple that takes its name from the variable keeps the name it had.
    private static string Written(SyntaxToken token, string old, string name) => token.Parent switch
    {
        { Parent: AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } } => $"{old} = {name}",
        { Parent: ArgumentSyntax { NameColon: null, Parent: TupleExpressionSyntax { Parent: not AssignmentExpressionSyntax { Left: TupleExpressionSyntax or DeclarationExpressionSyntax } } } } => $"{old}: {name}",
        _ => name,
    };

    private void RefuseWhatIsElsewhere(ISymbol symbol, string old)
    {
        if (_before.PlaceOf(symbol) is { Cell: >= 0 } place && _before.TextAt(place) == old) return;
        var file = symbol.Locations.FirstOrDefault(location => location.IsInSource)?.SourceTree?.FilePath;
        throw new Refused(string.IsNullOrEmpty(file)
            ? $"'{old}' is not declared in a cell of this notebook{(symbol.ContainingAssembly is { } assembly && file is null ? $", but in {assembly.Name}" : "")}."
            : $"'{old}' is declared in {Path.GetFileName(file[..file.LastIndexOf('#')])}, which this notebook imports.");
    }

    private void RefuseMagic(ISymbol[] meant, string old)
    {
        if (!meant.Any(symbol => symbol.ContainingType is { IsScriptClass: true })) return;
        var inMagic = new Regex($@"^#!\S+[ \t].*(?<!\w){Regex.Escape(old)}(?!\w)", RegexOptions.Multiline);
        foreach (var (cell, text) in _asked.Cells.Index())
            if (inMagic.Match(text) is { Success: true } found) throw new Refused($"A magic command names '{old}' in {_before.Words(cell, found.Index)}; change that by hand first.");
    }

    /// <summary>Whether a name that the compiler knows nothing of could yet be the one that is meant.</summary>
    private static bool IsUnsure(SyntaxToken token, ISymbol[] meant)
    {
        if (token.IsPartOfStructuredTrivia()) return false;
        var isMember = token.Parent?.Parent is MemberBindingExpressionSyntax or NameColonSyntax
            || token.Parent?.Parent is MemberAccessExpressionSyntax access && access.Name == token.Parent
            || token.Parent?.Parent is QualifiedNameSyntax qualified && qualified.Right == token.Parent
            || token.Parent?.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment && assignment.Left == token.Parent;
        return meant.Any(symbol => symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.LocalFunction } or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol or ILabelSymbol or ITypeParameterSymbol => false,
            { ContainingType.IsScriptClass: true } => !isMember || symbol is IMethodSymbol { IsExtensionMethod: true },
            _ => true,
        });
    }

    /// <summary>Compiles the cells with the new name, and refuses it where they would not mean what they did.</summary>
    private void Try(List<CellEdit> edits, string old, string wanted)
    {
        if (SyntaxFacts.GetKeywordKind(wanted) != SyntaxKind.None) throw new Refused($"'{wanted}' is a keyword of C#.");
        if (!SyntaxFacts.IsValidIdentifier(wanted)) throw new Refused($"'{wanted}' is no name in C#: one has letters, digits and _, and begins with no digit.");

        var after = new NotebookNames(_cells, _asked.File, [.. _asked.Cells.Select((text, cell) => CellEdit.Apply(text, edits.Where(edit => edit.Cell == cell)))]);
        for (var cell = edits[0].Cell; cell < _before.Count; cell++)
        {
            var had = _before.Errors(cell).CountBy(error => error.Id).ToDictionary();
            if (after.Errors(cell).GroupBy(error => error.Id).FirstOrDefault(same => same.Count() > had.GetValueOrDefault(same.Key)) is { } more)
                throw new Refused($"With that name {after.Words(cell, more.First().Location.SourceSpan.Start)} would no longer compile: {more.First().GetMessage()}");
        }

        foreach (var (cell, token) in _before.Named(old).Concat(_before.Named(wanted)))
        {
            var now = after.NameAt(cell, Moved(cell, token.SpanStart)) is { } same ? after.Meant(cell, same) : [];
            if (!_before.Meant(cell, token).Select(symbol => _before.PlaceOf(symbol) is var place && place.Cell < 0 ? place : place with { Start = Moved(place.Cell, place.Start, isPlace: true) }).ToHashSet().SetEquals(now.Select(after.PlaceOf)))
                throw new Refused($"With that name '{token.ValueText}' in {_before.Words(cell, token.SpanStart)} would mean something else.");
        }

        // The name stands at the end of what is put in; what else is declared there, at its beginning.
        int Moved(int cell, int start, bool isPlace = false) => start + edits.Where(edit => edit.Cell == cell && edit.Start <= start)
            .Sum(edit => edit.Start < start ? edit.Text.Length - (edit.End - edit.Start) : isPlace ? 0 : edit.Text.Length - wanted.Length);
    }

    private sealed class Refused(string why) : Exception(why);
}
