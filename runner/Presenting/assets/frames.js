import { isDark } from "./look.js";

// Outputs that carry scripts live in frames without an origin: they get their contents by message, and tell their height.
const text = new Map();
const load = path => text.get(path) ?? text.set(path, fetch(path).then(response => response.text())).get(path);
const ready = new WeakSet();
const waiting = new WeakMap();

addEventListener("message", ({ source, data }) => {
  if (!data?.frame) return;
  const frame = [...document.querySelectorAll("iframe.sandboxed")].find(each => each.contentWindow === source);
  if (!frame) return;
  if (data.frame === "ready") {
    ready.add(frame);
    waiting.get(frame)?.();
  } else if (data.frame === "height" && Number.isFinite(data.height)) {
    frame.style.height = `${Math.min(Math.max(data.height, 0), 4000)}px`;
  }
});

export async function showInFrame(frame, html) {
  const isChart = /class="chart"|Plotly\./.test(html);
  const isDiagram = /class="mermaid"/.test(html);
  const [style, script, plotly, mermaid, diagrams] = await Promise.all([load("html/notebook.css"), load("own/frame-content.js"), isChart ? load("plotly.js") : "",
    isDiagram ? load("html/mermaid/mermaid.min.js") : "", isDiagram ? load("html/diagrams.js") : ""]);
  const inline = code => code ? `<script>${code.replaceAll("</script", "<\\/script")}<\/script>` : "";
  const head = `<style>:root { color-scheme: ${isDark() ? "dark" : "light"} !important; } ${style} html { background: var(--page); } body { margin: 0; font: 1rem/1.5 var(--sans); color: var(--ink); display: flow-root; }</style>${inline(plotly)}${inline(mermaid)}`;
  const send = () => frame.contentWindow.postMessage({ head, html: html + inline(diagrams) + inline(script) }, "*");
  if (frame.dataset.shown !== undefined) { // Its document has been written over: begin again.
    ready.delete(frame);
    frame.src = frame.src;
  }
  frame.dataset.shown = "";
  if (ready.has(frame)) send();
  else waiting.set(frame, () => { waiting.delete(frame); send(); });
}

// What stands in a frame has its look from here.
document.documentElement.addEventListener("look", () => document.querySelectorAll("iframe.sandboxed").forEach(frame => frame.contentWindow?.postMessage({ look: isDark() ? "dark" : "light" }, "*")));
