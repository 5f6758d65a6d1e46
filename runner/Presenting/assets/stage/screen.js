// What concerns this window alone: size, colours, full screen. It is kept for the next time.
import { switchTheme } from "../look.js";

const root = document.documentElement;
// How large the text of a step may get; it gets no larger than the screen holds.
const steps = [.6, .7, .8, .9, 1, 1.15, 1.3, 1.5, 1.75, 2];

function size(step) {
  const now = Number(localStorage.getItem("slide-zoom")) || 1;
  const at = steps.findIndex(each => each >= now - .01);
  const next = step === 0 ? 1 : steps[Math.min(Math.max(at + step, 0), steps.length - 1)];
  localStorage.setItem("slide-zoom", next);
  apply();
  return true;
}

function apply() {
  root.dataset.zoom = localStorage.getItem("slide-zoom") ?? 1;
  // Pictures have their size in pixels; slides have theirs in parts of the screen.
  root.style.setProperty("--up", parseFloat(getComputedStyle(root).fontSize) / 16);
}

function theme() {
  switchTheme();
  return true;
}

function fullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.().catch(() => {});
  return true;
}

addEventListener("resize", apply);
addEventListener("storage", apply);
requestAnimationFrame(apply);

export const local = { larger: () => size(1), smaller: () => size(-1), normal: () => size(0), theme, fullscreen };
