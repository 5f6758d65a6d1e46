// Fits each step to its screen: the largest text and pictures with which all of it is seen at once.
const largest = 1.5, least = 1, tallest = 36, lowest = 8; // In rem: text, and the height of pictures.
const smallest = .6, usual = 1.4; // Of a frame: size, as text has it, and the width of a chart by its height.
const root = document.documentElement;
const waiting = new Set();
let frame;

/** Fits what is there, and whatever comes or changes its size. */
export function fitAll(signal) {
  const sizes = new ResizeObserver(entries => entries.forEach(({ target }) => later(target.closest(".viewport"))));
  const views = new WeakSet();
  const look = () => document.querySelectorAll(".viewport").forEach(view => {
    if (!views.has(view)) sizes.observe(view);
    views.add(view);
    view.querySelectorAll("iframe.sandboxed").forEach(each => sizes.observe(each));
  });
  const changes = new MutationObserver(records => {
    look();
    new Set(records.map(({ target }) => (target.closest ? target : target.parentElement)?.closest(".viewport"))).forEach(later);
    for (const { addedNodes } of records) for (const each of addedNodes) each.querySelectorAll?.(".viewport").forEach(later);
  });
  changes.observe(document.body, { childList: true, subtree: true, characterData: true });
  const looks = new MutationObserver(all);
  looks.observe(root, { attributeFilter: ["data-zoom"] });
  document.addEventListener("load", ({ target }) => later(target.closest?.(".viewport")), { capture: true, signal });
  document.addEventListener("toggle", ({ target }) => later(target.closest?.(".viewport")), { capture: true, signal });
  addEventListener("resize", all, { signal });
  document.fonts?.addEventListener("loadingdone", all, { signal });
  signal.addEventListener("abort", () => [sizes, changes, looks].forEach(each => each.disconnect()));
  look();
  all();
}

const all = () => document.querySelectorAll(".viewport").forEach(later);

function later(view) {
  if (!view) return;
  waiting.add(view);
  frame ??= requestAnimationFrame(work);
}

// What the room looks at first; small pictures of slides as there is time.
function work() {
  frame = undefined;
  const until = performance.now() + 12;
  const views = [...waiting].sort((a, b) => ("live" in b.dataset) - ("live" in a.dataset));
  for (const view of views) {
    waiting.delete(view);
    if (view.isConnected) fit(view);
    view.dataset.fitted = view.querySelector(".sheet")?.dataset.step ?? "";
    if (performance.now() > until) break;
  }
  if (waiting.size) frame ??= requestAnimationFrame(work);
}

