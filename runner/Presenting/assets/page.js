// What a page does by itself, without asking the server.
import { renderMath } from "./math.js";
import { showInFrame } from "./frames.js";
import { adoptTables } from "./tables.js";
import { keepTime } from "./clock.js";
import "./inputs.js";
import { edit } from "./cells.js";
import { switchTheme } from "./look.js";

window.present = { showInFrame, edit, switchTheme };
const key = localStorage.getItem("key");
if (key) Blazor.start({ circuit: { configureSignalR: connection => connection.withUrl("_blazor", { accessTokenFactory: () => key }) } });
else document.body.append(Object.assign(document.createElement("p"), { className: "notice", textContent: "This browser has lost its key. Open an address that lets it in: the one that present printed, once, or one from the list of notebooks." }));
renderMath();
adoptTables();
keepTime();

document.addEventListener("click", event => {
  switch (event.target.closest("[data-do]")?.dataset.do) {
    case "theme": switchTheme(); break;
    case "keys": document.getElementById("Keys").showModal(); break;
  }
});
