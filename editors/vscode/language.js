'use strict';
// Completion, descriptions, signatures, names, problems with their fixes, and layout of C# cells, from the kernel, which knows the variables of the cells that ran.

const vscode = require('vscode');
const { kernelOf } = require('./files');

const cells = ['dib-notebook', 'jupyter-notebook'].map(notebookType => ({ notebookType, language: 'csharp' }));

/** @type {Record<string, vscode.CompletionItemKind>} */
const kinds = {
  variable: vscode.CompletionItemKind.Variable, parameter: vscode.CompletionItemKind.Variable, method: vscode.CompletionItemKind.Method, property: vscode.CompletionItemKind.Property,
  field: vscode.CompletionItemKind.Field, event: vscode.CompletionItemKind.Event, class: vscode.CompletionItemKind.Class, struct: vscode.CompletionItemKind.Struct,
  interface: vscode.CompletionItemKind.Interface, enum: vscode.CompletionItemKind.Enum, delegate: vscode.CompletionItemKind.Function, namespace: vscode.CompletionItemKind.Module,
  keyword: vscode.CompletionItemKind.Keyword, snippet: vscode.CompletionItemKind.Snippet, magic: vscode.CompletionItemKind.Snippet,
};

/** @param {{start: any, end: any}} range */
const rangeOf = ({ start, end }) => new vscode.Range(start.line, start.character, end.line, end.character);

/** @param {{range: any, text: string}} edit */
const editOf = ({ range, text }) => vscode.TextEdit.replace(rangeOf(range), text);

/** @param {vscode.TextDocument} document */
const cellOf = document => vscode.workspace.notebookDocuments.flatMap(notebook => notebook.getCells()).find(cell => cell.document === document);

/**
 * @param {vscode.ExtensionContext} context
 * @param {import('./kernels').Kernels} kernels
 */
