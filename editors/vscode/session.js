'use strict';
// A notebook's kernel, as this window sees it: what runs, what was shown, and how the kernel is.

const vscode = require('vscode');
const { kernelOf, tagsOf } = require('./files');
const { itemsOf, payloadOf, errorOf } = require('./outputs');

/** @typedef {import('./outputs').Form} Form */
/** @typedef {{stream: string, text: string} | {id: string, data: Form[], isResult: boolean} | {error: any}} Shown */
/** @typedef {{state: string, memory: number, process?: number}} KernelState */

/** Milliseconds for which a cell that runs again keeps what it showed: a quick answer replaces it in one step. */
const patience = 100;

/** A cell that ran or runs. */
class CellRun {
  /** @type {Shown[]} */
  shown = [];
  /** @type {Map<string, vscode.NotebookCellOutput>} */
  outputs = new Map();
  /** @type {Map<string, Form[]>} what is yet to be put in place of an output */
  updates = new Map();
  /** @type {vscode.NotebookCellOutput | undefined} */
  stream;
  streamName = '';
  /** @type {Promise<unknown>} VS Code takes one change after the other */
  done = Promise.resolve();
  order = 0;
  #hasOld = true;
  /** @type {{success: boolean, milliseconds: number} | undefined} */
  result;

  /** @param {vscode.NotebookCell} cell @param {vscode.NotebookCellExecution} execution */
  constructor(cell, execution) {
    this.cell = cell;
    this.execution = execution;
  }

  /** @param {() => Thenable<unknown>} change */
  then(change) {
    this.done = this.done.then(change, change).then(undefined, () => {}); // An output that was cleared meanwhile cannot be changed any more.
  }

  /** Shows one more output; the first takes the place of what the cell showed before. @param {vscode.NotebookCellOutput} output */
  append(output) {
    const isFirst = this.#hasOld;
    this.#hasOld = false;
    this.then(() => isFirst ? this.execution.replaceOutput(output) : this.execution.appendOutput(output));
  }

  /** Takes away what the cell showed before, where nothing took its place yet. */
  clear() {
    if (this.#hasOld) this.then(() => this.execution.clearOutput());
    this.#hasOld = false;
  }
}

class Session {
  /** @type {Map<string, CellRun>} by the uri of the cell's text */
  runs = new Map();
  /** @type {Set<string>} cells that ran well since the kernel started */
  held = new Set();
  /** @type {KernelState} */
  state = { state: 'starting', memory: 0 };
  /** @type {Promise<void>} one run of cells after the other */
  #queue = Promise.resolve();
  #round = 0;

  /**
   * @param {vscode.NotebookDocument} notebook
   * @param {import('./engine').Engine} engine
   * @param {(payload: object) => void} redraw tells renderers of an output that changed after its cell ended
   */
  constructor(notebook, engine, redraw) {
    this.notebook = notebook;
    this.engine = engine;
    this.redraw = redraw;
    this.name = notebook.uri.toString();
    const settings = vscode.workspace.getConfiguration('dib', notebook.uri);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? require('node:os').homedir();
    this.path = notebook.uri.scheme === 'file' ? notebook.uri.fsPath : require('node:path').join(folder, notebook.uri.path.split('/').pop() ?? 'untitled.dib');
    const texts = (/** @type {object} */ values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
    this.opened = engine.ask('notebook/open', {
      notebook: this.name, path: this.path,
      parameters: texts(settings.get('parameters', {})), environment: texts(settings.get('environment', {})),
      ...(settings.get('timeout', 0) > 0 ? { timeout: settings.get('timeout', 0) } : {}),
    });
    this.opened.catch(() => {}); // Whoever asks next is told.
  }

  /** @param {string} method @param {object} params */
  async ask(method, params = {}) {
    await this.opened;
    return this.engine.ask(method, { notebook: this.name, ...params });
  }

  /**
   * Runs cells one after the other, up to the first that fails.
   * @param {vscode.NotebookCell[]} cells
   * @param {vscode.NotebookController} controller
   */
  run(cells, controller) {
    const round = this.#round;
    const runs = cells.map(cell => new CellRun(cell, controller.createNotebookCellExecution(cell)));
    const all = this.#queue.then(async () => {
      let isGoing = true;
      for (const run of runs) {
        if (isGoing && round === this.#round) isGoing = await this.#runCell(run);
        else run.execution.end(undefined);
      }
    });
    this.#queue = all.catch(() => {});
    return all;
  }

