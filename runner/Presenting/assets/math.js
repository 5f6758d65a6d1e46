// Formulas, wherever and whenever they appear.
const pending = ".math:not([data-shown])";

function render(element) {
  const tex = element.textContent.trim().replace(/^\\[([]|\\[)\]]$/g, "");
  element.dataset.shown = "";
  katex.render(tex, element, { displayMode: element.localName === "div", throwOnError: false });
}

export function renderMath() {
  const all = () => document.querySelectorAll(pending).forEach(render);
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
  all();
}
