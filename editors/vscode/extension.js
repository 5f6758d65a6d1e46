'use strict';
// Where VS Code begins. files.js reads and writes .dib files, kernels.js runs cells, language.js helps to write them, renderer.js draws
// outputs (in the notebook's page, not here), views.js and commands.js are what stands around.

const vscode = require('vscode');
const { DibSerializer } = require('./files');
const { Kernels } = require('./kernels');
const { speak } = require('./language');
const commands = require('./commands');
const views = require('./views');

/** @param {vscode.ExtensionContext} context */
function activate(context) {
  context.subscriptions.push(
    vscode.workspace.registerNotebookSerializer('dib-notebook', new DibSerializer(), { transientOutputs: true, transientCellMetadata: {}, transientDocumentMetadata: {} }),
  );
  const log = vscode.window.createOutputChannel('C# Notebooks', { log: true });
  context.subscriptions.push(log);
  const kernels = new Kernels(context, log);
  speak(context, kernels);
  commands.register(context, kernels);
  views.show(context, kernels);
}

module.exports = { activate };
