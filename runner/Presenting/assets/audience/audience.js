// Follows a presentation: shows what the server says has changed. It sends nothing but which slide it wants to see, and an answer where the room is asked.
import { renderMath } from "../math.js";
import { showInFrame } from "../frames.js";
import { mark } from "./marks.js";
import { ask } from "./poll.js";

const $ = id => document.getElementById(id); // They begin with a capital, which no heading's id has.
const blocks = new Map();
let pinned = null, head, source, touched = 0;

function connect() {
  source?.close();
  const key = localStorage.getItem("key"); // Where the presenter looks.
  source = new EventSource(`audience/events?${new URLSearchParams({ ...(pinned === null ? {} : { slide: pinned }), ...(key ? { access_token: key } : {}) })}`);
  source.onmessage = ({ data }) => show(JSON.parse(data));
  source.onerror = () => {
    document.body.dataset.state = "lost";
    $("State").textContent = "Connection lost. Trying again …";
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  };
}

let wasBack = false; // Whoever comes back to the room comes to where it looks.
function show({ head: now, order, blocks: fresh }) {
  const isOther = !head || (wasBack && pinned === null) || head.slide !== now.slide || head.notebook !== now.notebook;
  const moved = isOther || head.at !== now.at;
  head = now;
  wasBack = pinned !== null;
  describe();
  ask(now.poll);
  if (!now.count) return;
  const slide = $("Slide");
  if (isOther || slide.querySelector(".waiting")) {
    slide.replaceChildren();
    blocks.clear();
    scrollTo(0, 0);
  }
  const grown = fresh.map(put).filter(Boolean);
  for (const [key, element] of blocks) {
    if (order.includes(key)) continue;
    element.remove();
    blocks.delete(key);
  }
  order.forEach((key, i) => {
    const element = blocks.get(key);
    if (element && slide.children[i] !== element) slide.insertBefore(element, slide.children[i] ?? null);
  });
  mark(blocks, slide, now);
  if (pinned !== null || performance.now() - touched < 4000) return;
  if (moved && now.at && now.at !== order[0]) blocks.get(now.at)?.scrollIntoView({ block: "start", behavior: isOther ? "instant" : "smooth" });
  else if (moved && !isOther) scrollTo({ top: 0, behavior: "smooth" });
  else if (!isOther && grown.length) grown.at(-1).scrollIntoView({ block: "nearest", behavior: "smooth" });
}

// Shows a block; answers with its element where it is a new output, for the eye to follow.
function put({ key, kind, html, isFramed, state }) {
  let element = blocks.get(key);
  const isNew = !element;
  if (isNew) blocks.set(key, element = document.createElement("div"));
  element.className = `block ${kind} ${state}`;
  if (!isFramed) element.innerHTML = html;
  else {
    const frame = element.querySelector("iframe") ?? Object.assign(document.createElement("iframe"), { className: "sandboxed", title: kind === "prose" ? "Prose" : "Output of the cell", src: "own/frame.html" });
    frame.sandbox = "allow-scripts";
    if (!frame.isConnected) element.replaceChildren(frame);
    showInFrame(frame, html);
  }
  return isNew && kind === "output" ? element : undefined;
}

function describe() {
  const { notebook, title, slide, live, furthest, count } = head;
  document.body.dataset.state = pinned === null ? "live" : "back";
  $("Dark").hidden = !head.isBlack;
  $("Notebook").textContent = notebook || "Following";
  document.title = title ? `${title} · ${notebook}` : "Following";
  $("Number").textContent = count ? `${slide + 1} / ${count}` : "";
  $("State").textContent = !count ? "Waiting" : pinned === null ? "Live" : `Live is at slide ${live + 1}`;
  $("Back").disabled = slide === 0;
  $("On").disabled = slide >= furthest;
  $("Live").hidden = pinned === null;
}

function pin(slide) {
  pinned = slide;
  connect();
}

$("Back").onclick = () => pin(head.slide - 1);
$("On").onclick = () => pin(head.slide + 1 === head.live ? null : head.slide + 1);
$("Live").onclick = () => pin(null);
document.addEventListener("keydown", event => {
  const button = { ArrowLeft: "Back", PageUp: "Back", ArrowRight: "On", PageDown: "On", Escape: "Live" }[event.key];
  if (!button || event.target.closest("input, select, textarea")) return;
  if (/Page/.test(event.key) && document.documentElement.scrollHeight > innerHeight + 8) return;
  if (!$(button).disabled && !$(button).hidden) $(button).click();
});
for (const type of ["wheel", "touchmove"]) addEventListener(type, () => touched = performance.now(), { passive: true });

renderMath();
connect();
