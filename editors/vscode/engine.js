'use strict';
// The engine's process: JSON-RPC on its stdin and stdout, one message a line, as editors/protocol.md says. One for all notebooks of a window.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

/** An answer that says why something was not done. */
class EngineError extends Error {
  /** @param {string} message @param {number} [code] */
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

/** How to start the engine. @typedef {{command: string, args: string[], from: string}} Launch */

class Engine {
  #next = 1;
  /** @type {Map<number, {resolve: (result: any) => void, reject: (error: Error) => void}>} */
  #asked = new Map();
  #process;
  #words = '';

  /**
   * @param {Launch} launch
   * @param {string} folder where it starts
   * @param {(method: string, params: any) => void} onNotification
   * @param {(method: string, params: any) => Promise<any>} onRequest
   * @param {(why: string | undefined) => void} onEnd why it ended, if nobody asked it to
   * @param {(text: string) => void} log
   */
  constructor(launch, folder, onNotification, onRequest, onEnd, log) {
    log(`${launch.command} ${launch.args.join(' ')} (${launch.from})`);
    const env = { ...process.env, DOTNET_EnableDiagnostics: '0' }; // Killed, it leaves no sockets for debuggers behind.
    this.#process = spawn(launch.command, launch.args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    this.isEnding = false;
    const end = (/** @type {string} */ why) => {
      if (this.hasEnded) return;
      this.hasEnded = true;
      for (const { reject } of this.#asked.values()) reject(new EngineError(why));
      this.#asked.clear();
      onEnd(this.isEnding ? undefined : why);
    };
    this.hasEnded = false;
    this.#process.on('error', error => end(`The engine did not start: ${error.message}`));
    this.#process.on('close', (code, signal) => end(`The engine ended (${signal ?? `exit code ${code}`}). ${this.#words.trim().split('\n').slice(-5).join('\n')}`.trim()));
    this.#process.stdin.on('error', () => {}); // It has ended, and says so.
    this.#process.stderr.setEncoding('utf8').on('data', text => {
      this.#words = (this.#words + text).slice(-4000);
      log(text.trimEnd());
    });
    readline.createInterface({ input: this.#process.stdout, crlfDelay: Infinity }).on('line', line => {
      let message;
      try {
        message = JSON.parse(line);
      } catch {
        log(line);
        return;
      }
      if (message.method === undefined) this.#settle(message);
      else if (message.id === undefined) onNotification(message.method, message.params);
      else onRequest(message.method, message.params).then(result => this.#send({ id: message.id, result }), error => this.#send({ id: message.id, error: { code: -32000, message: String(error?.message ?? error) } }));
    });
  }

  /** @param {string} method @param {object} params @returns {Promise<any>} */
  ask(method, params) {
    if (this.hasEnded) return Promise.reject(new EngineError('The engine has ended.'));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  /** Ends it and all kernel processes with it. */
  end() {
    this.isEnding = true;
    this.#process.stdin.end();
  }

  /** @param {any} message */
  #settle(message) {
    const asked = this.#asked.get(message.id);
    this.#asked.delete(message.id);
    if (message.error) asked?.reject(new EngineError(message.error.message, message.error.code));
    else asked?.resolve(message.result);
  }

  /** @param {object} message */
  #send(message) {
    if (!this.#process.stdin.destroyed) this.#process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}

/**
 * Where the engine is: as set, in an opened repository, the one that installed this extension, or the tool.
 * @param {{engine: string, dotnet: string, folders: string[]}} settings
 * @returns {Launch | {missing: 'dotnet' | 'engine' | 'build', detail: string}}
 */
function findEngine({ engine, dotnet, folders }) {
  const sdk = dotnet || findProgram('dotnet', [process.env.DOTNET_ROOT, path.join(os.homedir(), '.dotnet'), '/usr/share/dotnet', '/usr/lib/dotnet', '/usr/local/share/dotnet', 'C:\\Program Files\\dotnet']);
  if (!sdk) return { missing: 'dotnet', detail: 'There is no dotnet on this machine.' };
  if (engine) {
    if (!fs.existsSync(engine)) return { missing: 'engine', detail: `The setting dib.engine names ${engine}, which is not there.` };
    return engine.endsWith('.dll') ? { command: sdk, args: [engine, 'editor'], from: 'setting dib.engine' } : { command: engine, args: ['editor'], from: 'setting dib.engine' };
  }
  const repository = folders.flatMap(upwards).find(folder => fs.existsSync(path.join(folder, 'runner', 'runner.csproj')));
  const builds = repository === undefined ? [] : ['Release', 'Debug'].map(each => path.join(repository, 'runner', 'bin', each, 'net10.0', 'runner.dll')).filter(file => fs.existsSync(file));
  builds.sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
  if (builds.length > 0) return { command: sdk, args: [builds[0], 'editor'], from: 'the opened repository' };
  const installer = installedBy();
  if (installer) return { command: installer[0], args: [...installer.slice(1), 'editor'], from: 'the engine that installed the extension' };
  const tool = findProgram('dib', [path.join(os.homedir(), '.dotnet', 'tools')]);
  if (tool) return { command: tool, args: ['editor'], from: 'the tool' };
  return repository !== undefined ? { missing: 'build', detail: repository } : { missing: 'engine', detail: 'The engine is neither in an opened folder nor installed as a tool.' };
}

/**
 * How a whole notebook is run in a terminal.
 * @param {Launch} launch
 * @param {string} file
 * @param {Record<string, unknown>} parameters
 */
function runWhole({ command, args }, file, parameters) {
  return { command, args: [...args.slice(0, -1), 'run', file, ...Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`])] };
}

/** The engine that installed this extension, if it is still there. @returns {string[] | undefined} */
function installedBy() {
  try {
    const { program } = JSON.parse(fs.readFileSync(path.join(__dirname, 'engine.json'), 'utf8'));
    return program.every((/** @type {string} */ part) => !path.isAbsolute(part) || fs.existsSync(part)) ? program : undefined;
  } catch {
    return undefined; // It came by itself.
  }
}

/** A folder and those that it is in. @param {string} folder */
function upwards(folder) {
  const all = [folder];
  while (path.dirname(folder) !== folder) all.push(folder = path.dirname(folder));
  return all;
}

/** @param {string} name @param {(string | undefined)[]} others folders to look in beside those of the path */
function findProgram(name, others) {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return [...(process.env.PATH ?? '').split(path.delimiter), ...others].filter(folder => folder).map(folder => path.join(/** @type {string} */ (folder), file)).find(each => fs.existsSync(each));
}

module.exports = { Engine, EngineError, findEngine, runWhole };
