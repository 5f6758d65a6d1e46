'use strict';
// The kernels that VS Code offers for notebooks, the engine's process behind them, and a session for each notebook that has one.

const vscode = require('vscode');
const { Engine, findEngine } = require('./engine');
const { Session } = require('./session');

const languages = ['csharp', 'html', 'javascript', 'mermaid', 'markdown', 'fsharp', 'powershell', 'http', 'sql', 'raw', 'plaintext'];

class Kernels {
  /** @type {Engine | undefined} */
  #engine;
  /** @type {Map<string, Session>} by the notebook's uri */
  #sessions = new Map();
  /** @type {Map<string, vscode.NotebookController>} the one that each notebook is run by */
  #chosen = new Map();
  #changed = new vscode.EventEmitter();
  /** A kernel changed: its state, or what it knows. */
  onDidChange = this.#changed.event;
  #messaging = vscode.notebooks.createRendererMessaging('dib-outputs');
  #hasRun = false;
  /** @type {Map<string, Promise<string>>} large scripts of outputs */
  #assets = new Map();

  /** @param {vscode.ExtensionContext} context @param {vscode.LogOutputChannel} log */
  constructor(context, log) {
    this.log = log;
    this.controllers = [this.#offer('dib-notebook'), this.#offer('jupyter-notebook')];
    context.subscriptions.push(
      ...this.controllers, this.#changed,
      vscode.workspace.onDidOpenNotebookDocument(notebook => this.#prefer(notebook)),
      vscode.workspace.onDidCloseNotebookDocument(notebook => this.#close(notebook)),
      this.#messaging.onDidReceiveMessage(({ editor, message }) => this.#answer(editor, message)),
      vscode.window.onDidChangeActiveNotebookEditor(editor => editor && this.#warm(editor.notebook)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => vscode.window.visibleNotebookEditors.forEach(({ notebook }) => this.#warm(notebook))),
      { dispose: () => this.#engine?.end() },
    );
    vscode.workspace.notebookDocuments.forEach(notebook => this.#prefer(notebook));
    vscode.window.visibleNotebookEditors.forEach(({ notebook }) => this.#warm(notebook));
  }

  /** @param {string} type */
  #offer(type) {
    const controller = vscode.notebooks.createNotebookController(`dib-${type}`, type, 'C# (.NET)', (cells, notebook) => this.run(notebook, cells));
    controller.description = 'each notebook in a process of its own';
    controller.supportedLanguages = languages;
    controller.supportsExecutionOrder = true;
    controller.interruptHandler = notebook => this.get(notebook)?.interrupt();
    controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
      const name = notebook.uri.toString();
      if (selected) {
        this.#chosen.set(name, controller);
        this.#warm(notebook);
      } else if (this.#chosen.get(name) === controller) {
        this.#chosen.delete(name);
        this.#close(notebook);
      }
    });
    return controller;
  }

  /** @param {vscode.NotebookDocument} notebook */
  #prefer(notebook) {
    const [dib, ipynb] = this.controllers;
    if (notebook.notebookType === 'dib-notebook') dib.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
    if (notebook.notebookType !== 'jupyter-notebook') return;
    const { kernelspec, language_info: language } = notebook.metadata?.metadata ?? notebook.metadata?.custom?.metadata ?? {};
    const isCSharp = /c#|csharp/i.test(`${kernelspec?.name} ${kernelspec?.language} ${language?.name}`);
    ipynb.updateNotebookAffinity(notebook, isCSharp ? vscode.NotebookControllerAffinity.Preferred : vscode.NotebookControllerAffinity.Default);
  }

  /** Whether a notebook is ours to run. @param {vscode.NotebookDocument | undefined} notebook */
  isOurs(notebook) {
    return notebook !== undefined && (notebook.notebookType === 'dib-notebook' || this.#chosen.has(notebook.uri.toString()));
  }

  /** The kernel of a notebook that has one. @param {vscode.NotebookDocument | undefined} notebook */
  get(notebook) {
    return notebook && this.#sessions.get(notebook.uri.toString());
  }

  /** Starts a kernel before the first cell asks for it. @param {vscode.NotebookDocument} notebook */
  #warm(notebook) {
    if (!vscode.workspace.isTrusted || notebook.isClosed || !this.isOurs(notebook)) return;
    if ('command' in this.#find()) this.start(notebook);
  }

  #find() {
    const settings = vscode.workspace.getConfiguration('dib');
    const open = vscode.workspace.notebookDocuments.filter(notebook => notebook.uri.scheme === 'file').map(notebook => require('node:path').dirname(notebook.uri.fsPath));
    const found = findEngine({ engine: settings.get('engine', ''), dotnet: settings.get('dotnet', ''), folders: [...(vscode.workspace.workspaceFolders ?? []).map(folder => folder.uri.fsPath), ...open] });
    vscode.commands.executeCommand('setContext', 'dib.isEngineFound', 'command' in found);
    return found;
  }

  /** The engine as it was found, for whoever runs its other verbs. */
  find() {
    return this.#find();
  }

  /** The kernel of a notebook, started if it has none; undefined where it cannot be, which the person was told. @param {vscode.NotebookDocument} notebook */
  start(notebook) {
    const name = notebook.uri.toString();
    const engine = this.engine();
    if (!engine) return undefined;
    let session = this.#sessions.get(name);
    if (!session) {
      session = new Session(notebook, engine, payload => this.#messaging.postMessage({ kind: 'redraw', payload }));
      session.lateExecution = cell => this.#controllerOf(notebook).createNotebookCellExecution(cell);
      this.#sessions.set(name, session);
      session.opened.catch(error => vscode.window.showErrorMessage(`${error.message}`));
      this.#changed.fire(notebook);
    }
    return session;
  }

  /** The engine's process; undefined where there is none, which the person was told. */
  engine() {
    if (this.#engine && !this.#engine.hasEnded) return this.#engine;
    const found = this.#find();
    if ('missing' in found) {
      this.#tellMissing(found);
      return undefined;
    }
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? require('node:os').homedir();
    this.#assets.clear();
    const engine = this.#engine = new Engine(found, folder, (method, params) => this.#tell(method, params), (method, params) => this.#asked(method, params), why => this.#ended(why), text => this.log.info(text));
    engine.ask('initialize', { protocol: 1 }).then(about => this.log.info(`engine ${about.version}, .NET ${about.dotnet}`), error => {
      vscode.window.showErrorMessage(`The engine cannot be used: ${error.message}`, 'Show Log').then(answer => answer && this.log.show());
    });
    return engine;
  }

  /** @param {{missing: string, detail: string}} found */
  async #tellMissing({ missing, detail }) {
    if (missing === 'dotnet') {
      const answer = await vscode.window.showErrorMessage(`Cells need the .NET 10 SDK. ${detail}`, 'Get the SDK', 'Set Its Path');
      if (answer === 'Get the SDK') vscode.env.openExternal(vscode.Uri.parse('https://dotnet.microsoft.com/download'));
      if (answer === 'Set Its Path') vscode.commands.executeCommand('workbench.action.openSettings', 'dib.dotnet');
    } else if (missing === 'build') {
      if (await vscode.window.showInformationMessage('The engine of this repository is not built yet. That takes a minute or two, once.', 'Build It')) this.#build(detail);
    } else if (await vscode.window.showErrorMessage(`Cells need the engine. ${detail}`, 'How to Get It')) {
      vscode.commands.executeCommand('dib.getEngine');
    }
  }

  /** @param {string} repository */
  #build(repository) {
    const task = new vscode.Task({ type: 'dib' }, vscode.TaskScope.Workspace, 'Build the engine', 'C# Notebooks', new vscode.ProcessExecution('dotnet', ['build', 'runner'], { cwd: repository }));
    vscode.tasks.executeTask(task);
    const ended = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task.name) return;
      ended.dispose();
      if (exitCode === 0) vscode.window.visibleNotebookEditors.forEach(({ notebook }) => this.#warm(notebook));
    });
  }

  /** Runs cells of a notebook. @param {vscode.NotebookDocument} notebook @param {vscode.NotebookCell[]} cells */
  async run(notebook, cells) {
    if (!vscode.workspace.isTrusted) {
      vscode.commands.executeCommand('workbench.trust.manage');
      return;
    }
    const session = this.start(notebook);
    if (!session) return;
    if (!this.#hasRun) vscode.commands.executeCommand('setContext', 'dib.hasRun', this.#hasRun = true);
    await session.run(cells, this.#controllerOf(notebook));
    this.#changed.fire(notebook);
  }

  /** @param {vscode.NotebookDocument} notebook */
  #controllerOf(notebook) {
    return this.#chosen.get(notebook.uri.toString()) ?? this.controllers[notebook.notebookType === 'dib-notebook' ? 0 : 1];
  }

  /** Begins anew, with the settings as they are now. @param {vscode.NotebookDocument} notebook */
  async restart(notebook) {
    const session = this.get(notebook);
    if (!session || session.engine.hasEnded) {
      this.start(notebook);
      return;
    }
    await session.interrupt().catch(() => {});
    await this.#close(notebook);
    await this.start(notebook)?.opened;
  }

  /** @param {vscode.NotebookDocument} notebook */
  async #close(notebook) {
    const session = this.get(notebook);
    this.#sessions.delete(notebook.uri.toString());
    this.#changed.fire(notebook);
    await session?.close();
  }

  /** @param {string} method @param {any} params */
  #tell(method, params) {
    const session = this.#sessions.get(params?.notebook);
    if (!session) return;
    if (method !== 'kernel/state') {
      session.tell(method, params);
      return;
    }
    session.state = params;
    if (params.lost) this.#tellLost(session, params.lost.reason, params.lost.cells.filter((/** @type {string} */ cell) => cell !== params.lost.cells.at(-1))); // The last one is what ended the kernel.
    this.#changed.fire(session.notebook);
  }

