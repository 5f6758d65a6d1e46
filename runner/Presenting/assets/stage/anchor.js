// Where on a cell's code or output a place of the screen is: pages of another shape can show it there.
const unit = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 100;

export function anchorAt(x, y) {
  const piece = document.elementFromPoint(x, y)?.closest(".viewport[data-live] [data-cell] :is(pre.source, .outputs > *)");
  if (!piece) return null;
  const picture = piece.querySelector("img, svg.chart, canvas, iframe");
  const box = (picture ?? piece).getBoundingClientRect();
  return { cell: piece.closest("[data-cell]").dataset.cell, output: piece.matches("pre.source") ? -1 : [...piece.parentElement.children].indexOf(piece), box };
}

// Of a place: the parts of the width and the height.
export function spotAt(x, y) {
  const anchor = anchorAt(x, y);
  return anchor && { cell: anchor.cell, output: anchor.output, x: (x - anchor.box.left) / anchor.box.width, y: (y - anchor.box.top) / anchor.box.height, width: 0, height: 0 };
}

// Of a line: the box that it is drawn over, in the line's own unit.
export function groundOf(path, sheet) {
  const line = path.getBoundingClientRect();
  const anchor = anchorAt(line.left + line.width / 2, line.top + line.height / 2);
  if (!anchor) return null;
  const from = sheet.getBoundingClientRect();
  const scale = (from.width / sheet.offsetWidth) * unit();
  const { left, top, width, height } = anchor.box;
  return { cell: anchor.cell, output: anchor.output, x: (left - from.left) / scale, y: (top - from.top) / scale, width: width / scale, height: height / scale };
}
