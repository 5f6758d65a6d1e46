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
    case "keys": document.getElementById("Keys").showModal(); break;
  }
});
