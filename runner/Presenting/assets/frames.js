import { isDark } from "./look.js";

// Outputs that carry scripts live in frames without an origin: they get their contents by message, and tell their height.
const text = new Map();
const load = path => text.get(path) ?? text.set(path, fetch(path).then(response => response.text())).get(path);
// A frame can load nothing: the fonts that a style sheet names come in it.
const bundle = path => text.get(`bundle ${path}`) ?? text.set(`bundle ${path}`, load(path).then(async css => {
  const base = new URL(path, document.baseURI);
  const lean = css.replace(/,url\([^)]*\.(woff|ttf)\) format\("[a-z]*"\)/g, "");
  const urls = [...new Set([...lean.matchAll(/url\(([^)]*\.woff2)\)/g)].map(found => found[1]))];
  const fonts = await Promise.all(urls.map(async url => [url, await dataUrl(await (await fetch(new URL(url, base))).blob())]));
  return fonts.reduce((all, [url, data]) => all.replaceAll(`url(${url})`, `url(${data})`), lean);
})).get(`bundle ${path}`);
const dataUrl = blob => new Promise((done, failed) => {
  const reader = Object.assign(new FileReader(), { onload: () => done(reader.result), onerror: failed });
  reader.readAsDataURL(blob);
});
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
  const isMath = /class="math/.test(html);
  const [style, fonts, script, plotly, mermaid, diagrams, mathStyle, katex, math] = await Promise.all([load("html/notebook.css"), bundle("html/fonts/fonts.css"), load("own/frame-content.js"), isChart ? load("plotly.js") : "",
    isDiagram ? load("html/mermaid/mermaid.min.js") : "", isDiagram ? load("html/diagrams.js") : "",
    isMath ? bundle("html/katex/katex.min.css") : "", isMath ? load("html/katex/katex.min.js") : "", isMath ? load("html/math.js") : ""]);
  const inline = code => code ? `<script>${code.replaceAll("</script", "<\\/script")}<\/script>` : "";
  const head = `<style>:root { color-scheme: ${isDark() ? "dark" : "light"} !important; } ${fonts} ${mathStyle} ${style} html { background: var(--page); } body { margin: 0; font: 1rem/1.5 var(--sans); color: var(--ink); display: flow-root; }</style>${inline(`document.documentElement.dataset.theme = "${isDark() ? "dark" : "light"}";`)}${inline(plotly)}${inline(mermaid)}${inline(katex)}`;
  const send = () => frame.contentWindow.postMessage({ head, html: html + inline(math) + inline(diagrams) + inline(script) }, "*");
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
