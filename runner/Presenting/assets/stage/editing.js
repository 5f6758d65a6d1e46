// Cells are edited on the slide, in the notebook's editor.
import { openEditor } from "../editor.js";

const editors = new WeakMap(); // by cell element
const isOpen = cell => cell?.dataset.editing !== undefined;

/** The cell whose editor has the keyboard. */
export const editedCell = () => document.activeElement?.closest("[data-cell][data-editing]") ?? null;

export async function openCell(cell, calls, event) {
  if (!cell) return;
  const id = cell.dataset.cell;
  const ask = (method, ...args) => calls.invokeMethodAsync(method, ...args);
  if (!editors.has(cell)) {
    editors.set(cell, await openEditor(cell, {
      text: cell.querySelector("[data-text]").textContent,
      onEdit: text => ask("Edit", id, text),
      onLeave: isByKey => { if (closeCell(cell) && isByKey) cell.closest(".viewport")?.focus({ preventScroll: true }); },
      complete: (text, offset) => ask("Complete", text, offset),
      inspect: (text, offset) => ask("Inspect", text, offset),
      signatures: (text, offset) => ask("Signatures", text, offset),
      rename: (text, offset, name) => ask("Rename", id, text, offset, name),
      fixes: (text, offset) => ask("Fixes", text, offset),
      check: text => ask("Check", id, text),
    }));
  }
  cell.dataset.editing = "";
  editors.get(cell).show();
  editors.get(cell).focus(event);
}

export function closeCell(cell) {
  if (!isOpen(cell)) return false;
  editors.get(cell).send();
  delete cell.dataset.editing;
  return true;
}

/** Tells the server what was typed last, before the window leads elsewhere. */
export const sendAll = () => document.querySelectorAll("[data-cell][data-editing]").forEach(cell => editors.get(cell).send());

/** Tells the server what was typed in a cell, before it runs. */
export async function sendText(cell, calls) {
  if (isOpen(cell)) await calls.invokeMethodAsync("Edit", cell.dataset.cell, editors.get(cell).take());
}
