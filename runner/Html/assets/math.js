for (const element of document.querySelectorAll(".math")) {
  const tex = element.textContent.trim().replace(/^\\[([]|\\[)\]]$/g, "");
  katex.render(tex, element, { displayMode: element.localName === "div", throwOnError: false });
}