  /**
   * Tells what a kernel took with it, and offers to run it again.
   * @param {Session} session
   * @param {string} reason
   * @param {string[]} names of the cells that had run, but for what ended it
   */
  async #tellLost(session, reason, names) {
    session.held.clear();
    const cells = session.notebook.getCells().filter(cell => names.includes(cell.document.uri.toString()));
    const [one, offer] = cells.length === 1 ? ['one cell', 'Run the Cell Up to There'] : [`${cells.length} cells`, 'Run the Cells Up to There'];
    const what = cells.length === 0 ? 'No other cell had run.' : `What ${one} of ${session.notebook.uri.path.split('/').pop()} had computed is lost.`;
    const answer = await vscode.window.showWarningMessage(`${reason.split('\n')[0]} ${what}`, ...(cells.length > 0 ? [offer] : []));
    if (answer !== undefined) await this.run(session.notebook, cells);
  }

  /** @param {string} method @param {any} params */
  async #asked(method, params) {
    if (method !== 'input/ask') throw new Error(`There is no method ${method}.`);
    const text = await vscode.window.showInputBox({ prompt: params.prompt || 'The cell asks for a line of text.', password: params.password === true, ignoreFocusOut: true });
    return { text: text ?? null };
  }

  /** @param {string | undefined} why */
  async #ended(why) {
    const lost = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of lost) this.#changed.fire(session.notebook);
    if (why === undefined) return;
    const had = lost.filter(session => session.held.size > 0);
    for (const session of had) this.#tellLost(session, why, [...session.held]);
    if (had.length > 0) return;
    const answer = await vscode.window.showErrorMessage(why, 'Start Again', 'Show Log');
    if (answer === 'Start Again') lost.forEach(session => this.start(session.notebook));
    if (answer === 'Show Log') this.log.show();
  }

  /** What an output asks for. @param {vscode.NotebookEditor} editor @param {any} message */
  async #answer(editor, message) {
    if (message?.kind === 'asset') {
      let asset = this.#assets.get(message.name);
      if (!asset && this.#engine) this.#assets.set(message.name, asset = this.#engine.ask('asset/read', { name: String(message.name) }).then(({ text }) => text));
      const text = await asset?.catch(() => undefined);
      this.#messaging.postMessage({ kind: 'asset', name: message.name, text: text ?? '' }, editor);
    }
    if (message?.kind === 'move') {
      const session = this.#sessions.get(message.notebook);
      const answer = session ? await session.ask('figure/move', { output: message.id, values: message.values }).catch(error => ({ problem: error.message })) : { problem: 'This figure is of an earlier kernel: run its cell again.' };
      this.#messaging.postMessage({ kind: 'moved', id: message.id, problem: answer?.problem ?? '' }, editor);
    }
  }
}

module.exports = { Kernels };
