using Microsoft.CodeAnalysis;
using Runner.Documents;
using Runner.Protocol;

namespace Runner.Kernel.Editing;

/// <summary>Answers what an editor asks while someone types a cell, from what the compiler knows after the cells that ran.</summary>
internal sealed class Typing(CSharpCells cells, NotebookKernel notebook, Task ready, EventWriter events)
{
    public async Task AnswerAsync(KernelRequest request)
    {
        KernelEvent nothing = request switch
        {
            CompleteRequest(var id, _, var offset) => new CompletionsFound(id, offset, offset, []),
            CheckRequest(var id, _) => new CodeChecked(id, []),
            SignaturesRequest(var id, _, _) => new SignaturesFound(id, [], 0, -1),
            FormatRequest(var id, var code, _, _) => new CodeFormatted(id, code),
            RenameRequest(var id, _, _, _, _, _) => new RenameFound(id, [], "The compiler could make nothing of the cells."),
            FixesRequest(var id, _, _) => new FixesFound(id, []),
            VariablesRequest(var id) => new VariablesFound(id, []),
            _ => new InspectionFound(request.Id, ""),
        };
        try
        {
            await ready.ConfigureAwait(false);
            events.Write(request switch
            {
                CompleteRequest(var id, var code, var offset) => new Completions(cells, Directives.Known(notebook.Root), code, offset).Find(id),
                InspectRequest(var id, var code, var offset) => new InspectionFound(id, new Inspection(cells, code, offset).Markdown),
                CheckRequest(var id, var code) => new CodeChecked(id, Check(code)),
                SignaturesRequest(var id, var code, var offset) => new Signatures(cells, code, offset).Find(id),
                FormatRequest(var id, var code, var tabSize, var insertSpaces) => new CodeFormatted(id, Layout.Of(code, tabSize, insertSpaces)),
                RenameRequest rename => new Renaming(cells, rename).Find(),
                FixesRequest(var id, var code, var offset) => new FixesFound(id, [.. new Fixes(cells, code, offset).Find()]),
                VariablesRequest(var id) => VariableList.Of(cells, id, () => notebook.IsBusy),
                _ => nothing,
            });
        }
        catch (Exception e) when (e is not IOException)
        {
            // Code that is being typed can be anything; an editor that gets no answer waits forever.
            events.Write(nothing);
        }
    }

    // What the cell's own references and imports are going to declare can't be known before it runs.
    private IReadOnlyList<CellDiagnostic> Check(string text)
    {
        var model = cells.Understand(CellText.OnlyCSharp(text, out var bringsNames));
        var found = bringsNames ? model.SyntaxTree.GetDiagnostics() : model.Compilation.GetDiagnostics();
        return CellErrors.Describe(found.Where(diagnostic => diagnostic.Location.IsInSource), "", 0);
    }
}
