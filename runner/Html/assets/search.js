// Full-text search. The index is a script, because a page that was opened from disk may load nothing else; it is loaded when
// the reader first turns to the search.
(() => {
  const form = document.querySelector(".search");
  const box = form.querySelector("input"), panel = form.querySelector("#Found");
  const status = panel.querySelector("p"), list = panel.querySelector("ol");
  const fold = text => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  let sections = null;
  form.hidden = false;

  function load() {
    if (sections || document.querySelector("#Search-index")) return;
    const script = Object.assign(document.createElement("script"), { id: "Search-index", src: "assets/search-index.js" });
    script.onload = () => {
      sections = window.searchIndex.flatMap(page => page.sections.map(([anchor, heading, text]) => ({
        address: page.address + (anchor && "#" + anchor), title: page.title, heading, text,
        foldedTitle: fold(page.title), foldedHeading: fold(heading), foldedText: fold(text),
      })));
      search();
    };
    document.head.append(script);
  }

  function score(section, words) {
    let sum = 0;
    for (const word of words) {
      const times = section.foldedText.split(word).length - 1;
      const inHeading = section.foldedHeading.includes(word), inTitle = section.foldedTitle.includes(word);
      if (!times && !inHeading && !inTitle) return 0;
      sum += Math.min(times, 5) + (inHeading ? 12 : 0) + (inTitle ? 4 : 0);
    }
    return sum;
  }

  // The text around the first word that was found, with what was found marked.
  function excerpt(section, words) {
    const places = words.map(word => section.foldedText.indexOf(word)).filter(place => place >= 0);
    const start = Math.max(0, Math.min(...places, section.text.length) - 60);
    const shown = (places.length ? start : 0) && section.text.indexOf(" ", start) + 1;
    return mark((shown ? "… " : "") + section.text.slice(shown, shown + 160) + (shown + 160 < section.text.length ? " …" : ""), words);
  }

  function mark(text, words) {
    const span = document.createElement("span"), folded = fold(text);
    for (let at = 0; at < text.length;) {
      const [next, length] = words.map(word => [folded.indexOf(word, at), word.length]).filter(([place]) => place >= 0)
        .reduce((first, each) => each[0] < first[0] ? each : first, [text.length, 0]);
      span.append(text.slice(at, next));
      if (length) span.append(Object.assign(document.createElement("mark"), { textContent: text.slice(next, next + length) }));
      at = next + Math.max(length, 1);
    }
    return span;
  }

  function search() {
    const words = fold(box.value).split(/\s+/).filter(word => word);
    panel.hidden = !words.length || !sections;
    if (panel.hidden) return;
    const found = sections.map(section => [score(section, words), section]).filter(([points]) => points).sort((a, b) => b[0] - a[0]);
    status.textContent = found.length ? `${found.length} ${found.length === 1 ? "section" : "sections"}${found.length > 20 ? ", the first 20 of them" : ""}` : "Nothing found";
    list.replaceChildren(...found.slice(0, 20).map(([, section]) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = section.address;
      const title = Object.assign(document.createElement("span"), { textContent: section.title && section.title !== section.heading ? " " + section.title : "" });
      link.append(Object.assign(document.createElement("b"), { textContent: section.heading || section.title }), title, excerpt(section, words));
      item.append(link);
      return item;
    }));
  }

  box.addEventListener("focus", load);
  box.addEventListener("input", () => { load(); search(); });
  form.addEventListener("submit", event => { event.preventDefault(); list.querySelector("a")?.click(); });
  form.addEventListener("focusout", event => { if (!form.contains(event.relatedTarget)) panel.hidden = true; });
  box.addEventListener("focus", search);
  list.addEventListener("click", () => { panel.hidden = true; });
  document.addEventListener("keydown", event => {
    const isTyping = event.target.matches("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) { event.preventDefault(); box.focus(); }
    if (!form.contains(event.target)) return;
    if (event.key === "Escape") { panel.hidden = true; box.focus(); panel.hidden = true; }
    const stops = [box, ...list.querySelectorAll("a")], step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); stops[Math.min(stops.length - 1, Math.max(0, stops.indexOf(document.activeElement) + step))].focus(); }
  });
})();
