using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Text;
using Runner.Documents;

namespace Runner.Kernel.Editing;

/// <summary>Lays a cell out as the compiler's own formatter does. Lines that are no C# stay as they are.</summary>
internal static class Layout
{
    public static string Of(string text, int tabSize, bool insertSpaces)
    {
        var code = CellText.OnlyCSharp(text, out _);
        var tree = CSharpSyntaxTree.ParseText(code, new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script));
        if (tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) return text;

        using var workspace = new AdhocWorkspace();
        var options = workspace.Options
            .WithChangedOption(FormattingOptions.UseTabs, LanguageNames.CSharp, !insertSpaces)
            .WithChangedOption(FormattingOptions.TabSize, LanguageNames.CSharp, tabSize)
            .WithChangedOption(FormattingOptions.IndentationSize, LanguageNames.CSharp, tabSize)
            .WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, "\n");
        var laidOut = new StringBuilder(text);
        foreach (var change in Formatter.GetFormattedTextChanges(tree.GetRoot(), workspace, options).Where(change => IsCSharp(change.Span)).OrderByDescending(change => change.Span.Start))
            laidOut.Remove(change.Span.Start, change.Span.Length).Insert(change.Span.Start, change.NewText);
        return laidOut.ToString();

        bool IsCSharp(TextSpan span) => text.AsSpan(span.Start, span.Length).SequenceEqual(code.AsSpan(span.Start, span.Length));
    }
}
