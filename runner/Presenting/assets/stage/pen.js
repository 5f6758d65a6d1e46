// Drawing on a slide. A line is in hundredths of the root's font size, so that it fits every window of the same shape.
import { groundOf } from "./anchor.js";

let ends, line;

export const isDrawing = () => ends !== undefined;

export function startPen(viewport, send) {
  const root = document.documentElement;
  root.dataset.tool = "pen";
  ends = new AbortController();
  const on = (type, handler) => document.addEventListener(type, handler, { signal: ends.signal, capture: true });

  on("pointerdown", event => {
    const view = viewport();
    if (!view?.contains(event.target) || event.button !== 0) return;
    event.preventDefault();
    const wet = view.querySelector(".ink.wet");
    const path = wet.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    line = { sheet: view.querySelector(".sheet"), path, d: "" };
    add(event);
  });
  on("pointermove", event => {
    if (!line) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) add(each);
  });
  for (const type of ["pointerup", "pointercancel"]) on(type, async () => {
    if (!line) return;
    const { path, d, sheet } = line;
    line = undefined;
    await send(d.trim(), groundOf(path, sheet));
    setTimeout(() => path.remove(), 150); // When the server has drawn it.
  });
}

export function stopPen() {
  ends?.abort();
  ends = line = undefined;
  if (document.documentElement.dataset.tool === "pen") delete document.documentElement.dataset.tool;
}

function add({ clientX, clientY }) {
  const { sheet, path } = line;
  const box = sheet.getBoundingClientRect();
  const unit = (box.width / sheet.offsetWidth) * parseFloat(getComputedStyle(document.documentElement).fontSize) / 100;
  const [x, y] = [Math.round((clientX - box.left) / unit), Math.round((clientY - box.top) / unit)];
  line.d += line.d ? `L${x} ${y} ` : `M${x} ${y} L${x} ${y} `;
  path.setAttribute("d", line.d);
}
