// Slides that are longer than the screen: the keys go down them before they go on, and all windows scroll together.
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
const parts = view => [...view.querySelectorAll(".sheet > .part")];
const margin = () => 1.5 * rem();

// Where an element is in what the view scrolls over, whatever the view is reduced to.
function top(view, element) {
  let at = 0;
  for (let each = element; each && each !== view; each = each.offsetParent) at += each.offsetTop;
  return at;
}

const scrollTo = (view, at) => view.scrollTo({ top: at, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });

// Goes on or back within the slide; false where it ends there.
export function turn(view, by) {
  if (!view) return false;
  const height = view.clientHeight;
  if (by < 0) {
    if (view.scrollTop < 8) return false;
    scrollTo(view, Math.max(0, view.scrollTop - .85 * height));
    return true;
  }
  if (view.scrollTop + height >= view.scrollHeight - 8) return false;
  const bottom = view.scrollTop + height;
  const hidden = parts(view).find(part => top(view, part) + part.offsetHeight > bottom - margin());
  const start = hidden ? top(view, hidden) - margin() : view.scrollTop;
  scrollTo(view, start > view.scrollTop + margin() ? start : view.scrollTop + .85 * height);
  return true;
}

// Keeps in view what a cell shows, as it comes, until someone scrolls by hand.
let watch;
export function reveal(viewport, id) {
  watch?.disconnect();
  const cell = () => viewport()?.querySelector(`[data-cell="${CSS.escape(id ?? "")}"]`);
  if (!cell()) return;
  const show = () => {
    const [view, element] = [viewport(), cell()];
    if (!element) return watch?.disconnect();
    const outputs = element.querySelector(".outputs");
    const [first, last] = [top(view, element), top(view, element) + element.offsetHeight];
    if (last + margin() > view.scrollTop + view.clientHeight) {
      const from = outputs && last - first > view.clientHeight ? top(view, outputs) : first;
      scrollTo(view, Math.min(from - margin(), last + margin() - view.clientHeight));
    } else if (first < view.scrollTop && !outputs) scrollTo(view, first - margin());
  };
  watch = new ResizeObserver(show);
  watch.observe(cell());
  for (const type of ["wheel", "touchmove"]) viewport().addEventListener(type, () => watch.disconnect(), { once: true, passive: true });
  show();
}

// Tells where the view was scrolled to, and goes where another window was scrolled to.
export function follow(viewport, tell, signal) {
  const hint = () => {
    const view = viewport();
    view?.toggleAttribute("data-more", view.scrollTop + view.clientHeight < view.scrollHeight - rem());
  };
  const sizes = new ResizeObserver(hint); // Whatever made it longer: an output, a picture, a larger size.
  let sized;
  const size = () => {
    const view = viewport();
    if (view === sized) return;
    sizes.disconnect();
    for (const each of [view, view?.querySelector(".sheet")]) if (each) sizes.observe(each);
    sized = view;
  };
  size();
  document.addEventListener("scroll", hint, { capture: true, passive: true, signal });
  let told = "0 0.00";
  const start = (view, index) => index > 0 ? top(view, parts(view)[index]) : 0; // The first part begins where the slide does.
  document.addEventListener("scrollend", ({ target }) => {
    const view = viewport();
    if (target !== view) return;
    const index = Math.max(0, parts(view).findLastIndex(part => top(view, part) <= view.scrollTop + margin() + 1));
    const offset = (view.scrollTop - start(view, index)) / rem();
    const now = `${index} ${offset.toFixed(2)}`;
    if (now === told) return;
    told = now;
    tell(index, Number(offset.toFixed(2)));
  }, { capture: true, signal });
  const observer = new MutationObserver(() => {
    const view = viewport();
    size();
    if (!view) return;
    const { part = 0, offset = 0 } = view.dataset;
    const place = `${part} ${Number(offset).toFixed(2)}`;
    if (place === told) return;
    told = place;
    if (parts(view)[part]) scrollTo(view, start(view, Number(part)) + offset * rem());
  });
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-part", "data-offset"] });
  signal.addEventListener("abort", () => { observer.disconnect(); sizes.disconnect(); });
}
