'use strict';
// The .dib format, read and written as runner/Documents/Dib.cs does. What that class forgets, the layout of the file, is kept
// here beside each cell, so that what was not changed is written back as it stood. Needs neither VS Code nor a process.

/**
 * @typedef {object} Cell
 * @property {string} kernel the canonical name: csharp, markdown, html, …
 * @property {string} contents its lines, joined by LF
 * @property {number} [line] of the file, from 1
 * @property {Record<string, any>} [extras] what its comment holds: {"metadata":{"tags":[…]}}
 * @property {Layout} [layout] how it stood in the file
 */

/**
 * How a cell stands in its file; what is missing is as usual.
 * @typedef {object} Layout
 * @property {string} [before] its marker, to the contents
 * @property {string} [after] what follows the contents, up to the next marker
 * @property {string} [source] its contents, where they stand there unlike an editor would write them
 * @property {string} [contents] what was read from that source
 */

/**
 * @typedef {object} Notebook
 * @property {Cell[]} cells
 * @property {string} [meta] the JSON after #!meta, without blanks
 * @property {string} [head] what stands before the first cell
 * @property {string} [tail] what stands behind the last, where it is more or less than the end of a line
 * @property {string} [eol] what ends lines, where that is not LF
 * @property {string} [whole] the file, where cells and what stands between them are not all of it
 */

/** Says why a text is no notebook, and in which line. */
class DibError extends Error {
  /** @param {string} message @param {number} line from 1 */
  constructor(message, line) {
    super(message);
    this.line = line;
  }
}

const known = { csharp: ['c#', 'cs'], fsharp: ['f#', 'fs'], html: [], http: [], javascript: ['js'], mermaid: [], pwsh: ['powershell'], value: [], markdown: ['md'] };

/** Kernels by name and alias. */
class KernelNames {
  constructor() {
    /** @type {Map<string, string>} */
    this.canonical = new Map();
    for (const [name, aliases] of Object.entries(known)) this.add(name, aliases);
  }

  /** The kernel that a line begins a cell of. @param {string} line */
  marked(line) {
    return line.startsWith('#!') ? this.canonical.get(line.slice(2)) : undefined;
  }

  /** Whether a line is a marker, but for spaces behind it. @param {string} line */
  looks(line) {
    return this.marked(line.replace(/ +$/, '')) !== undefined;
  }

  /** @param {string} name @param {string[]} aliases */
  add(name, aliases) {
    for (const each of [name, ...aliases]) {
      if (this.canonical.has(each)) throw new Error(`kernel name '${each}' already means ${this.canonical.get(each)}; choose another`);
      this.canonical.set(each, name);
    }
  }

  /** Adds those that the meta data lists. @param {any} meta */
  addFrom(meta) {
    const items = meta.kernelInfo?.items;
    if (!isObject(meta.kernelInfo) || !Array.isArray(items)) return;
    const listed = new Set();
    for (const item of items) {
      const name = kernelName(isObject(item) ? item.name : undefined);
      const aliases = isObject(item) && Array.isArray(item.aliases) ? item.aliases.map(kernelName) : [];
      for (const each of [name, ...aliases]) {
        if (listed.has(each)) throw new Error(`kernel name '${each}' is listed twice; keep one`);
        listed.add(each);
      }
      if (this.canonical.get(name) !== name) this.add(name, aliases);
    }
  }
}

/** @param {any} name @returns {string} */
function kernelName(name) {
  if (typeof name !== 'string' || isBlank(name) || name.startsWith('#')) throw new Error("a kernel needs a name, a text that doesn't begin with #");
  return name;
}

/** @param {any} value */
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a file.
 * @param {string} text
 * @returns {Notebook}
 * @throws {DibError} where the text after #!meta is no JSON object, or lists a kernel twice
 */
