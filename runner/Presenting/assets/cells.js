// Cells under the keyboard: which one is chosen, what keys do to it, and when its text opens in an editor.
import { openEditor, warmUp } from "./editor.js";

const editors = new WeakMap(); // by cell element
let server, chosen;

/** Gives the keyboard of a notebook's page to this script. */
export function edit(reference) {
  const isFirst = !server;
  server = reference;
  if (!isFirst) return;
  document.addEventListener("keydown", onKey, true); // before the editor, which has a meaning of its own for some
  document.addEventListener("click", onClick);
  document.addEventListener("focusin", ({ target }) => { chosen = target.closest("[data-notebook] .cell") ?? chosen; });
  // Whoever wants to run up to here is told where that is: the cell that was chosen, or the last on the screen.
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-notebook] [data-here]")) return;
    const here = chosen?.isConnected ? chosen : cells().findLast(cell => cell.getBoundingClientRect().top < innerHeight);
    if (here) ask("At", idOf(here));
  }, true);
  document.addEventListener("dblclick", event => {
    const cell = event.target.closest(".prose-cell");
    if (cell && !event.target.closest("a, summary, button")) enter(cell);
  });
  // Before a link or the way back leads to another page, this one's server has what was typed last.
  for (const type of ["click", "popstate", "pagehide"]) addEventListener(type, () => document.querySelectorAll(".cell").forEach(cell => editors.get(cell)?.send()), true);
  (window.requestIdleCallback ?? setTimeout)(() => warmUp().then(() => { document.body.dataset.editor = "ready"; }));
}

const ask = (method, ...args) => server.invokeMethodAsync(method, ...args);
const idOf = cell => cell.dataset.cell;
const cells = () => [...document.querySelectorAll("[data-notebook] .cell")];
const isEditing = cell => cell?.dataset.editing !== undefined;

function choose(cell) {
  if (!cell) return;
  cell.focus({ preventScroll: true });
  const { top, bottom } = cell.getBoundingClientRect();
  if (top < 80 || bottom > innerHeight) cell.scrollIntoView({ block: bottom - top > innerHeight - 120 ? "start" : "nearest", behavior: "smooth" });
}

async function enter(cell, point) {
  if (!cell || isEditing(cell)) return editors.get(cell)?.focus();
  const notebook = server; // An editor outlives its page for a moment: what is typed in it is never another notebook's.
  const askIt = (method, ...args) => notebook.invokeMethodAsync(method, ...args);
  const editor = editors.get(cell) ?? await openEditor(cell, {
    text: cell.querySelector("[data-text]").textContent,
    onEdit: text => askIt("Edit", idOf(cell), text),
    onLeave: isByKey => { leave(cell); if (isByKey) choose(cell); },
    complete: (text, offset) => askIt("Complete", text, offset),
    inspect: (text, offset) => askIt("Inspect", text, offset),
    signatures: (text, offset) => askIt("Signatures", text, offset),
    rename: (text, offset, name) => askIt("Rename", idOf(cell), text, offset, name),
    fixes: (text, offset) => askIt("Fixes", text, offset),
    check: text => askIt("Check", idOf(cell), text),
  });
  editors.set(cell, editor);
  cell.dataset.editing = "";
  editor.show();
  editor.focus(point);
}

function leave(cell) {
  editors.get(cell)?.send();
  delete cell.dataset.editing;
}

function run(cell, goOn) {
  const all = cells();
  const next = all[all.indexOf(cell) + 1];
  const wasEditing = isEditing(cell);
  if (cell.matches(".code-cell")) ask(goOn ? "RunOnce" : "Run", idOf(cell), editors.get(cell)?.take() ?? null);
  else if (wasEditing) leave(cell);
  if (goOn) {
    if (wasEditing) leave(cell);
    if (next) choose(next);
    else ask("Add", idOf(cell), "csharp").then(id => whenThere(id, added => enter(added)));
  }
}

function whenThere(id, then) {
  const cell = document.querySelector(`[data-notebook] .cell[data-cell="${CSS.escape(id)}"]`);
  if (cell) return then(cell);
  requestAnimationFrame(() => whenThere(id, then));
}

const addTo = (after, kernel, then) => ask("Add", after, kernel).then(id => whenThere(id, then));

function onClick(event) {
  const add = event.target.closest("[data-do=add]");
  if (add) addTo(add.dataset.after ?? null, add.dataset.kernel, cell => enter(cell));
  const cell = event.target.closest(".cell");
  if (!cell) return;
  if (event.target.closest("[data-do=edit]")) enter(cell);
  else if (event.target.closest("[data-source]") && !isEditing(cell) && getSelection().isCollapsed) enter(cell, event);
  else if (!event.target.closest("button, a, summary, input, select, textarea, .editor, iframe") && getSelection().isCollapsed) cell.focus({ preventScroll: true });
}

function onKey(event) {
  const asked = document.querySelector(".ask");
  if (asked) {
    if (event.key === "Escape") asked.querySelector("[data-no]").click();
    return;
  }
  const cell = document.activeElement?.closest(".cell") ?? null;
  const inText = event.target.closest("input, textarea, select, [contenteditable]") && !event.target.closest(".editor");
  if (!document.querySelector("[data-notebook]") || document.querySelector("dialog[open]") || inText || event.target.closest(".find-widget, .rename-box")) return;
  const keys = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey && event.key.length > 1 ? "Shift" : "", event.key].filter(Boolean).join("+");
  const action = always(keys, cell) ?? (event.target.closest(".editor") ? undefined : onCell(keys, cell, event));
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat || /^Arrow|^[jk]$/.test(event.key)) action(); // A key that is held runs, adds and deletes once.
}

const always = (keys, cell) => ({
  "Ctrl+s": () => { editors.get(cell)?.send(); ask("Save"); },
  "Shift+Enter": cell && (() => run(cell, true)),
  "Ctrl+Enter": cell && (() => run(cell, false)),
})[keys];

function onCell(keys, cell, event) {
  if (event.target.closest("button, a, summary") && ["Enter", " "].includes(event.key)) return;
  const all = cells();
  const at = all.indexOf(cell);
  const add = after => addTo(after, "csharp", choose);
  const actions = {
    ArrowDown: () => choose(all[Math.min(at + 1, all.length - 1)]),
    ArrowUp: at > 0 && (() => choose(all[at - 1])),
    j: () => choose(all[Math.min(at + 1, all.length - 1)]),
    k: at > 0 && (() => choose(all[at - 1])),
    "?": () => document.getElementById("Keys").showModal(),
    v: () => document.querySelector("[data-variables]").click(),
    ".": () => ask("Stop"),
    z: () => ask("Undelete"),
  };
  const onChosen = {
    Enter: () => enter(cell),
    u: () => ask("RunAbove", idOf(cell)),
    a: () => add(at > 0 ? idOf(all[at - 1]) : null),
    b: () => add(idOf(cell)),
    m: () => ask("ChangeKernel", idOf(cell), "markdown"),
    y: () => ask("ChangeKernel", idOf(cell), "csharp"),
    Delete: () => { choose(all[at + 1] ?? all[at - 1]); ask("Delete", idOf(cell)); },
    "Alt+ArrowUp": () => ask("Move", idOf(cell), -1).then(() => choose(cell)),
    "Alt+ArrowDown": () => ask("Move", idOf(cell), 1).then(() => choose(cell)),
  };
  return actions[keys] || (cell && onChosen[keys]);
}
