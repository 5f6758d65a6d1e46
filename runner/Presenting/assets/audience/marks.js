// The presenter's pointer and pen, where they are on the same code or output here.
const pieces = (blocks, { cell, output }) => {
  const block = output < 0 ? blocks.get(cell)?.querySelector("pre.source") : [...blocks].filter(([key]) => key.startsWith(`${cell}:`)).map(([, element]) => element)[output];
  return block && (block.querySelector("img, iframe") ?? block);
};

export function mark(blocks, slide, { pointer, ink }) {
  slide.querySelectorAll(":scope > .mark").forEach(each => each.remove());
  const from = slide.getBoundingClientRect();
  const put = (spot, make) => {
    const box = pieces(blocks, spot)?.getBoundingClientRect();
    if (!box) return;
    const element = slide.appendChild(make(box));
    element.classList.add("mark");
    element.setAttribute("aria-hidden", "true");
  };
  for (const { path, over } of ink ?? []) put(over, box => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", `${over.x} ${over.y} ${over.width} ${over.height}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.style.cssText = `left: ${box.left - from.left}px; top: ${box.top - from.top}px; width: ${box.width}px; height: ${box.height}px`;
    svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path")).setAttribute("d", path);
    return svg;
  });
  if (pointer) put(pointer, box => {
    const dot = document.createElement("span");
    dot.className = "dot";
    dot.style.cssText = `left: ${box.left - from.left + pointer.x * box.width}px; top: ${box.top - from.top + pointer.y * box.height}px`;
    return dot;
  });
}