function parse(text) {
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const lines = linesOf(text, bom);
  const names = new KernelNames();
  const eol = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
  /** @type {(Cell & {start: number, end: number})[]} */
  const cells = [];
  /** @type {Line[]} */
  let pending = [];
  let kernel = 'csharp';
  /** @type {string | undefined} */
  let meta;

  for (let i = 0; i < lines.length; i++) {
    if (meta === undefined && lines[i].text.startsWith('#!meta')) {
      let end = i + 1;
      while (end < lines.length && !lines[end].text.startsWith('#!')) end++;
      meta = readMeta(lines.slice(i + 1, end).map(line => line.text).join('\n'), i + 1, names);
      i = end < lines.length ? end : end - 1; // At the end of the file the last line counts twice, as meta data and as contents.
    }
    const next = names.marked(lines[i].text);
    if (next === undefined) {
      pending.push(lines[i]);
    } else {
      endCell();
      kernel = next;
    }
  }
  endCell();

  const notebook = layOut(text, cells, eol);
  if (meta !== undefined) notebook.meta = meta;
  if (compose(notebook, notebook.cells) !== text || cells.some(cell => asEdited(cell.contents) === '')) notebook.whole = text;
  if (cells.length === 0) notebook.cells = [{ kernel, contents: '', line: 1 }];
  return notebook;

  function endCell() {
    let own = trim(pending);
    pending = [];
    if (own.length === 0) return;
    const taken = takeComment(kernel, own.map(line => line.text));
    if (taken) own = trim(own.slice(taken.from, taken.to).map(line => (taken.isSpaced && names.looks(line.text) ? { ...line, text: line.text.slice(0, -1) } : line)));
    cells.push({
      kernel, contents: own.map(line => line.text).join('\n'), line: own[0].number, start: own[0].start, end: own[own.length - 1].end,
      ...(taken?.extras ? { extras: taken.extras } : {}),
    });
  }
}

/** @typedef {{text: string, number: number, start: number, end: number}} Line its place without what ends it */

/** @param {string} text @param {number} from @returns {Line[]} */
function linesOf(text, from) {
  const lines = [];
  const breaks = /\r?\n/g;
  breaks.lastIndex = from;
  for (let start = from; ; start = breaks.lastIndex) {
    const found = breaks.exec(text);
    const end = found ? found.index : text.length;
    lines.push({ text: text.slice(start, end), number: lines.length + 1, start, end });
    if (!found) return lines;
  }
}

/** Without empty lines around. @template {{text: string}} T @param {T[]} lines */
function trim(lines) {
  let [first, last] = [0, lines.length];
  while (first < last && lines[first].text === '') first++;
  while (last > first && lines[last - 1].text === '') last--;
  return lines.slice(first, last);
}

/**
 * Says of each cell how it stands in the file, where that is not as usual.
 * @param {string} text
 * @param {(Cell & {start: number, end: number})[]} found
 * @param {string} eol
 * @returns {Notebook}
 */