  /** @param {CellRun} run @returns {Promise<boolean>} whether it held */
  async #runCell(run) {
    const { cell, execution } = run;
    const name = cell.document.uri.toString();
    this.runs.set(name, run);
    this.held.delete(name);
    execution.start(Date.now());
    const clearing = setTimeout(() => run.clear(), patience);
    let result;
    try {
      result = await this.ask('cell/run', {
        cell: name, language: kernelOf(cell.document.languageId, cell.metadata), code: cell.document.getText().replaceAll('\r\n', '\n'), number: cell.index + 1, tags: tagsOf(cell.metadata),
      });
    } catch (e) {
      result = { success: false, milliseconds: 0, error: { name: 'Engine', message: e instanceof Error ? e.message : String(e), stack: [] } };
    }
    if (result.order) execution.executionOrder = run.order = result.order;
    if (result.skipped) run.append(new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.text(`Skipped: ${result.skipped}`)]));
    if (result.error) {
      run.shown.push({ error: result.error });
      const { name: kind, message, stack } = errorOf(result.error, other => (other === name ? run.order : this.runs.get(other)?.order));
      const error = Object.assign(new Error(message), { name: kind, stack });
      run.append(new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.error(error)]));
    }
    clearTimeout(clearing);
    run.clear();
    for (const id of [...run.updates.keys()]) this.#replace(run, id);
    for (let last; last !== run.done;) await (last = run.done);
    run.result = { success: result.success, milliseconds: result.milliseconds };
    if (result.success) this.held.add(name);
    execution.end(result.success, Date.now());
    return result.success;
  }

  async interrupt() {
    this.#round++;
    await this.ask('kernel/interrupt');
  }

  async restart() {
    this.#round++;
    this.held.clear();
    await this.ask('kernel/restart');
  }

  async close() {
    this.#round++;
    await this.ask('notebook/close').catch(() => {});
  }

  /** What the engine tells of a cell. @param {string} method @param {any} params */
  tell(method, params) {
    const run = this.runs.get(params.cell);
    if (!run || run.cell.index < 0) return;
    if (method === 'cell/started') {
      run.order = params.order;
      if (!run.result) run.execution.executionOrder = params.order;
      return;
    }
    if (method === 'cell/stream') this.#stream(run, params);
    else if (method === 'cell/output') this.#show(run, params);
    else if (method === 'cell/update') this.#update(run, params);
  }

  /** @param {CellRun} run @param {{stream: string, text: string}} params */
  #stream(run, { stream, text }) {
    run.shown.push({ stream, text });
    if (run.result) return this.#late(run);
    const item = stream === 'stderr' ? vscode.NotebookCellOutputItem.stderr(text) : vscode.NotebookCellOutputItem.stdout(text);
    if (run.stream && run.streamName === stream) {
      const output = run.stream;
      run.then(() => run.execution.appendOutputItems(item, output));
    } else {
      const output = run.stream = new vscode.NotebookCellOutput([item]);
      run.streamName = stream;
      run.append(output);
    }
  }

  /** @param {CellRun} run @param {{id: string, data: Form[], isResult: boolean}} params */
  #show(run, { id, data, isResult }) {
    run.shown.push({ id, data, isResult });
    run.stream = undefined;
    const output = new vscode.NotebookCellOutput(itemsOf(this.name, id, data));
    run.outputs.set(id, output);
    if (run.result) this.#late(run);
    else run.append(output);
  }

  /** @param {CellRun} run @param {{id: string, data: Form[]}} params */
  #update(run, { id, data }) {
    const before = run.shown.find(each => 'id' in each && each.id === id);
    if (before && 'data' in before) before.data = data;
    const payload = payloadOf(this.name, id, data);
    if (run.result) {
      if (payload) this.redraw(payload);
      else this.#late(run);
      return;
    }
    // Each change is a round trip: of those that come while one is under way the last is made.
    const isWaiting = run.updates.has(id);
    run.updates.set(id, data);
    if (!isWaiting) this.#replace(run, id);
  }

  /** @param {CellRun} run @param {string} id */
  #replace(run, id) {
    run.then(async () => {
      const data = run.updates.get(id);
      const output = run.outputs.get(id);
      run.updates.delete(id);
      if (data && output) await run.execution.replaceOutputItems(itemsOf(this.name, id, data), output);
    });
  }

  /** @type {Set<CellRun>} */
  #tardy = new Set();

  /** What comes after the cell has ended: VS Code lets a cell's outputs be changed only while it runs. @param {CellRun} run */
  #late(run) {
    if (this.#tardy.has(run)) return;
    this.#tardy.add(run);
    setTimeout(() => this.#queue = this.#queue.then(async () => {
      this.#tardy.delete(run);
      if (this.runs.get(run.cell.document.uri.toString()) !== run || run.cell.index < 0 || !this.lateExecution) return;
      const { timing, success } = run.cell.executionSummary ?? {};
      const execution = this.lateExecution(run.cell);
      execution.executionOrder = run.order;
      execution.start(timing?.startTime);
      await execution.replaceOutput(run.shown.map(each => this.#outputOf(each, run)));
      execution.end(success, timing?.endTime);
    }).catch(() => {}), 500);
  }

  /** @type {((cell: vscode.NotebookCell) => vscode.NotebookCellExecution) | undefined} */
  lateExecution;

  /** @param {Shown} each @param {CellRun} run */
  #outputOf(each, run) {
    if ('stream' in each) return new vscode.NotebookCellOutput([each.stream === 'stderr' ? vscode.NotebookCellOutputItem.stderr(each.text) : vscode.NotebookCellOutputItem.stdout(each.text)]);
    if ('error' in each) {
      const { name, message, stack } = errorOf(each.error, other => this.runs.get(other)?.order);
      return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.error(Object.assign(new Error(message), { name, stack }))]);
    }
    const output = new vscode.NotebookCellOutput(itemsOf(this.name, each.id, each.data));
    run.outputs.set(each.id, output);
    return output;
  }
}

module.exports = { Session };