function speak(context, kernels) {
  /** @param {string} method @param {vscode.TextDocument} document @param {vscode.Position} [position] @param {object} [more] */
  const ask = async (method, document, position, more) => {
    const cell = cellOf(document);
    const session = cell && kernels.get(cell.notebook);
    if (!cell || !session) return undefined;
    return session.ask(method, {
      language: kernelOf(document.languageId, cell.metadata), code: document.getText().replaceAll('\r\n', '\n'),
      ...(position && { position: { line: position.line, character: position.character } }), ...more,
    }).catch(error => kernels.log.warn(`${method}: ${error.message}`));
  };

  /**
   * Where a name stands that is to be another, in all cells.
   * @param {vscode.TextDocument} document @param {vscode.Position} position @param {string} [name] without it nothing is tried yet
   * @returns {Promise<{cell: string, range: any, text: string}[]>}
   */
  const rename = async (document, position, name) => {
    const notebook = cellOf(document)?.notebook;
    const session = kernels.get(notebook);
    if (!notebook || !session) throw new Error('Names are known only while the kernel lives.');
    const { edits, problem } = await session.ask('editor/rename', {
      cells: notebook.getCells().map(cell => ({ cell: cell.document.uri.toString(), language: kernelOf(cell.document.languageId, cell.metadata), code: cell.document.getText().replaceAll('\r\n', '\n') })),
      cell: document.uri.toString(), position: { line: position.line, character: position.character }, name,
    });
    if (problem) throw new Error(problem);
    return edits;
  };

  context.subscriptions.push(
    vscode.languages.registerCompletionItemProvider(cells, {
      async provideCompletionItems(document, position, _, { triggerCharacter }) {
        if (triggerCharacter === ' ' && !/\boverride $/.test(document.lineAt(position).text.slice(0, position.character))) return undefined;
        const found = await ask('editor/complete', document, position);
        return found?.items.map((/** @type {any} */ item, /** @type {number} */ i) => Object.assign(new vscode.CompletionItem(item.text, kinds[item.kind] ?? vscode.CompletionItemKind.Text), {
          detail: item.detail, range: rangeOf(found.range), sortText: String(i).padStart(6, '0'),
          insertText: item.snippet ? new vscode.SnippetString(item.snippet) : item.text, additionalTextEdits: item.also ? [editOf(item.also)] : undefined,
        }));
      },
    }, '.', '#', '!', ' '),
    vscode.languages.registerHoverProvider(cells, {
      async provideHover(document, position) {
        if (!document.getWordRangeAtPosition(position)) return undefined;
        const found = await ask('editor/describe', document, position);
        return found?.markdown ? new vscode.Hover(new vscode.MarkdownString(found.markdown)) : undefined;
      },
    }),
    vscode.languages.registerSignatureHelpProvider(cells, {
      async provideSignatureHelp(document, position) {
        const found = await ask('editor/signatures', document, position);
        if (!found?.signatures?.length) return undefined;
        const help = new vscode.SignatureHelp();
        help.signatures = found.signatures.map((/** @type {any} */ each) => {
          const signature = new vscode.SignatureInformation(each.label, each.documentation && new vscode.MarkdownString(each.documentation));
          signature.parameters = each.parameters.map((/** @type {any} */ parameter) => new vscode.ParameterInformation(parameter.label, parameter.documentation && new vscode.MarkdownString(parameter.documentation)));
          return signature;
        });
        help.activeSignature = found.activeSignature;
        help.activeParameter = found.activeParameter;
        return help;
      },
    }, '(', ','),
    vscode.languages.registerRenameProvider(cells, {
      async prepareRename(document, position) {
        const edits = await rename(document, position);
        const here = edits.filter(edit => edit.cell === document.uri.toString()).map(edit => rangeOf(edit.range)).find(range => range.contains(position));
        if (!here) throw new Error('There is no name here.');
        return here;
      },
      async provideRenameEdits(document, position, name) {
        const edit = new vscode.WorkspaceEdit();
        for (const each of await rename(document, position, name)) edit.replace(vscode.Uri.parse(each.cell), rangeOf(each.range), each.text);
        return edit;
      },
    }),
    vscode.languages.registerCodeActionsProvider(cells, {
      async provideCodeActions(document, _, { diagnostics }) {
        const fixes = await Promise.all(diagnostics.filter(problem => problem.source === 'C#').map(async problem => {
          const found = await ask('editor/fixes', document, problem.range.start);
          return found?.fixes.map((/** @type {any} */ fix) => {
            const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
            action.edit = new vscode.WorkspaceEdit();
            action.edit.set(document.uri, [editOf(fix.edit)]);
            action.diagnostics = [problem];
            return action;
          }) ?? [];
        }));
        return fixes.flat();
      },
    }, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
    vscode.languages.registerDocumentFormattingEditProvider(cells, {
      async provideDocumentFormattingEdits(document, { tabSize, insertSpaces }) {
        const found = await ask('editor/format', document, undefined, { tabSize, insertSpaces });
        const text = document.getText();
        return found && found.code !== text.replaceAll('\r\n', '\n') ? [vscode.TextEdit.replace(new vscode.Range(document.positionAt(0), document.positionAt(text.length)), found.code)] : [];
      },
    }),
  );
  findProblems(context, kernels, ask);
}

/**
 * Underlines what the compiler says, a moment after the last key.
 * @param {vscode.ExtensionContext} context
 * @param {import('./kernels').Kernels} kernels
 * @param {(method: string, document: vscode.TextDocument, position?: vscode.Position, more?: object) => Promise<any>} ask
 */
function findProblems(context, kernels, ask) {
  const problems = vscode.languages.createDiagnosticCollection('C# notebook');
  /** @type {Map<string, NodeJS.Timeout>} */
  const waiting = new Map();

  /** @param {vscode.NotebookCell} cell */
  const look = async cell => {
    const { document, notebook } = cell;
    const session = kernels.get(notebook);
    if (!session || document.isClosed || document.languageId !== 'csharp') return;
    const above = notebook.getCells().slice(0, Math.max(cell.index, 0)).filter(each => each.document.languageId === 'csharp' && each.document.getText().trim() !== '');
    const { version } = document;
    const found = await ask('editor/diagnostics', document, undefined, { allAboveRan: above.every(each => session.held.has(each.document.uri.toString())) });
    if (!found || notebook.isClosed || document.isClosed || document.version !== version) return;
    problems.set(document.uri, found.diagnostics.map((/** @type {any} */ each) => {
      const problem = new vscode.Diagnostic(rangeOf(each.range), each.message, each.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning);
      return Object.assign(problem, { code: each.code, source: 'C#' });
    }));
  };
  /** @param {vscode.NotebookCell} cell */
  const lookSoon = cell => {
    const name = cell.document.uri.toString();
    clearTimeout(waiting.get(name));
    waiting.set(name, setTimeout(() => {
      waiting.delete(name);
      look(cell);
    }, vscode.workspace.getConfiguration('dib').get('problemsDelay', 500)));
  };

  context.subscriptions.push(
    problems,
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const cell = document.uri.scheme === 'vscode-notebook-cell' ? cellOf(document) : undefined;
      if (cell && kernels.isOurs(cell.notebook)) lookSoon(cell);
    }),
    vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
      if (!kernels.isOurs(notebook)) return;
      contentChanges.flatMap(change => change.removedCells).forEach(cell => problems.delete(cell.document.uri));
      cellChanges.filter(({ executionSummary }) => executionSummary?.success !== undefined).forEach(({ cell }) => lookSoon(cell));
    }),
    vscode.workspace.onDidCloseNotebookDocument(({ uri }) => problems.forEach(cell => {
      if (cell.path === uri.path) problems.delete(cell);
    })),
    { dispose: () => waiting.forEach(clearTimeout) },
  );
}

module.exports = { speak };