function layOut(text, found, eol) {
  const notebook = /** @type {Notebook} */ ({ cells: [] });
  if (eol !== '\n') notebook.eol = eol;
  let from = 0;
  for (const { start, end, ...cell } of found) {
    const gap = text.slice(from, start);
    // A cell's own is all from its marker on; from the first marker on where cells before it are empty.
    const markers = [...gap.matchAll(/(?<=^|\n|\uFEFF)#!/g)].map(match => match.index);
    const own = (from === 0 ? markers[markers.length - 1] : markers[0]) ?? gap.length;
    if (from === 0) {
      if (own > 0) notebook.head = gap.slice(0, own);
    } else {
      const previous = notebook.cells[notebook.cells.length - 1];
      if (gap.slice(0, own) !== eol + eol) (previous.layout ??= {}).after = gap.slice(0, own);
    }
    notebook.cells.push(cell);
    const source = text.slice(start, end);
    if (gap.slice(own) !== marker(cell.kernel, eol)) (cell.layout ??= {}).before = gap.slice(own);
    if (source !== asEdited(cell.contents).replaceAll('\n', eol)) Object.assign(cell.layout ??= {}, { source, contents: cell.contents });
    from = end;
  }
  if (text.slice(from) !== eol) notebook.tail = text.slice(from);
  return notebook;
}

/** @param {string} kernel @param {string} eol */
const marker = (kernel, eol) => `#!${kernel}${eol}${eol}`;

/** Whether a text is empty to the engine: .NET counts other characters as blank than JavaScript does. @param {string} text */
const isBlank = text => /^[\s\u0085]*$/.test(text) && !text.includes('\uFEFF');

/** Checks the JSON of #!meta, and adds the kernels that it lists. @param {string} json @param {number} line @param {KernelNames} names */
function readMeta(json, line, names) {
  const advice = 'Mend it, or delete the #!meta block: a notebook does not need one';
  const { tokens, fault } = readJson(json);
  if (fault !== undefined) {
    const isNone = isBlank(json);
    const reason = isNone ? 'there is none' : `${fault < json.length ? `'${json.slice(fault, fault + 12).split('\n')[0]}' does not belong there` : 'it ends too early'}`;
    throw new DibError(`the JSON after #!meta, up to the next line that begins with #!, can't be read: ${reason}. ${advice}.`, line + (isNone ? 0 : 1 + (json.slice(0, fault).split('\n').length - 1)));
  }
  const meta = JSON.parse(json) ?? {};
  try {
    if (!isObject(meta)) throw new Error('it is no JSON object');
    names.addFrom(meta);
  } catch (e) {
    throw new DibError(`the JSON after #!meta can't be used: ${e instanceof Error ? e.message : e}. ${advice}.`, line);
  }
  return json.trim() === 'null' ? '{}' : tokens.join('');
}

/**
 * The tokens of a JSON text, and where it stops to be one; JSON.parse does not say where.
 * @param {string} json
 * @returns {{tokens: string[], fault?: number}}
 */
function readJson(json) {
  const token = /[ \t\r\n]*(?:([[\]{},:]|"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;
  /** @type {string[]} */
  const tokens = [];
  /** @type {string[]} */
  const open = [];
  let expected = 'value';
  for (;;) {
    const from = token.lastIndex;
    const found = token.exec(json)?.[1];
    if (found === undefined) {
      const rest = from + json.slice(from).search(/[^ \t\r\n]|$/);
      return expected === 'end' && rest === json.length ? { tokens } : { tokens, fault: rest };
    }
    const fault = { tokens, fault: token.lastIndex - found.length };
    const isValue = !'}],:'.includes(found);
    if (expected.startsWith('value') ? !isValue && !(expected === 'value or ]' && found === ']')
      : expected.startsWith('name') ? !(found.startsWith('"') || (expected === 'name or }' && found === '}'))
      : expected === ':' ? found !== ':'
      : expected === 'end' || !(found === ',' || found === (open[open.length - 1] === '{' ? '}' : ']'))) return fault;
    tokens.push(found);
    if (found === '{' || found === '[') {
      if (open.push(found) > 64) return fault;
      expected = found === '{' ? 'name or }' : 'value or ]';
    } else if (expected.startsWith('name') && found !== '}') {
      expected = ':';
    } else if (found === ':' || found === ',') {
      expected = found === ',' && open[open.length - 1] === '{' ? 'name' : 'value';
    } else {
      if (found === '}' || found === ']') open.pop();
      expected = open.length === 0 ? 'end' : 'more';
    }
  }
}

/** @param {string} kernel */
const hasSlashes = kernel => ['csharp', 'fsharp', 'javascript', 'http'].includes(kernel);
/** @param {string} kernel */
const hasArrows = kernel => ['markdown', 'html', 'raw'].includes(kernel);

/**
 * Finds the comment in which a cell keeps what its text cannot say.
 * @param {string} kernel
 * @param {string[]} lines
 * @returns {{from: number, to: number, extras?: Record<string, any>, isSpaced: boolean} | undefined} the lines that are left
 */
function takeComment(kernel, lines) {
  if (lines.length < 2) return undefined;
  const found = hasSlashes(kernel) ? /^\/\/ jupyter: (\{.*\})$/s.exec(lines[0]) : hasArrows(kernel) ? /^<!-- jupyter: (\{.*\}) -->$/s.exec(lines[lines.length - 1]) : null;
  if (!found) return undefined;
  try {
    const { spaced, ...extras } = JSON.parse(found[1]);
    if (Object.entries(extras).some(([name, value]) => !['metadata', 'attachments'].includes(name) || !isObject(value))) return undefined;
    return { ...(hasSlashes(kernel) ? { from: 1, to: lines.length } : { from: 0, to: lines.length - 1 }), isSpaced: spaced !== undefined, ...(Object.keys(extras).length > 0 ? { extras } : {}) };
  } catch {
    return undefined;
  }
}

/**
 * Writes a notebook: what is as it was read is written as it stood.
 * @param {Notebook} notebook
 * @throws {Error} where a cell cannot be kept in this format
 */
function write(notebook) {
  const cells = notebook.cells.map(cell => ({ ...cell, contents: asEdited(cell.contents) })).filter(cell => cell.contents !== '');
  if (notebook.whole !== undefined && isSame(parse(notebook.whole), cells, notebook.meta)) return notebook.whole;
  const canonical = writeCanonically({ ...notebook, cells });
  const composed = compose(notebook, cells);
  try {
    const read = parse(composed);
    if (isSame(read, cells, notebook.meta) || isSame(read, parse(canonical).cells, notebook.meta)) return composed;
  } catch {
    // What the cells kept of the file does not fit together any more.
  }
  return canonical.replaceAll('\n', notebook.eol ?? '\n');
}

/** A text as an editor has it: all lines end with \n, none is empty around it. @param {string} contents @returns {string} */
function asEdited(contents) {
  const edited = trim(contents.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/).map(text => ({ text }))).map(line => line.text).join('\n');
  return edited === contents ? edited : asEdited(edited); // What was below an empty line may have such a mark again.
}

/** @param {Notebook} read @param {Cell[]} cells @param {string | undefined} meta */
function isSame(read, cells, meta) {
  /** @param {Cell[]} list */
  const key = list => JSON.stringify(list.map(cell => [cell.kernel, asEdited(cell.contents), cell.extras ?? null]).filter(([, contents]) => contents !== ''));
  return read.meta === meta && key(read.cells) === key(cells);
}

/** @param {Notebook} notebook @param {Cell[]} cells */
function compose(notebook, cells) {
  const eol = notebook.eol ?? '\n';
  const parts = cells.map((cell, i) => {
    const { before, after, source, contents } = cell.layout ?? {};
    const own = source !== undefined && asEdited(contents ?? '') === asEdited(cell.contents) ? source : cell.contents.replaceAll('\n', eol);
    return (before ?? marker(cell.kernel, eol)) + own + (i === cells.length - 1 ? notebook.tail ?? eol : after ?? eol + eol);
  });
  return (notebook.head ?? '') + parts.join('');
}

/** As the engine writes it. @param {Notebook} notebook */
function writeCanonically(notebook) {
  const names = new KernelNames();
  let { meta } = notebook;
  if (meta !== undefined) readMeta(meta, 0, names);
  if (notebook.cells.some(cell => cell.kernel === 'raw') && !names.canonical.has('raw')) {
    const json = meta === undefined ? {} : JSON.parse(meta);
    if (!isObject(json.kernelInfo)) json.kernelInfo = { defaultKernelName: 'csharp' };
    if (!Array.isArray(json.kernelInfo.items)) json.kernelInfo.items = [];
    json.kernelInfo.items.push({ aliases: [], name: 'raw' });
    meta = JSON.stringify(json);
    names.add('raw', []);
  }
  /** @type {{kernel: string, contents: string}[]} */
  const written = [];
  notebook.cells.forEach((cell, i) => {
    const kernel = names.canonical.get(cell.kernel);
    if (kernel === undefined) throw new Error(`cell ${i + 1} is of kernel '${cell.kernel}', which no marker stands for; list it in #!meta, in kernelInfo.items`);
    for (const part of split({ ...cell, kernel }, ['markdown', 'raw'].includes(kernel) ? undefined : names)) {
      const lines = part.contents.split('\n');
      // A marker in prose is an example: with a space behind it, it is none, and the comment says to take that away again.
      const isSpaced = lines.some(line => names.marked(line) !== undefined);
      const contents = isSpaced ? lines.map(line => (names.looks(line) ? `${line} ` : line)).join('\n') : part.contents;
      const withComment = addComment(part.kernel, contents, cell.extras, isSpaced);
      if (withComment === undefined) throw new Error(`cell ${i + 1} has meta data, which no comment of ${part.kernel} keeps in a .dib file; take that away, or keep the notebook as .ipynb`);
      written.push({ kernel: part.kernel, contents: withComment });
    }
  });
  if (meta === undefined && written.some(cell => `\n${cell.contents}`.includes('\n#!meta'))) meta = '{}';
  return [...(meta === undefined ? [] : ['#!meta', '', meta, '']), ...written.flatMap(cell => [`#!${cell.kernel}`, '', cell.contents, ''])].join('\n');
}

/** The cells that a cell's contents are by themselves: one more for each marker in them. @param {Cell} cell @param {KernelNames} [names] */
function split(cell, names) {
  /** @type {{kernel: string, contents: string}[]} */
  const parts = [];
  let { kernel } = cell;
  /** @type {{text: string}[]} */
  let pending = [];
  const end = () => {
    const contents = trim(pending).map(line => line.text).join('\n');
    if (contents !== '') parts.push({ kernel, contents });
    pending = [];
  };
  for (const text of cell.contents.split(/\r?\n/).map(line => line.replace(/\r+$/, ''))) {
    const next = names?.marked(text);
    if (next === undefined) {
      pending.push({ text });
    } else {
      end();
      kernel = next;
    }
  }
  end();
  return parts;
}

/** @param {string} kernel @param {string} contents @param {Record<string, any> | undefined} extras @param {boolean} isSpaced */
function addComment(kernel, contents, extras, isSpaced) {
  const isNeeded = (extras && Object.keys(extras).length > 0) || isSpaced || takeComment(kernel, contents.split('\n')); // A text of the author's that looks like one needs one behind it.
  if (!isNeeded) return contents;
  // What is no plain letter is written as an escape, so that no text ends the comment.
  const json = JSON.stringify({ ...extras, ...(isSpaced ? { spaced: true } : {}) })
    .replace(/\\"/g, '\\u0022').replace(/[^ -~]|[<>&'+`\x7f]/g, letter => `\\u${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
  return hasSlashes(kernel) ? `// jupyter: ${json}\n${contents}` : hasArrows(kernel) ? `${contents}\n\n<!-- jupyter: ${json} -->` : undefined;
}

module.exports = { parse, write, writeCanonically, DibError };
