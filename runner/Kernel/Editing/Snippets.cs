using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runner.Protocol;

namespace Runner.Kernel.Editing;

/// <summary>What is written often, in the grammar of editors' snippets, where it can stand.</summary>
internal static class Snippets
{
    private static readonly CompletionItem[] Statements =
    [
        Snippet("for", "for (var ${1:i} = 0; ${1:i} < ${2:length}; ${1:i}++)\n{\n\t$0\n}"),
        Snippet("foreach", "foreach (var ${1:item} in ${2:items})\n{\n\t$0\n}"),
        Snippet("while", "while (${1:true})\n{\n\t$0\n}"),
        Snippet("if", "if (${1:true})\n{\n\t$0\n}"),
        Snippet("try", "try\n{\n\t$0\n}\ncatch (${1:Exception} e)\n{\n}"),
        Snippet("cw", "Console.WriteLine($0);"),
    ];

    private static readonly CompletionItem[] Members = [Snippet("prop", "public ${1:int} ${2:Name} { get; set; }$0")];

    private static readonly CompletionItem[] Types = [Snippet("class", "class ${1:Name}\n{\n\t$0\n}")];

    /// <summary>Those that can begin at a token.</summary>
    public static IEnumerable<CompletionItem> Beginning(SyntaxToken token)
    {
        var statement = token.Parent?.FirstAncestorOrSelf<StatementSyntax>();
        var member = token.Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        var (isStatement, isMember) = (statement?.SpanStart == token.SpanStart, member?.SpanStart == token.SpanStart);
        return [
            .. isStatement ? Statements : [],
            .. isMember && member is { Parent: TypeDeclarationSyntax } ? Members : [],
            .. isMember ? Types : [],
        ];
    }

    /// <summary>A text that is put in as it is.</summary>
    public static string Escape(string text) => text.Replace("\\", "\\\\").Replace("$", "\\$").Replace("}", "\\}");

    private static CompletionItem Snippet(string name, string text) => new(name, "snippet", Snippet: text);
}
