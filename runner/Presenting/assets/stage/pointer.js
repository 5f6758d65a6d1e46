// A spot of light that follows the mouse, here and in the other windows.
import { spotAt } from "./anchor.js";

let ends, last = 0, late;

export const isPointing = () => ends !== undefined;

export function startPointer(viewport, send) {
  document.documentElement.dataset.tool = "pointer";
  ends = new AbortController();
  document.addEventListener("pointermove", ({ clientX, clientY }) => {
    const box = viewport()?.getBoundingClientRect();
    if (!box) return;
    const [x, y] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
    showDot(x, y, viewport);
    clearTimeout(late);
    const tell = () => {
      last = performance.now();
      send(x, y, spotAt(clientX, clientY));
    };
    const wait = last + 33 - performance.now(); // Thirty times a second is motion; where it ends is told too.
    if (wait > 0) late = setTimeout(tell, wait);
    else tell();
  }, { signal: ends.signal });
  ends.signal.addEventListener("abort", () => { clearTimeout(late); send(null, null, null); });
}

export function stopPointer() {
  ends?.abort();
  ends = undefined;
  showDot(null, null);
  if (document.documentElement.dataset.tool === "pointer") delete document.documentElement.dataset.tool;
}

export function showDot(x, y) {
  const view = document.querySelector(".viewport[data-live]");
  let dot = document.querySelector(".dot");
  if (x === null || x === undefined || !view) return dot?.remove();
  if (!dot) {
    dot = document.body.appendChild(document.createElement("div"));
    dot.className = "dot";
    dot.setAttribute("aria-hidden", "true");
  }
  const box = view.getBoundingClientRect();
  dot.style.translate = `${box.left + x * box.width}px ${box.top + y * box.height}px`;
}
