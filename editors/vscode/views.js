'use strict';
// What stands beside the notebook: its variables, and how its kernel is.

const vscode = require('vscode');

/** @typedef {{name: string, type: string, shape?: number[], value: string}} Variable */

const active = () => vscode.window.activeNotebookEditor?.notebook;

/** The variables of the notebook in front. @implements {vscode.TreeDataProvider<Variable>} */
class Variables {
  #changed = new vscode.EventEmitter();
  onDidChangeTreeData = this.#changed.event;

  /** @param {import('./kernels').Kernels} kernels */
  constructor(kernels) {
    this.kernels = kernels;
  }

  refresh() {
    this.#changed.fire(undefined);
  }

  /** @param {Variable} [variable] @returns {Promise<Variable[]>} */
  async getChildren(variable) {
    const session = this.kernels.get(active());
    if (variable || !session) return [];
    const found = await session.ask('variables/list').catch(() => undefined);
    return found?.variables ?? [];
  }

  /** @param {Variable} variable */
  getTreeItem({ name, type, shape, value }) {
    const item = new vscode.TreeItem(name);
    item.id = name;
    item.description = [`${type}${shape ? ` [${shape.join(', ')}]` : ''}`, value.replaceAll(/\s+/g, ' ')].filter(text => text !== '').join(' = ');
    const tooltip = new vscode.MarkdownString();
    tooltip.appendCodeblock(`${type} ${name}`, 'csharp');
    if (shape) tooltip.appendText(`shape [${shape.join(', ')}]\n\n`);
    tooltip.appendCodeblock(value, 'text');
    item.tooltip = tooltip;
    item.iconPath = new vscode.ThemeIcon(shape ? 'symbol-array' : 'symbol-variable');
    item.accessibilityInformation = { label: `${name}, ${item.description}` };
    return item;
  }
}

/** @param {number} bytes */
const memory = bytes => (bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`);

/**
 * @param {vscode.ExtensionContext} context
 * @param {import('./kernels').Kernels} kernels
 */
function show(context, kernels) {
  const variables = new Variables(kernels);
  const list = vscode.window.createTreeView('dib.variableList', { treeDataProvider: variables });
  const status = vscode.window.createStatusBarItem('dib.kernel', vscode.StatusBarAlignment.Right, 100);
  status.name = 'C# notebook kernel';
  status.command = 'dib.kernelActions';

  const refresh = () => {
    const notebook = active();
    const session = kernels.get(notebook);
    if (!notebook || !kernels.isOurs(notebook)) {
      status.hide();
      return;
    }
    const { state, memory: bytes } = session?.state ?? { state: 'not started', memory: 0 };
    status.text = `$(${state === 'busy' || state === 'starting' || state === 'restarting' ? 'circle-large-filled' : 'circle-large-outline'}) C# ${state}${bytes > 0 ? ` ${memory(bytes)}` : ''}`;
    status.tooltip = `The kernel of ${notebook.uri.path.split('/').pop()} is ${state}${bytes > 0 ? ` and holds ${memory(bytes)}` : ''}.`;
    status.accessibilityInformation = { label: status.tooltip };
    status.show();
  };
  /** @type {NodeJS.Timeout | undefined} */
  let later;
  // Most cells end before anybody could read that they run; painting it would only hold up their outputs. Nor does an icon spin here while a network trains.
  const refreshLater = () => later ??= setTimeout(() => {
    later = undefined;
    refresh();
  }, 200);
  /** @type {NodeJS.Timeout | undefined} */
  let soon;
  const refreshVariables = () => {
    clearTimeout(soon);
    soon = setTimeout(() => list.visible && variables.refresh(), 200);
  };
  context.subscriptions.push(
    list, status,
    kernels.onDidChange(refreshLater),
    vscode.window.onDidChangeActiveNotebookEditor(() => {
      refresh();
      refreshVariables();
    }),
    list.onDidChangeVisibility(() => variables.refresh()),
    vscode.workspace.onDidChangeNotebookDocument(({ cellChanges }) => cellChanges.some(({ executionSummary }) => executionSummary?.success !== undefined) && refreshVariables()),
    vscode.commands.registerCommand('dib.variables', () => vscode.commands.executeCommand('dib.variableList.focus')),
    vscode.commands.registerCommand('dib.refreshVariables', () => variables.refresh()),
    vscode.commands.registerCommand('dib.kernelActions', async () => {
      const actions = { '$(debug-restart) Restart Kernel': 'dib.restart', '$(debug-stop) Stop What Runs': 'notebook.cancelExecution', '$(variable-group) Show Variables': 'dib.variables', '$(settings) Set Parameters…': 'dib.parameters', '$(output) Show Log': 'dib.log' };
      const chosen = await vscode.window.showQuickPick(Object.keys(actions), { title: status.tooltip?.toString() });
      if (chosen) vscode.commands.executeCommand(actions[/** @type {keyof typeof actions} */ (chosen)]);
    }),
    { dispose: () => [soon, later].forEach(clearTimeout) },
  );
  refresh();
}

module.exports = { show };
