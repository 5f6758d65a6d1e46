// What a page does by itself, without asking the server.
import { renderMath } from "./math.js";
import { showInFrame } from "./frames.js";
import { keepTime } from "./clock.js";
import "./inputs.js";
import { edit } from "./cells.js";
import { switchTheme } from "./look.js";

window.present = { showInFrame, edit, switchTheme };
renderMath();
keepTime();

document.addEventListener("click", event => {
  switch (event.target.closest("[data-do]")?.dataset.do) {
    case "theme": switchTheme(); break;
    case "keys": document.getElementById("keys").showModal(); break;
  }
});

// A server that no longer knows this page has its state all the same: a reload shows it.
document.addEventListener("components-reconnect-state-changed", event => {
  if (["failed", "rejected", "resume-failed"].includes(event.detail.state)) setTimeout(() => location.reload(), 1000);
});
