// Mermaid draws where its text stands. The text stays for readers who cannot see the drawing, and where it cannot be drawn.
(() => {
  const diagrams = [...document.querySelectorAll("pre.mermaid")];
  if (!diagrams.length || typeof mermaid === "undefined") return;
  const probe = document.createElement("i");
  probe.style.cssText = "color: light-dark(rgb(1, 1, 1), rgb(2, 2, 2))";
  document.body.append(probe);
  const isDark = getComputedStyle(probe).color === "rgb(2, 2, 2)";
  probe.remove();
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: isDark ? "dark" : "neutral", fontFamily: getComputedStyle(document.body).fontFamily });
  diagrams.forEach(async (element, number) => {
    const text = element.textContent;
    try {
      const { svg } = await mermaid.render(`drawn-diagram-${number}`, text);
      const picture = Object.assign(document.createElement("div"), { className: "drawn", innerHTML: svg });
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", `Diagram: ${text.trim().split(/\s*\n\s*/).join("; ")}`);
      element.replaceWith(picture);
    } catch (error) {
      document.querySelector(`#drawn-diagram-${number}, #ddrawn-diagram-${number}`)?.remove();
      element.after(Object.assign(document.createElement("p"), { className: "problem", textContent: `This diagram can't be drawn: ${String(error.message ?? error).split("\n")[0]}` }));
    }
  });
})();
