'use strict';
// Commands around a notebook: new, restart, run up to here, parameters, export, run in the terminal.

const path = require('node:path');
const vscode = require('vscode');
const { runWhole } = require('./engine');
const { kernelOf, tagsOf } = require('./files');

const active = () => vscode.window.activeNotebookEditor?.notebook;

/**
 * @param {vscode.ExtensionContext} context
 * @param {import('./kernels').Kernels} kernels
 */
function register(context, kernels) {
  /** @param {string} name @param {(...args: any[]) => any} action */
  const command = (name, action) => context.subscriptions.push(vscode.commands.registerCommand(name, (...args) => Promise.resolve(action(...args)).catch(error => {
    vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  })));

  command('dib.new', async () => {
    const data = new vscode.NotebookData([new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '', 'csharp')]);
    await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument('dib-notebook', data));
  });
  command('dib.restart', async () => {
    const notebook = active();
    if (notebook) await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Restarting the kernel' }, () => kernels.restart(notebook));
  });
  command('dib.runUpToHere', async cell => {
    const editor = vscode.window.activeNotebookEditor;
    const notebook = cell?.notebook ?? editor?.notebook;
    if (!notebook) return;
    const to = cell?.index ?? (editor?.selections[0]?.end ?? 0) - 1;
    await kernels.run(notebook, notebook.getCells().slice(0, to + 1).filter((/** @type {vscode.NotebookCell} */ each) => each.kind === vscode.NotebookCellKind.Code && each.document.getText().trim() !== ''));
  });
  command('dib.export', () => exportPage(kernels));
  command('dib.terminal', () => runInTerminal(kernels));
  command('dib.parameters', () => setParameters(kernels));
  command('dib.log', () => kernels.log.show());
  command('dib.getEngine', () => vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(context.extensionUri, 'walkthrough', 'engine.md')));
  command('dib.firstLesson', async () => {
    const [first] = await vscode.workspace.findFiles('**/00-*.dib', '**/{bin,obj,node_modules}/**', 1);
    if (!first) return vscode.commands.executeCommand('dib.new');
    await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(first));
  });
}

/** @param {import('./kernels').Kernels} kernels */
async function exportPage(kernels) {
  const notebook = active();
  const session = notebook && kernels.start(notebook);
  if (!notebook || !session) return;
  const file = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.file(session.path.replace(/\.\w+$/, '.html')), filters: { 'HTML page': ['html'] } });
  if (!file) return;
  const cells = notebook.getCells().map(cell => {
    const run = cell.outputs.length > 0 || cell.executionSummary?.success !== undefined ? session.runs.get(cell.document.uri.toString()) : undefined;
    return {
      language: cell.kind === vscode.NotebookCellKind.Markup ? 'markdown' : kernelOf(cell.document.languageId, cell.metadata), code: cell.document.getText().replaceAll('\r\n', '\n'), tags: tagsOf(cell.metadata),
      ...(run && { outputs: run.shown, ...run.result }),
    };
  });
  await session.ask('export/html', { path: session.path, file: file.fsPath, cells });
  if (await vscode.window.showInformationMessage(`Written: ${file.fsPath}`, 'Open')) vscode.env.openExternal(file);
}

/** @param {import('./kernels').Kernels} kernels */
async function runInTerminal(kernels) {
  const notebook = active();
  if (!notebook) return;
  if (notebook.isUntitled || (notebook.isDirty && !await notebook.save())) throw new Error('Save the notebook first: the terminal runs the file.');
  const found = kernels.find();
  if ('missing' in found) {
    kernels.engine();
    return;
  }
  const { command, args } = runWhole(found, notebook.uri.fsPath, vscode.workspace.getConfiguration('dib', notebook.uri).get('parameters', {}));
  const task = new vscode.Task({ type: 'dib' }, vscode.TaskScope.Workspace, `Run ${path.basename(notebook.uri.fsPath)}`, 'C# Notebooks', new vscode.ProcessExecution(command, args, { cwd: path.dirname(notebook.uri.fsPath) }));
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: false, clear: true };
  await vscode.tasks.executeTask(task);
}

/** Lists what the notebook reads, with what is set, and sets it for the notebook's folder. @param {import('./kernels').Kernels} kernels */
async function setParameters(kernels) {
  const notebook = active();
  const settings = vscode.workspace.getConfiguration('dib', notebook?.uri);
  const set = /** @type {Record<string, string>} */ ({ ...settings.get('parameters', {}) });
  const before = JSON.stringify(set);
  /** @type {Map<string, string>} */
  const read = new Map();
  for (const cell of notebook?.getCells() ?? []) {
    for (const [, name, usual] of cell.document.getText().matchAll(/\bParameter\(\s*"([^"]+)"\s*,\s*([^;\n]*?)\)\s*[;,)\n]/g)) read.set(name, usual);
  }
  for (;;) {
    const names = [...new Set([...read.keys(), ...Object.keys(set)])];
    const items = [
      ...names.map(name => ({ label: name, description: set[name] !== undefined ? `= ${set[name]}` : `not set, ${read.get(name)}`, picked: false })),
      { label: '$(add) Another…', description: 'by its name', picked: false },
    ];
    const chosen = await vscode.window.showQuickPick(items, { title: 'Parameters of the notebooks of this folder', placeHolder: 'Choose one to set it; Escape when done' });
    if (!chosen) break;
    const name = names.includes(chosen.label) ? chosen.label : await vscode.window.showInputBox({ title: 'Its name' });
    if (!name) continue;
    const value = await vscode.window.showInputBox({ title: `${name} =`, value: set[name] ?? '', prompt: read.has(name) ? `Empty: ${read.get(name)}, as the notebook says` : 'Empty: not set' });
    if (value === undefined) continue;
    if (value === '') delete set[name];
    else set[name] = value;
  }
  if (JSON.stringify(set) === before) return;
  const target = vscode.workspace.workspaceFolders === undefined ? vscode.ConfigurationTarget.Global : vscode.workspace.workspaceFolders.length > 1 ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
  await settings.update('parameters', set, target);
  if (notebook && kernels.get(notebook) && await vscode.window.showInformationMessage('Parameters hold from the next start of the kernel on.', 'Restart Kernel')) await kernels.restart(notebook);
}

module.exports = { register };
