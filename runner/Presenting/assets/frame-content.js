// Runs inside a sandboxed frame, after what it shows: charts, and the frame's height.
for (const element of document.querySelectorAll(".chart")) {
  const { data, layout = {}, config } = JSON.parse(element.querySelector("script").textContent);
  const { width } = layout; // No wider than there is room, also where that changes.
  if (width > element.clientWidth) layout.width = element.clientWidth;
  Plotly.newPlot(element, data, layout, { responsive: true, displaylogo: false, ...config });
  if (width) new ResizeObserver(() => {
    const fitting = Math.min(width, element.clientWidth);
    if (fitting > 0 && element.layout.width !== fitting) Plotly.relayout(element, { width: fitting });
  }).observe(element);
}
const tellHeight = () => parent.postMessage({ frame: "height", height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
new ResizeObserver(tellHeight).observe(document.body);
tellHeight();
addEventListener("message", ({ source, data }) => {
  if (source !== parent || !data.look) return;
  document.documentElement.style.setProperty("color-scheme", data.look, "important");
  document.documentElement.dataset.theme = data.look;
});

// A click into the frame gives it the keyboard: the keys that turn slides are handed on.
const turns = { PageDown: "next", ArrowRight: "next", PageUp: "previous", ArrowLeft: "previous" };
addEventListener("keydown", ({ key, target }) => {
  if (turns[key] && !target.closest?.("input, select, textarea")) parent.postMessage({ frame: "key", command: turns[key] }, "*");
});