export function fit(view) {
  const sheet = view.querySelector(".sheet");
  if (!sheet || sheet.querySelector("[data-editing]") || !view.clientHeight) return;
  const zoom = Number(root.dataset.zoom) || 1;
  const frames = [...sheet.querySelectorAll(".outputs iframe")];
  const hasPictures = frames.length > 0 || sheet.querySelector("img") !== null;
  const set = (size, picture) => {
    sheet.style.setProperty("--size", size.toFixed(3));
    sheet.style.setProperty("--picture", `${picture.toFixed(2)}rem`);
    // What stands in a frame, a chart, is as high as pictures are.
    for (const each of frames) each.style.setProperty("--frame", Math.min(largest, Math.max(smallest, 16 * picture / (parseFloat(each.style.height) || 100))).toFixed(3));
  };
  const fits = (size, picture) => {
    set(size, picture);
    return sheet.scrollHeight <= sheet.clientHeight + 1 && !isTooWide(sheet);
  };
  // The highest pictures that fit with text of a size; undefined where none do.
  const pictures = size => {
    if (!hasPictures) return fits(size, tallest) ? tallest : undefined;
    if (fits(size, tallest)) return tallest;
    if (!fits(size, lowest)) return undefined;
    let [low, high] = [lowest, tallest];
    while (high - low > .5) fits(size, (low + high) / 2) ? low = (low + high) / 2 : high = (low + high) / 2;
    return low;
  };
  let best;
  const isTry = sheet.querySelector(".with-outputs:not(.result)") !== null && view.clientWidth > view.clientHeight;
  const ratios = [...sheet.querySelectorAll(".outputs img")].map(ratioOf);
  const ways = (isTry ? [true, false] : [false]).flatMap(beside => ratios.length > 1 ? [[beside, false], [beside, true]] : [[beside, false]]);
  // Columns as wide as their pictures are for their height: those of one row are then equally high.
  const widest = column => Math.max(...ratios.filter((_, i) => i % 2 === column));
  if (ratios.length > 1) sheet.style.setProperty("--columns", [0, 1].map(column => `minmax(0, ${(10 * widest(column)).toFixed(1)}fr)`).join(" "));
  for (const [beside, columns] of ways) {
    sheet.toggleAttribute("data-beside", beside);
    sheet.toggleAttribute("data-columns", columns);
    for (const wrap of [false, true]) {
      sheet.toggleAttribute("data-wrap", wrap);
      for (const size of [largest, 1.35, 1.2, 1.1, least].map(each => Math.max(least, each * zoom))) {
        const picture = pictures(size);
        if (picture === undefined) continue;
        set(size, picture);
        const value = Math.min(size, 1.2) + .3 * Math.max(0, size - 1.2) + 6 * share(sheet, view) - (wrap ? .35 : 0);
        if (!best || value > best.value + .001) best = { beside, columns, wrap, size, picture, value };
        if (!hasPictures) break;
      }
      if (best && best.beside === beside && best.columns === columns) break;
    }
  }
  if (!best) { // Whatever it is, it is seen whole, as far as that can be read at all.
    sheet.toggleAttribute("data-beside", isTry);
    sheet.toggleAttribute("data-columns", false);
    sheet.toggleAttribute("data-wrap", true);
    best = { beside: isTry, columns: false, wrap: true, size: least, picture: lowest };
    if (view.clientWidth > view.clientHeight) for (let size = .95; size >= .4 && !fits(best.size, lowest); size -= .05) best.size = size;
  }
  sheet.toggleAttribute("data-beside", best.beside);
  sheet.toggleAttribute("data-columns", best.columns);
  sheet.toggleAttribute("data-wrap", best.wrap);
  set(best.size, best.picture);
  sheet.querySelectorAll("[data-from]").forEach(cell => cell.querySelector("pre.source").scrollTop = topOf(Number(cell.dataset.from), cell));
}

// Where a line of a cell's code begins, however often lines before it are broken.
function topOf(line, cell) {
  const [source, code, range] = [cell.querySelector("pre.source"), cell.querySelector("code"), document.createRange()];
  const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  let left = line;
  for (let text; left > 0 && (text = texts.nextNode());) {
    for (let at = -1; left > 0 && (at = text.data.indexOf("\n", at + 1)) >= 0;) if (--left === 0) range.setStart(text, at);
  }
  if (line === 0 || left > 0) return 0;
  range.setEnd(code, code.childNodes.length);
  const scale = source.getBoundingClientRect().width / source.offsetWidth || 1;
  return (range.getClientRects()[0].bottom - code.getBoundingClientRect().top) / scale;
}

const isTooWide = sheet => sheet.scrollWidth > sheet.clientWidth + 1
  || [...sheet.querySelectorAll("pre, table, .shown, .math, .prose")].some(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0 && !each.closest(".katex"));

const ratioOf = each => each.localName === "iframe" ? usual : each.naturalWidth / each.naturalHeight || 1;

// How much of the screen pictures cover.
function share(sheet, view) {
  const scale = view.getBoundingClientRect().width / view.offsetWidth; // A slide in small is reduced.
  let area = 0;
  for (const each of sheet.querySelectorAll("img, .outputs iframe")) {
    const ratio = ratioOf(each);
    const [width, height] = [each.getBoundingClientRect().width / scale, each.getBoundingClientRect().height / scale];
    const seen = Math.min(width, height * ratio);
    area += seen * seen / ratio;
  }
  return Math.min(1, area / (view.clientWidth * view.clientHeight));
}
