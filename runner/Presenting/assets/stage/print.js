// The page that is printed: all steps on paper of one size, whatever the window's.
import { fitAll } from "./fit.js";

const root = document.documentElement;
const frame = () => new Promise(requestAnimationFrame);
const still = 30; // Frames without a change.

/** Draws all steps, and asks where a person has opened the page how to print them. */
export async function print() {
  root.dataset.theme = "light"; // Paper is white, and this is not kept.
  root.dispatchEvent(new Event("look"));
  root.style.setProperty("--up", parseFloat(getComputedStyle(root).fontSize) / 16);
  fitAll(new AbortController().signal);
  document.querySelectorAll('a[href^="/"]').forEach(link => link.removeAttribute("href")); // They lead nowhere from paper.
  await document.fonts.ready;
  await Promise.all([...document.images].filter(each => each.closest(".print")).map(each => each.decode().catch(() => {})));
  let before, calm = 0;
  while (calm < still) {
    await frame();
    const now = drawn();
    calm = now !== undefined && now === before ? calm + 1 : 0;
    before = now;
  }
  document.querySelectorAll(".below").forEach(shrink);
  root.dataset.drawn = "";
  if (opener) window.print();
}

// How all is laid out; undefined while something is missing.
function drawn() {
  const views = [...document.querySelectorAll(".viewport")], frames = [...document.querySelectorAll(".print iframe")];
  if (!views.every(view => view.dataset.fitted === view.querySelector(".sheet").dataset.step) || document.querySelector(".print .math:not([data-shown])")) return undefined;
  if (!frames.every(each => each.style.height)) return undefined;
  return views.map(view => view.firstElementChild.style.cssText).join() + frames.map(each => each.style.height);
}

// What is said stays on its page.
function shrink(below) {
  for (let size = 34; size > 12 && below.scrollHeight > below.clientHeight; size--) below.style.fontSize = `${size}px`;
}
