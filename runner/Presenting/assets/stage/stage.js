// What a window of slides does by itself: keys, fitting, pen and pointer. What others see too goes to the server.
import { startPen, stopPen, isDrawing } from "./pen.js";
import { startPointer, stopPointer, isPointing, showDot } from "./pointer.js";
import { fitAll } from "./fit.js";
import { local } from "./screen.js";
import { editedCell, openCell, sendAll, sendText } from "./editing.js";
import { warmUp } from "../editor.js";

const quiet = 2500; // Milliseconds without a movement after which the bar hides.
let page, calls, commands, speaker, listeners, hiding;

const viewport = () => document.querySelector(".viewport[data-live]");
const selected = () => viewport()?.querySelector(".selected[data-cell]");
const dialog = () => document.querySelector("main.stage > [role=dialog]");

export function begin(dotnet, editorCalls, keys, speakerAddress) {
  [page, calls, commands, speaker] = [dotnet, editorCalls, keys, speakerAddress];
  listeners = new AbortController();
  const on = (type, handler, options) => document.addEventListener(type, handler, { signal: listeners.signal, ...options });
  on("keydown", pressed, { capture: true });
  on("click", clicked);
  on("pointerup", released);
  on("pointermove", stir);
  (window.requestIdleCallback ?? setTimeout)(warmUp);
  addEventListener("message", framed, { signal: listeners.signal });
  fitAll(listeners.signal);
  new MutationObserver(focusDialog).observe(document.body, { childList: true, subtree: true });
  document.documentElement.dataset.idle = ""; // The bar comes with the mouse, not with the slide.
  document.documentElement.dataset.stage = "";
}

export function end() {
  sendAll();
  listeners?.abort();
  stopPen();
  stopPointer();
  delete document.documentElement.dataset.stage;
}

export const point = showDot;

// The bar and the mouse pointer show while something moves.
function stir() {
  delete document.documentElement.dataset.idle;
  clearTimeout(hiding);
  hiding = setTimeout(() => document.documentElement.dataset.idle = "", quiet);
}

function nameOf({ key, ctrlKey, metaKey, shiftKey }) {
  const isCharacter = key.length === 1 && key !== " ";
  const name = key === " " ? "Space" : isCharacter ? key.toLowerCase() : key;
  return `${ctrlKey || metaKey ? "Ctrl+" : ""}${shiftKey && !isCharacter ? "Shift+" : ""}${name}`;
}

function pressed(event) {
  if (event.altKey || event.isComposing) return;
  const command = commands[nameOf(event)];
  if (!command) return;
  const { target } = event;
  if (target.closest(".editor") && !["run", "advance"].includes(command)) return; // Every other key is the editor's.
  const isTyping = target.closest("input:not([type=range], [type=checkbox]), textarea, select, [contenteditable=true]");
  const isAnywhere = ["run", "advance", "close"].includes(command);
  const isTurning = /^Page(Up|Down)$/.test(event.key); // A clicker's keys turn slides, whatever was moved last.
  if (isTyping && !isAnywhere && !(isTurning && target.matches("[type=number], select"))) return;
  if (target.closest("input") && /^(Arrow|Home|End)/.test(event.key)) return; // A slider's own keys.
  if (["Enter", "Space"].includes(nameOf(event)) && target.closest("button, a, summary")) return;
  if (dialog() && !isAnywhere) {
    if (/^Arrow/.test(event.key)) walk(event);
    else if (["overview", "goto", "invite", "help"].includes(command)) perform(event, command);
    return;
  }
  perform(event, command);
}

function perform(event, command) {
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat || !["run", "advance", "run-all", "run-above", "run-stale"].includes(command)) obey(command); // Presses do not queue up.
}

// What the mouse has moved gives the keyboard back: a slider would keep the arrows that turn slides.
function released({ target }) {
  const input = target.closest?.(".viewport[data-live] input[type=range]");
  if (input) viewport().focus({ preventScroll: true });
}

function clicked(event) {
  const { target, detail } = event;
  const button = target.closest("[data-command]");
  if (!button || button.closest(".prose, .shown")) return chosen(target, event);
  if (detail > 0) button.blur(); // So that the next space is not for it again.
  if (button.closest("[role=dialog]") && button.dataset.command !== "close") page.invokeMethodAsync("PressAsync", "close");
  obey(button.dataset.command);
}

// A click on a cell chooses it; one into its text opens the editor there.
async function chosen(target, event) {
  const cell = target.closest(".viewport[data-live] [data-cell]");
  if (!cell || isDrawing() || isPointing()) return;
  if (!cell.matches(".selected")) page.invokeMethodAsync("Select", cell.dataset.cell);
  if (target.closest("[data-source]") && String(getSelection()) === "") await openCell(cell, calls, event);
}

async function obey(command) {
  const view = viewport();
  const own = {
    pointer: () => { stopPen(); isPointing() ? stopPointer() : startPointer(viewport, (x, y, spot) => page.invokeMethodAsync("Point", x, y, spot)); return true; },
    draw: () => { stopPointer(); isDrawing() ? stopPen() : startPen(viewport, (path, over) => page.invokeMethodAsync("Draw", path, over)); return true; },
    edit: () => { openCell(selected(), calls); return true; },
    speaker: () => { open(speaker, "speaker", "popup,width=1280,height=800"); return true; },
    print: () => { open(speaker.replace("speaker/", "print/"), "print"); return true; },
    handout: () => { open(speaker.replace("speaker/", "handout/"), "print"); return true; },
    close: () => { stopPen(); stopPointer(); view?.focus({ preventScroll: true }); return false; },
  };
  if ((own[command] ?? local[command])?.(command)) return;
  if (command === "run" || command === "advance") await sendText(editedCell() ?? selected(), calls);
  await page.invokeMethodAsync("PressAsync", command);
}

// A frame has the keyboard after a click into it: it hands on the keys that turn slides, and only these.
function framed({ data }) {
  if (data?.frame === "key" && ["next", "previous"].includes(data.command)) obey(data.command);
}

// In a grid of buttons the arrows go to the neighbour.
function walk(event) {
  const buttons = [...dialog().querySelectorAll("ol button")];
  if (!buttons.length) return;
  event.preventDefault();
  const columns = buttons.filter(each => Math.abs(each.getBoundingClientRect().top - buttons[0].getBoundingClientRect().top) < 4).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  const at = buttons.indexOf(document.activeElement);
  buttons[Math.min(Math.max(at < 0 ? 0 : at + step, 0), buttons.length - 1)].focus();
}

let shown;
function focusDialog() {
  const now = dialog();
  if (now === shown) return;
  shown = now;
  if (now) (now.querySelector("[autofocus]") ?? now).focus();
  else viewport()?.focus({ preventScroll: true });
}
