'use strict';
// .dib files as VS Code's notebooks. Needs no engine: a notebook opens, shows its differences and is saved on a machine without an SDK.

const vscode = require('vscode');
const { parse, write, DibError } = require('./dib');

/** Kernels whose language VS Code knows by another name. @type {Record<string, string>} */
const languages = { pwsh: 'powershell', value: 'plaintext' };

/** @param {string} kernel */
const languageOf = kernel => languages[kernel] ?? kernel;

/**
 * The kernel of a cell's language, as the file names it.
 * @param {string} language
 * @param {any} metadata
 * @returns {string}
 */
function kernelOf(language, metadata) {
  const known = metadata?.dib?.kernel;
  if (known !== undefined && languageOf(known) === language) return known;
  return Object.keys(languages).find(kernel => languages[kernel] === language) ?? language;
}

/** The tags of a cell, of either format. @param {any} metadata @returns {string[]} */
const tagsOf = metadata => [metadata?.dib?.extras?.metadata?.tags, metadata?.metadata?.tags, metadata?.custom?.metadata?.tags].find(Array.isArray) ?? [];

/** @implements {vscode.NotebookSerializer} */
class DibSerializer {
  /** @param {Uint8Array} bytes */
  deserializeNotebook(bytes) {
    const { cells, ...rest } = this.read(bytes);
    const data = new vscode.NotebookData(cells.map(({ kernel, contents, extras, layout }) => {
      const isProse = kernel === 'markdown';
      const cell = new vscode.NotebookCellData(isProse ? vscode.NotebookCellKind.Markup : vscode.NotebookCellKind.Code, contents, languageOf(kernel));
      const own = { ...(languageOf(kernel) !== kernel || layout ? { kernel } : {}), ...(extras && { extras }), ...(layout && { layout }) };
      cell.metadata = Object.keys(own).length > 0 ? { dib: own } : {};
      return cell;
    }));
    data.metadata = { dib: rest };
    return data;
  }

  /** @param {vscode.NotebookData} data */
  serializeNotebook(data) {
    const text = write({
      ...(data.metadata?.dib ?? {}),
      cells: data.cells.map(({ value, languageId, metadata }) => {
        const kernel = kernelOf(languageId, metadata);
        const { kernel: was, extras, layout } = metadata?.dib ?? {};
        return { kernel, contents: value, extras, layout: was === kernel ? layout : undefined };
      }),
    });
    return new TextEncoder().encode(text);
  }

  /** @param {Uint8Array} bytes */
  read(bytes) {
    let text;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Error('This file is not UTF-8, as a .dib file is. It is left as it is; open it as text to look into it.');
    }
    try {
      return parse(text);
    } catch (e) {
      throw e instanceof DibError ? new Error(`Line ${e.line}: ${e.message}`) : e;
    }
  }
}

module.exports = { DibSerializer, kernelOf, languageOf, tagsOf };
