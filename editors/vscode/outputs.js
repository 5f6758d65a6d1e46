'use strict';
// What the engine shows, as VS Code's outputs. Text, pictures, Markdown and errors are VS Code's own; HTML, charts, diagrams and figures
// with inputs are drawn by renderer.js.

const vscode = require('vscode');

/** What renderer.js draws. */
const shown = 'application/vnd.notebooklib.shown+json';

/** @typedef {{mime: string, text?: string, base64?: string}} Form one form of a value */

/**
 * @param {string} notebook @param {string} id of the output
 * @param {Form[]} data
 */
function itemsOf(notebook, id, data) {
  const payload = payloadOf(notebook, id, data);
  const others = data.filter(form => !(form.mime.startsWith('application/vnd.notebooklib.') || (payload && form === data[0])));
  return [
    ...(payload ? [vscode.NotebookCellOutputItem.json(payload, shown)] : []),
    ...others.map(({ mime, text, base64 }) => new vscode.NotebookCellOutputItem(base64 === undefined ? new TextEncoder().encode(text) : Buffer.from(base64, 'base64'), mime)),
  ];
}

/**
 * What renderer.js is told of a value; undefined where VS Code shows it by itself.
 * @param {string} notebook @param {string} id
 * @param {Form[]} data
 */
function payloadOf(notebook, id, data) {
  const [first] = data;
  if (first?.mime === 'application/vnd.notebooklib.inputs+json') return { notebook, id, kind: 'inputs', figure: JSON.parse(first.text ?? '{}') };
  if (first?.mime === 'application/vnd.notebooklib.frame+json') return { notebook, id, kind: 'frame', document: JSON.parse(first.text ?? '{}').document };
  if (first?.mime === 'text/html') return { notebook, id, kind: 'html', html: first.text };
  return undefined;
}

/**
 * A failure. Lines that name a cell are written as VS Code makes links of them: "Cell In[3], line 2".
 * @param {any} error as the engine has it
 * @param {(cell: string) => number | undefined} orderOf the execution order of a cell
 */
function errorOf(error, orderOf) {
  const link = (/** @type {any} */ place) => {
    if (!(place?.number > 0)) return '';
    const order = place.cell === undefined ? undefined : orderOf(place.cell);
    return order === undefined ? `${place.file}:${place.line + 1}:${place.character + 1}` : `Cell In[${order}], line ${place.line + 1}, column ${place.character + 1}`;
  };
  const places = (error.stack ?? []).map((/** @type {any} */ line) => (line.place?.number > 0 ? `${line.text.replace(/ in [^,]*, cell \d+, line \d+$/, '')}\n${link(line.place)}` : line.text));
  const own = error.place?.number > 0 && !places.some((/** @type {string} */ line) => line.includes(link(error.place).replace(/, column.*/, ''))) ? [link(error.place)] : [];
  return { name: error.name, message: error.message, stack: [`${error.name}: ${error.message}`, ...own, ...places].join('\n') };
}

module.exports = { shown, itemsOf, payloadOf, errorOf };
